"""Which addresses the parts listen on, and by which they are reached."""

from __future__ import annotations

import socket
from dataclasses import replace
from urllib.parse import urlsplit

from ops.embedded.ports import free_ports, is_free
from ops.part import PartFailed
from store.settings import Settings

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound


def is_open(settings: Settings) -> bool:
    """Whether other machines are to reach this one."""
    return settings.host not in LOOPBACK


def bracketed(host: str) -> str:
    """An IPv6 address as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def reached_at(settings: Settings) -> str:
    """The host name by which clients reach us: the public URL's, or the listening address itself."""
    if settings.public_url:
        return bracketed(urlsplit(settings.public_url).hostname or settings.host)
    if settings.host in EVERYWHERE:
        return bracketed(own_address())
    return bracketed(settings.host)


def own_address() -> str:
    """This machine's address on its network, loopback when it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # a documentation address (RFC 5737): only the route is looked up
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def with_free_port(settings: Settings) -> tuple[Settings, str | None]:
    """The settings with a port that is free, and a sentence when it is not the usual one.

    Raises PartFailed when the port that was asked for is taken, or the address is not this machine's.
    """
    try:
        [other] = free_ports(1, settings.host)
    except (OSError, UnicodeError):
        raise PartFailed(f"ROADREEL_HOST is {settings.host}, which is not an address of this machine.") from None
    if is_free(settings.port, settings.host):
        return settings, None
    if settings.port_is_given:
        raise PartFailed(
            f"Port {settings.port} is taken by another program (or not allowed to you); set ROADREEL_PORT to another."
        )
    return replace(settings, port=other), f"Port {settings.port} is taken; using {other}. ROADREEL_PORT sets one."
