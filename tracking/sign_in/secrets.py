"""Random secrets, and what of them is kept.

Tokens hold 256 random bits, so a plain SHA-256 of them is enough. What people type or what can be guessed (codes,
phones in counters) is kept as an HMAC under the installation's key.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence


def new_secret(prefix: str) -> str:
    """`rra_...`: 256 random bits as text; the prefix lets secret scanners recognise a leaked one."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def fingerprint(secret: str) -> bytes:
    """What is stored of a random secret: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def keyed(key: str, *parts: str) -> bytes:
    """HMAC-SHA256 of `parts` (joined without ambiguity) under one of the installation's keys."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key.encode(), message, hashlib.sha256).digest()


def matches_any(expected: bytes, keys: Sequence[str], *parts: str) -> bool:
    """Whether `expected` is the HMAC of `parts` under any key: the first signs, all verify."""
    found = False
    for key in keys:  # no early end: the time taken says nothing
        found |= hmac.compare_digest(expected, keyed(key, *parts))
    return found
