"""A small HTTP client for measuring: prepared bytes on kept connections, answers read and thrown away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What one run measured: requests a second, and milliseconds an answer took at the 50th and 95th of 100."""

    rate: float
    p50_ms: float
    p95_ms: float


def load(port: int, requests: Sequence[bytes], *, connections: int, expected: int) -> Load:
    """Send `requests` over `connections` connections at once; every answer must have the `expected` status."""
    took: list[list[float]] = [[] for _ in range(connections)]
    threads = [
        threading.Thread(target=_ask, args=(port, requests[number::connections], expected, took[number]))
        for number in range(connections)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begun
    times = sorted(moment for each in took for moment in each)
    if len(times) != len(requests):
        raise RuntimeError(f"{len(requests) - len(times)} of {len(requests)} answers were not {expected}")
    return Load(len(times) / wall, times[len(times) // 2] * 1000, times[len(times) * 95 // 100] * 1000)


def get(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """One answer: status, headers in lower case, body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(written(path, headers))
        return _read(line, bytearray())


def written(path: str, headers: dict[str, str]) -> bytes:
    """A GET as it goes over the line."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _ask(port: int, requests: Sequence[bytes], expected: int, took: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = bytearray()
        for request in requests:
            begun = time.perf_counter()
            line.sendall(request)
            status, _headers, _body = _read(line, rest)
            if status == expected:
                took.append(time.perf_counter() - begun)


def _read(line: socket.socket, rest: bytearray) -> tuple[int, dict[str, str], bytes]:
    while (end := rest.find(b"\r\n\r\n")) < 0:
        rest += _more(line)
    first, *fields = bytes(rest[:end]).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    del rest[: end + 4]
    size = int(headers.get("content-length", "0"))
    while len(rest) < size:
        rest += _more(line)
    body = bytes(rest[:size])
    del rest[:size]
    return int(first.split()[1]), headers, body


def _more(line: socket.socket) -> bytes:
    got = line.recv(65536)
    if not got:
        raise ConnectionError("the server hung up")
    return got
