"""The condition of the order's car, told anew when the order was given another car, or its former one again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Damage, Order, Vehicle
from tracking.cases.showing import show_cases
from tracking.damages.newness import inspections_of
from tracking.damages.telling import tell_conditions, tell_damage


def tell_car(session: Session, order: Order, vehicle: Vehicle, now: datetime) -> None:
    """Tell what was found on the car that the order has now. The order must be locked.

    What was told of its former car is taken back by whoever swaps it; its exception goes with it.
    """
    tell_conditions(session, order, inspections_of(session, order, vehicle.car), now)
    shown = select(Damage).where(
        Damage.order_id == order.id, Damage.car == vehicle.car, Damage.published_at.is_not(None)
    )
    for damage in session.scalars(shown.order_by(Damage.id)).all():
        tell_damage(session, order, damage, now)
    show_cases(session, order, now)
