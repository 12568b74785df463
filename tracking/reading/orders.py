"""A buyer's orders. `is_bought_by` is the one place that says whose an order is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from store.errors import NotFound
from store.tables import Clip, Cut, Order, Place, Service, TimelineEntry
from tracking.reading.seen import look, position
from tracking.reading.shown import is_shown

Owner = UUID | ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class SeenOrder:
    """An order as its buyer finds it: with how much of its timeline is new, and its newest picture."""

    order: Order
    unread: int
    newest_cut: UUID | None


def is_bought_by(buyer_id: Owner) -> ColumnElement[bool]:
    """True for the orders of this buyer. A transfer to another phone changes the answer at once."""
    return Order.buyer_id == buyer_id


def orders_of(buyer_id: UUID, session_id: UUID | None = None) -> Select[*tuple[Any, ...]]:
    """(order, unread, newest cut) of everything the buyer bought; unread on the device of that session."""
    unread = (
        select(func.count())
        .where(
            TimelineEntry.order_id == Order.id,
            TimelineEntry.seq > position(buyer_id, session_id),  # which the index knows
            TimelineEntry.news_seq > position(buyer_id, session_id),
            ~TimelineEntry.removed,
        )
        .correlate(Order)
        .scalar_subquery()
    )
    newest_cut = (
        select(Cut.id)
        .join(Clip, Clip.id == Cut.clip_id)
        .where(Cut.order_id == Order.id, is_shown())
        .order_by(Clip.captured_at.desc(), Cut.id.desc())
        .limit(1)
        .correlate(Order)
        .scalar_subquery()
    )
    return (
        select(Order, unread.label("unread"), newest_cut.label("newest_cut"))
        .where(is_bought_by(buyer_id))
        .options(joinedload(Order.vehicle))
    )


def order_of(session: Session, buyer_id: UUID, order_id: UUID, session_id: UUID | None = None) -> SeenOrder:
    """One order of the buyer. Raises NotFound when it is not there or not theirs."""
    row = session.execute(orders_of(buyer_id, session_id).where(Order.id == order_id)).one_or_none()
    if row is None:
        raise NotFound
    return SeenOrder(*row)


def services_of(session: Session, order: Order) -> list[Service]:
    """What comes with the car, in the shop's order."""
    query = select(Service).where(Service.order_id == order.id).order_by(Service.position, Service.id)
    return list(session.scalars(query))


def place_by_code(session: Session, code: str | None) -> Place | None:
    """The place the shop knows by `code`."""
    return session.scalar(select(Place).where(Place.code == code)) if code else None


def have_seen(
    session: Session, buyer_id: UUID, session_id: UUID, order_id: UUID, seq: int, now: datetime
) -> tuple[int, int]:
    """This device has seen the timeline up to `seq`: how far it is now, and how much is unread on it.

    Raises NotFound.
    """
    order = order_of(session, buyer_id, order_id).order
    seen_seq = look(session, session_id, order, seq, now)
    return seen_seq, order_of(session, buyer_id, order_id, session_id).unread
