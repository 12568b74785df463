"""Free ports on loopback, kept from one start to the next."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

# Below what systems give to outgoing connections (Linux: from 32768 on), one of which could take the port meanwhile.
LOWEST, HIGHEST = 10_000, 32_000
TRIES = 200


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether one can listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Different ports that are free at this moment. Raises OSError when none is, or `host` is not ours."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
    found: list[int] = []
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if port not in found and is_free(port, host):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no free port found on {host}")


def free_pair(offset: int) -> int:
    """A port that is free together with the one `offset` above it."""
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST - offset)
        if is_free(port) and is_free(port + offset):
            return port
    raise OSError("no pair of free ports found")


def kept_ports(
    file: Path, names: Sequence[str], choose: Callable[[], dict[str, int]], host: str = "127.0.0.1"
) -> dict[str, int]:
    """The ports of the last start where they are all still free, else newly chosen ones, written to `file`.

    Keeping them keeps links that were handed out before a restart alive.
    """
    try:
        known = json.loads(file.read_text("utf-8"))
        ports = {name: int(known[name]) for name in names}
    except (OSError, ValueError, KeyError, TypeError):
        ports = {}
    if not ports or not all(is_free(port, host) for port in ports.values()):
        ports = choose()
        file.write_text(json.dumps(ports), "utf-8")
    return ports
