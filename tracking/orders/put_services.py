"""What comes with the car, as the shop puts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Order, Service
from tracking.handover.reading import visit_of
from tracking.orders.service_entries import forget_service, tell_service
from tracking.rules.service_news import is_news

Wish = Mapping[str, Any]


def put_services(session: Session, order: Order, wished: Sequence[Wish], now: datetime, *, tell: bool) -> None:
    """Make the order's services what `wished` says; those left out are gone.

    `tell`: whether changes are news. In a new order everything is new, in a closed one nothing counts.
    """
    known = {row.ref: row for row in session.scalars(select(Service).where(Service.order_id == order.id))}
    for position, wish in enumerate(wished):
        row = known.pop(wish["ref"], None)
        before = visit_of(row) if row is not None else None
        if row is None:
            row = Service(id=new_id(), order_id=order.id, ref=wish["ref"], updated_at=now)
            session.add(row)
        _write(row, wish, position, now)
        if tell and is_news(before, visit_of(row)):
            tell_service(session, order, row, now)
    for row in known.values():
        forget_service(session, order, row, now)
        session.delete(row)


def _write(row: Service, wish: Wish, position: int, now: datetime) -> None:
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
