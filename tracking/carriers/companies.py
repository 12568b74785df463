"""Carriers of this installation: put by the shop."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.ids import new_id
from store.tables import Carrier


def put_carrier(session: Session, code: str, carrier: Mapping[str, Any], now: datetime) -> tuple[Carrier, bool]:
    """Create or replace the carrier with this code; whether it is new."""
    told = {"phone": None, "shot_level": None, **carrier}
    made = session.scalar(
        insert(Carrier)
        .values(id=new_id(), code=code, created_at=now, updated_at=now, **told)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Carrier.id)
    )
    found = session.scalars(select(Carrier).where(Carrier.code == code).with_for_update()).one()
    if any(getattr(found, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(found, name, value)
        found.updated_at = now
    return found, made is not None


def carriers_by_code(session: Session, codes: Iterable[str]) -> dict[str, Carrier]:
    """The carriers among `codes` that there are."""
    return {found.code: found for found in session.scalars(select(Carrier).where(Carrier.code.in_(set(codes))))}


def carrier_by_code(session: Session, code: str) -> Carrier:
    """The carrier with this code. Raises NotFound."""
    found = session.scalar(select(Carrier).where(Carrier.code == code))
    if found is None:
        raise NotFound
    return found
