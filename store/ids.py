"""Identifiers: UUIDv7 (RFC 9562) in the database, `prefix_hex` on the wire."""

import re
from uuid import UUID

from uuid_utils.compat import uuid7

_HEX = re.compile(r"[0-9a-f]{32}")


class UnknownId(ValueError):
    """The text cannot be an identifier of the wanted kind; to a caller it is simply not there."""


def new_id() -> UUID:
    """A fresh UUIDv7: sorts by the time it was made."""
    return uuid7()


def wire_id(prefix: str, value: UUID) -> str:
    """`ord`, UUID -> `ord_0192...` as clients see it."""
    return f"{prefix}_{value.hex}"


def from_wire(prefix: str, text: str) -> UUID:
    """The UUID inside a wire identifier.

    Raises UnknownId for another prefix or a malformed text.
    """
    head, _, digits = text.partition("_")
    if head != prefix or not _HEX.fullmatch(digits):
        raise UnknownId(text[:80])
    return UUID(hex=digits)
