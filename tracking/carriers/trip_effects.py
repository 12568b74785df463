"""What a changed trip means for the orders whose cars go with it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, Vehicle
from tracking.events.catching_up import catch_up_all
from tracking.events.closing import renew_riders
from tracking.orders.trips import settle_loading


def renew(
    session: Session,
    order_ids: Collection[UUID],
    trip_ids: Collection[UUID],
    held: Mapping[UUID, Order],
    now: datetime,
) -> None:
    """Renew the orders whose cars joined, left or were refused, and those that this makes ride or stay.

    All of `order_ids` are among `held`, which are locked. Raises Wider when others are concerned.
    """
    for vehicle in session.scalars(select(Vehicle).where(Vehicle.order_id.in_(order_ids))).all():
        catch_up_all(session, held[vehicle.order_id], vehicle)
    renew_riders(session, held, order_ids, now)
    renew_riders(session, held, settle_loading(session, trip_ids, held.keys()), now)
