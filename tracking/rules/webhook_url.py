"""Where a webhook may point to, as far as its address alone tells."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from tracking.rules.public_address import is_public

LONGEST = 1000


def problem_of(url: str, *, anywhere: bool) -> str | None:
    """Why `url` cannot be an endpoint, as a sentence; None when it can.

    `anywhere` (for development and tests) allows plain http and addresses that are not public. What a name resolves
    to is checked at each delivery: a name may point elsewhere by then.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return f"An address of at most {LONGEST} visible ASCII characters is needed; encode all others."
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "This is not an address."
    if parts.scheme not in ({"http", "https"} if anywhere else {"https"}):
        return "The address must begin with https://."
    if not host:
        return "The address names no host."
    if parts.username is not None or parts.password is not None:
        return "Leave user name and password out of the address: each message is signed instead."
    if parts.fragment:
        return "Leave out what follows #: it is never sent."
    if not anywhere and _is_private(host):
        return "The host must be one on the public internet."
    return None


def _is_private(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return not is_public(host)
