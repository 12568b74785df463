"""Estimates that are looked at again because time passed and nobody reported anything."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order
from tracking.orders.chain import chain_of
from tracking.orders.projection import project

LATEST = timedelta(hours=24)


def renew_next(session: Session, now: datetime) -> bool:
    """Renew the estimate that is due for longest, if any is. An order somebody is changing right now is left out."""
    query = select(Order).where(Order.renew_at <= now).order_by(Order.renew_at).limit(1)
    order = session.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if order is None:
        return False
    project(session, order, order.vehicle, chain_of(session, order), now)
    if order.renew_at is not None and order.renew_at <= now:
        order.renew_at = now + LATEST  # never the same one twice in a round
    return True
