"""The cars of a trip as its carrier names them, and which of them may go with it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.errors import NotFound, Refused, WrongState
from store.ids import wire_id
from store.tables import Stage, Trip, Vehicle
from store.words import LEFT_BEHIND, StageKind
from tracking.events.targets import stages_of

Car = Mapping[str, Any]  # exactly one of stage_id and vin, and what is to become of it


def stages_named(carrier_id: UUID, cars: list[Car]) -> Select[Stage]:
    """All stages of the carrier that the cars may mean."""
    vins = {car["vin"] for car in cars if car.get("vin")}
    ids = {car["stage_id"] for car in cars if car.get("stage_id")}
    named = Vehicle.vin.in_(vins) | Stage.id.in_(ids)
    return stages_of(carrier_id).join(Vehicle, Vehicle.order_id == Stage.order_id).where(named)


def stage_to_add(session: Session, carrier_id: UUID, trip: Trip, car: Car, path: str) -> Stage:
    """The stage that a car named by id or VIN is to ride in; by VIN, the carrier's leg planned nearest to the trip.

    Raises NotFound, Refused (`unknown_vin`, `not_a_leg`, `trip_mode`) and WrongState (`stage_over`).
    """
    if stage_id := car.get("stage_id"):
        stage = session.scalar(stages_of(carrier_id).where(Stage.id == stage_id))
        if stage is None:
            raise NotFound(errors={f"{path}.stage_id": ["You have no such stage."]})
    else:
        stage = _nearest(session, carrier_id, trip, car["vin"], path)
    if stage.kind is not StageKind.TRANSPORT:
        raise _refused(path, "not_a_leg", f"The stage {stage.ref} is a stay: no car goes anywhere in it.")
    if stage.mode is not trip.mode:
        raise _refused(path, "trip_mode", f"The trip {trip.ref} goes by {trip.mode}, and the stage by {stage.mode}.")
    if stage.actual_end is not None and stage.trip_id != trip.id:
        detail = f"The stage {stage.ref} is over: its car is there already."
        raise WrongState(detail, code="stage_over", errors={path: [detail]})
    return stage


def stage_on(session: Session, trip: Trip, car: Car, path: str) -> Stage:
    """The stage of a car that is booked on the trip. Raises Refused (`not_on_trip`)."""
    booked = stages_of(trip.carrier_id).where(Stage.trip_id == trip.id)
    if stage_id := car.get("stage_id"):
        found = session.scalar(booked.where(Stage.id == stage_id))
    else:
        by_vin = booked.join(Vehicle, Vehicle.order_id == Stage.order_id).where(Vehicle.vin == car["vin"])
        found = session.scalars(by_vin).first()
    if found is None:
        raise _refused(path, "not_on_trip", f"This car is not on the trip {trip.ref}.")
    return found


def must_be_free(session: Session, stage: Stage, trip: Trip, path: str) -> None:
    """Raises WrongState when the stage's car goes with another trip, twice with this one, or with two at once.

    `car_on_another_trip`, `car_twice_on_trip`, `two_trips_at_once`; only trips of the same carrier are looked at.
    """
    if stage.trip_id not in {None, trip.id} and stage.trip is not None:
        detail = f"This car is booked on the trip {stage.trip.ref}: move it from there, or drop it there first."
        raise _taken(path, "car_on_another_trip", detail, stage.trip)
    others = (
        select(Trip)
        .join(Stage, Stage.trip_id == Trip.id)
        .where(
            Stage.order_id == stage.order_id,
            Stage.id != stage.id,
            Stage.withdrawn_at.is_(None),
            Trip.carrier_id == trip.carrier_id,
        )
    )
    for other in session.scalars(others.order_by(Trip.planned_start)):
        if other.id == trip.id:
            detail = f"This car goes with the trip {trip.ref} already, in another stage of its journey."
            raise _taken(path, "car_twice_on_trip", detail, trip)
        if other.planned_start < trip.planned_end and trip.planned_start < other.planned_end:
            detail = f"This car is on the trip {other.ref} at that time: one car cannot go with two at once."
            raise _taken(path, "two_trips_at_once", detail, other)


def check_positions(session: Session, trip: Trip) -> None:
    """Raises Refused (`position_taken`) when two cars that may ride are to stand in one place."""
    session.flush()
    standing = select(Stage.trip_position).where(
        Stage.trip_id == trip.id,
        Stage.withdrawn_at.is_(None),
        Stage.trip_position.is_not(None),
        Stage.car_state.not_in(LEFT_BEHIND),
    )
    taken = [position for position, count in Counter(session.scalars(standing)).items() if count > 1]
    if taken:
        raise _refused("cars", "position_taken", f"Two cars cannot both stand at {taken[0]} on the trip {trip.ref}.")


def _nearest(session: Session, carrier_id: UUID, trip: Trip, vin: str, path: str) -> Stage:
    legs = stages_of(carrier_id).join(Vehicle, Vehicle.order_id == Stage.order_id)
    found = session.scalars(legs.where(Vehicle.vin == vin, Stage.kind == StageKind.TRANSPORT)).all()
    if not found:
        raise _refused(path, "unknown_vin", f"{vin}: you have no leg for this car.")
    fits = [stage for stage in found if stage.mode is trip.mode and stage.actual_end is None] or found
    return min(fits, key=lambda stage: (abs(stage.planned_start - trip.planned_start), stage.position))


def _refused(path: str, code: str, detail: str) -> Refused:
    return Refused(detail, code=code, errors={path: [detail]})


def _taken(path: str, code: str, detail: str, trip: Trip) -> WrongState:
    return WrongState(detail, code=code, errors={path: [detail]}, trip_id=wire_id("trp", trip.id), trip=trip.ref)
