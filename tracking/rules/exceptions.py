"""Which exception an order shows: the gravest of what is open, since the earliest of its kind."""

from collections.abc import Iterable
from datetime import datetime

from store.words import ExceptionCode

GRAVE_SEVERITY = 3  # a damage of more than 7.5 cm, or of a missing or major part
_GRAVEST_FIRST = list(ExceptionCode)


def is_grave(severity: int) -> bool:
    """Whether an open damage of this severity is an exception of its order."""
    return severity >= GRAVE_SEVERITY


def gravest(found: Iterable[tuple[ExceptionCode, datetime]]) -> tuple[ExceptionCode, datetime] | None:
    """The code to show and since when; None when nothing is open."""
    return min(found, key=lambda pair: (_GRAVEST_FIRST.index(pair[0]), pair[1]), default=None)
