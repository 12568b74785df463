"""Places of this installation: put by the shop, shared by everybody."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Place

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
    told = {"name_zh": None, "address": None, **place}
    made = session.scalar(
        insert(Place)
        .values(id=new_id(), code=code, created_at=now, updated_at=now, **told)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Place.id)
    )
    found = session.scalars(select(Place).where(Place.code == code).with_for_update()).one()
    if any(getattr(found, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(found, name, value)
        found.updated_at = now
    return found, made is not None


def places_by_code(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """The places among `codes` that there are."""
    return {place.code: place for place in session.scalars(select(Place).where(Place.code.in_(set(codes))))}
