"""Carriers of this installation: put by the shop."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.tables import Carrier
from tracking.put_by_code import put_by_code


def put_carrier(session: Session, code: str, carrier: Mapping[str, Any], now: datetime) -> tuple[Carrier, bool]:
    """Create or replace the carrier with this code; whether it is new."""
    return put_by_code(session, Carrier, code, {"phone": None, "shot_level": None, **carrier}, now)


def carriers_by_code(session: Session, codes: Iterable[str]) -> dict[str, Carrier]:
    """The carriers among `codes` that there are."""
    return {found.code: found for found in session.scalars(select(Carrier).where(Carrier.code.in_(set(codes))))}


def carrier_by_code(session: Session, code: str) -> Carrier:
    """The carrier with this code. Raises NotFound."""
    found = session.scalar(select(Carrier).where(Carrier.code == code))
    if found is None:
        raise NotFound
    return found
