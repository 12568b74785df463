"""What a carrier is told of its trips: the plan, and which of its stages ride."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import wire_id
from store.tables import Stage, Trip
from store.words import CarrierEvent
from tracking.bodies import wire_time
from tracking.webhooks.tell import tell_carrier


def tell_trip(session: Session, trip: Trip, now: datetime) -> None:
    """Tell the carrier how its trip stands after a change. Cars of other carriers are none of its business."""
    session.flush()
    aboard = select(Stage).where(
        Stage.trip_id == trip.id, Stage.carrier_id == trip.carrier_id, Stage.withdrawn_at.is_(None)
    )
    cars = [
        {"stage_id": wire_id("stg", stage.id), "position": stage.trip_position, "state": stage.car_state.value}
        for stage in session.scalars(aboard.order_by(Stage.id))
    ]
    data = {
        "trip_id": wire_id("trp", trip.id),
        "ref": trip.ref,
        "planned_start": wire_time(trip.planned_start),
        "planned_end": wire_time(trip.planned_end),
        "cars": cars,
    }
    tell_carrier(session, trip.carrier_id, CarrierEvent.TRIP_CHANGED, data, now)
