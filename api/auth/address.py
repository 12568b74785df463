"""Where a request comes from, as limits count it."""

from flask import request

from tracking.sign_in.limits import network_of


def address() -> str:
    """The caller's network; behind trusted proxies the one they name."""
    return network_of(request.remote_addr or "")
