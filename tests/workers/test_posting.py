"""Posting to an address that a stranger chose: where it may not go, and what it does not wait for."""

import socket
import time

import pytest

from tests.receiver import Receiver, make_certificate, respond
from workers.posting import post


def sent(url, *, anywhere=True, longest_s=5.0):
    return post(url, b'{"type":"x"}', {"Content-Type": "application/json"}, anywhere=anywhere, longest_s=longest_s)


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    path = make_certificate(tmp_path / "localhost.pem", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def test_a_message_arrives_whole_at_the_very_address(certificate):
    with Receiver(certificate=certificate) as receiver:
        assert sent(receiver.url).status == 204
        [request] = receiver.got
    assert request.path == "/hook?from=roadreel"
    assert request.body == b'{"type":"x"}'
    assert request.headers["host"] == f"localhost:{receiver.port}"


def test_a_certificate_for_somebody_else_gets_nothing(tmp_path, monkeypatch):
    other = make_certificate(tmp_path / "other.pem", "shop.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with Receiver(certificate=other) as receiver:
        assert sent(receiver.url).failure == "tls_failed"
        assert receiver.got == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_nothing_is_sent_to_a_private_address(host):
    with Receiver() as receiver:
        assert sent(f"https://{host}:{receiver.port}/", anywhere=False).failure == "address_refused"
        assert receiver.got == []


def test_plain_http_is_refused_however_the_address_came_here():
    assert sent("http://shop.example/", anywhere=False).failure == "https_required"


def answering(monkeypatch, *answers):
    """A resolver that knows `rebinding.example` under another address each time it is asked."""
    real, left = socket.getaddrinfo, list(answers)

    def resolve(host, *about, **more):
        if host != "rebinding.example":
            return real(host, *about, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return left


def test_the_name_is_asked_once_and_the_connection_goes_to_that_address(monkeypatch):
    with Receiver() as receiver:
        left = answering(monkeypatch, ["127.0.0.1"], ["203.0.113.1"])
        assert sent(f"http://rebinding.example:{receiver.port}/").status == 204
        assert len(left) == 1
        assert receiver.got[0].headers["host"] == f"rebinding.example:{receiver.port}"


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    answering(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    assert sent("https://rebinding.example/", anywhere=False).failure == "address_refused"


def test_a_redirect_is_not_followed():
    with Receiver() as elsewhere, Receiver(lambda h: respond(h, 307, Location=elsewhere.url)) as receiver:
        answer = sent(receiver.url)
        assert (answer.status, answer.failure) == (307, "redirected")
        assert elsewhere.got == []


def test_an_answer_that_trickles_is_not_waited_for():
    def trickle(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)  # the endpoint's doing, not the test's

    with Receiver(trickle) as receiver:
        began = time.monotonic()
        assert sent(receiver.url, longest_s=0.5).failure == "timeout"
        assert time.monotonic() - began < 3


def test_an_endpoint_that_says_nothing_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert sent(f"http://127.0.0.1:{port}/", longest_s=0.3).failure == "timeout"
        assert sent(f"https://127.0.0.1:{port}/", longest_s=0.3).failure == "timeout"


def test_a_body_without_end_is_not_read():
    def flood(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            handler.wfile.write(b"x" * 65_536)

    with Receiver(flood) as receiver:
        assert sent(receiver.url).status == 200


@pytest.mark.parametrize("head", [b"what?\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200, b""])
def test_what_is_no_http_is_a_failure_and_nothing_worse(head):
    with Receiver(lambda handler: handler.wfile.write(head)) as receiver:
        answer = sent(receiver.url)
        assert answer.status is None
        assert answer.failure in {"no_answer", "connection_failed"}


def test_nobody_there_and_no_such_name_are_said():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert sent(f"http://127.0.0.1:{port}/").failure == "connection_failed"
    assert sent("https://no-such-name.invalid/", anywhere=False).failure == "name_unknown"


def test_a_refusal_says_when_to_come_again():
    with Receiver(lambda h: respond(h, 503, Retry_After="90")) as receiver:
        answer = sent(receiver.url)
    assert (answer.status, answer.failure) == (503, "refused")
    assert answer.retry_after.total_seconds() == 90
