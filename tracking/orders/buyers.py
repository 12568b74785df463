"""Whose order it is. Another phone is another person: the former one is out at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Buyer, HandoffCode, Order, PlaybackToken
from tracking.audit import record
from tracking.handover.appointment import start_afresh
from tracking.reading.seen import forget_looks


def give_to(session: Session, order: Order, buyer: Mapping[str, Any], now: datetime) -> bool:
    """Make the person with this phone the order's buyer; whether it was somebody else's.

    What the former buyer had of it ends, and what they agreed to binds nobody.
    """
    person, former = _person(session, buyer, now), order.buyer_id
    transferred = former is not None and former != person.id
    if transferred:
        end_access(session, order, now)
        start_afresh(session, order, now)
        details = {"former_buyer": former.hex, "buyer": person.id.hex}
        record(session, None, "order_transferred", "order", order.id, now, details=details)
    order.buyer_id, order.buyer = person.id, person
    return transferred


def end_access(session: Session, order: Order, now: datetime) -> None:
    """End playback and unused sign-in codes of this order; what was read so far counts for nobody else.

    Everything else a buyer reaches is found through `order.buyer_id` each time.
    """
    session.execute(delete(PlaybackToken).where(PlaybackToken.order_id == order.id))
    session.execute(
        update(HandoffCode).where(HandoffCode.order_id == order.id, HandoffCode.used_at.is_(None)).values(used_at=now)
    )
    forget_looks(session, order)


def _person(session: Session, buyer: Mapping[str, Any], now: datetime) -> Buyer:
    session.execute(
        insert(Buyer)
        .values(id=new_id(), created_at=now, phone=buyer["phone"], name=buyer["name"], locale=buyer["locale"])
        .on_conflict_do_nothing(index_elements=["phone"])
    )
    person = session.scalars(select(Buyer).where(Buyer.phone == buyer["phone"])).one()
    person.name, person.locale = buyer["name"], buyer["locale"]
    return person
