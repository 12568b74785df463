"""What gunicorn does with a connection, asked of gunicorn itself."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ops.web_server import command
from store.settings import read_settings
from tests.installation import ROOT, environment, free_port, wait_until

NOWHERE = {"S3_ENDPOINT": "http://127.0.0.1:9", "S3_ACCESS_KEY": "none", "S3_SECRET_KEY": "none"}
TOO_LARGE = 3 * 1024 * 1024


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The API behind its own web server, without a database: nothing here comes so far."""
    data: Path = tmp_path_factory.mktemp("data")
    port = free_port()
    told = environment(data, PORT=str(port), DATABASE_URL="postgresql://nobody@127.0.0.1:9/none", **NOWHERE)
    server = subprocess.Popen(command(read_settings(told)), cwd=ROOT, env=told, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: server.poll() is not None or "200" in ask(port, b"GET /v1/app"), 40, "it listens")
        yield port
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, line: bytes, *headers: bytes, body: bytes = b"") -> str:
    """The head of the answer, empty when nobody listens yet."""
    with suppress(ConnectionError), closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as peer:
        peer.sendall(b"\r\n".join([line + b" HTTP/1.1", b"Host: here", *headers, b"", body]))
        return peer.recv(65536).partition(b"\r\n\r\n")[0].decode().lower()
    return ""


def test_a_413_says_that_the_connection_ends(port):
    form = b"Content-Type: application/x-www-form-urlencoded"
    head = ask(port, b"POST /v1/auth/token", form, b"Content-Length: %d" % TOO_LARGE, body=b"x" * 1000)
    assert head.startswith("http/1.1 413")
    assert "\r\nconnection: close" in head


def test_every_other_answer_keeps_it(port):
    assert "\r\nconnection: keep-alive" in ask(port, b"GET /v1/app")
    assert "\r\nconnection: keep-alive" in ask(port, b"GET /v1/nowhere")
