"""What comes with the car, as the shop puts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Order, Service


def put_services(session: Session, order: Order, wished: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Make the order's services what `wished` says; those left out are gone."""
    known = {row.ref: row for row in session.scalars(select(Service).where(Service.order_id == order.id))}
    for position, wish in enumerate(wished):
        row = known.pop(wish["ref"], None)
        if row is None:
            row = Service(id=new_id(), order_id=order.id, ref=wish["ref"], updated_at=now)
            session.add(row)
        appointment = wish.get("appointment") or {}
        told = {
            "kind": wish["kind"],
            "status": wish["status"],
            "provider": wish.get("provider"),
            "appointment_earliest": appointment.get("earliest"),
            "appointment_latest": appointment.get("latest"),
            "amount": wish.get("amount"),
            "currency": wish.get("currency"),
        }
        if any(getattr(row, name) != value for name, value in told.items()):
            row.updated_at = now
        for name, value in {**told, "position": position}.items():
            setattr(row, name, value)
    for row in known.values():
        session.delete(row)
