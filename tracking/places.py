"""Places of this installation: put by the shop, shared by everybody."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Place
from tracking.put_by_code import put_by_code

# Names in the same folder that are no place's time: this machine's own, and what stands for none.
_NO_ZONES = {"localtime", "posixrules", "Factory"}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_ZONES)


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    return name in _zones()


def put_place(session: Session, code: str, place: Mapping[str, Any], now: datetime) -> tuple[Place, bool]:
    """Create or replace the place with this code; whether it is new. Entries already written keep its old name."""
    return put_by_code(session, Place, code, {"name_zh": None, "address": None, **place}, now)


def places_by_code(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """The places among `codes` that there are."""
    return {place.code: place for place in session.scalars(select(Place).where(Place.code.in_(set(codes))))}
