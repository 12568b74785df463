"""Cars that were announced for a trip and did not go with it: what support has to look after."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from store.tables import Order, Stage, Trip, Vehicle
from store.words import LEFT_BEHIND, OrderState


def cars_left_behind() -> Select[Stage, Trip, Vehicle, Order]:
    """(stage, trip, vehicle, order) of cars that are `missing` or `refused` on the trip they are still booked on.

    Longest wait first. A car that is moved to another trip, dropped, or reported loaded after all is none of them.
    """
    return (
        select(Stage, Trip, Vehicle, Order)
        .join(Trip, Trip.id == Stage.trip_id)
        .join(Order, Order.id == Stage.order_id)
        .join(Vehicle, Vehicle.order_id == Order.id)
        .where(
            Stage.car_state.in_(LEFT_BEHIND),
            Stage.withdrawn_at.is_(None),
            Order.state == OrderState.OPEN,
        )
        .options(joinedload(Stage.from_place), joinedload(Stage.carrier))
        .order_by(Trip.planned_start, Stage.id)
    )
