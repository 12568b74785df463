"""One POST to an address that a stranger chose: to a public host, over checked TLS, with little time, once.

The name is resolved here, every address it has is looked at, and the connection goes to one of those: asking again,
as a library would, could be answered with another address (DNS rebinding). Redirects are not followed and the body of
the answer is not read; its status is all that counts.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from tracking.rules.public_address import is_public
from tracking.webhooks.deliveries import Answer

LONGEST_S = 10.0  # for all of it: connecting, sending, and the answer's head
CONNECT_S = 3.0
MOST_ADDRESSES = 3
SECONDS = re.compile(r"[0-9]{1,5}")


class Undeliverable(Exception):
    """Why there was no answer, as a word."""


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, anywhere: bool, longest_s: float = LONGEST_S
) -> Answer:
    """Send `body`, and what came of it. `anywhere` allows plain http and addresses that are not public."""
    try:
        parts = urlsplit(url)
        if parts.scheme != "https" and not anywhere:
            _undeliverable("https_required")
        with _connected(parts, addresses(parts, anywhere=anywhere), longest_s) as connection:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, dict(headers))
            with connection.getresponse() as response:
                return _read(response)
    except Undeliverable as error:
        return Answer(failure=str(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(failure=_word(error))


def addresses(parts: SplitResult, *, anywhere: bool) -> list[str]:
    """The addresses of the host. Raises Undeliverable (`name_unknown`, `address_refused`)."""
    try:
        found = socket.getaddrinfo(parts.hostname, port_of(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        _undeliverable("name_unknown")
    known = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not anywhere and not all(map(is_public, known)):  # one bad one is enough: it may be the one that answers
        _undeliverable("address_refused")
    return known


def port_of(parts: SplitResult) -> int:
    """The port of an address, as it says or as its scheme has it."""
    return parts.port or (443 if parts.scheme == "https" else 80)


@contextmanager
def _connected(parts: SplitResult, known: list[str], longest_s: float) -> Iterator[http.client.HTTPConnection]:
    """A connection that is torn down at its end, or when its time is over, whatever it is waiting for."""
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host, port_of(parts))  # for the Host header; it never connects itself
    ends_at = time.monotonic() + longest_s
    plain = _reach(known, port_of(parts), ends_at)
    plain.settimeout(longest_s)
    connection.sock = (
        plain
        if parts.scheme == "http"
        else _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    )
    alarm = _Alarm(connection.sock, ends_at - time.monotonic())
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        yield connection
        if alarm.rang.is_set():  # a head that was torn off reads like a whole one
            _undeliverable("timeout")
    except (OSError, http.client.HTTPException, ValueError):
        if alarm.rang.is_set():
            _undeliverable("timeout")
        raise
    finally:
        alarm.cancel()
        connection.close()


class _Alarm(threading.Timer):
    """Ends a conversation: a timeout of the socket would begin anew with every byte that trickles in."""

    def __init__(self, sock: socket.socket, after_s: float) -> None:
        super().__init__(after_s, self._end)
        self.daemon = True
        self.rang = threading.Event()
        self._sock = sock
        self.start()

    def _end(self) -> None:
        self.rang.set()
        with suppress(OSError):
            # Past the TLS layer, which another thread is in; its next read or write then fails.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


def _reach(known: list[str], port: int, ends_at: float) -> socket.socket:
    """A socket to the first of these addresses that answers."""
    failure: OSError = ConnectionRefusedError()
    for address in known[:MOST_ADDRESSES]:
        left_s = max(ends_at - time.monotonic(), 0.1)
        try:
            return socket.create_connection((address, port), timeout=min(CONNECT_S, left_s))
        except OSError as error:
            failure = error
    raise failure


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _read(response: http.client.HTTPResponse) -> Answer:
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(status)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Answer(status, "redirected")
    asked_for = SECONDS.fullmatch(response.getheader("Retry-After") or "")
    return Answer(status, "refused", timedelta(seconds=int(asked_for[0])) if asked_for else None)


def _word(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls_failed"
    return "no_answer" if isinstance(error, http.client.HTTPException | ValueError) else "connection_failed"


def _undeliverable(word: str) -> NoReturn:
    raise Undeliverable(word) from None
