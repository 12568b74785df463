"""The plan of the journey, as the shop puts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import Refused, WrongState
from store.ids import new_id
from store.tables import Carrier, ClipCar, Event, Order, Place, Stage, Trip, Vehicle
from store.words import CarState
from tracking.rules.stage_times import Times

Wish = Mapping[str, Any]
FIXED = ("kind", "carrier_id")  # facts were reported under these: they cannot become something else
# What a car that has left, and one that has arrived, cannot have done otherwise.
LEFT, ARRIVED = ("from_place_id", "mode"), ("to_place_id",)


def put_stages(
    session: Session,
    order: Order,
    vehicle: Vehicle,
    wished: Sequence[Wish],
    carriers: Mapping[str, Carrier],
    places: Mapping[str, Place],
    now: datetime,
) -> None:
    """Make the order's stages what `wished` says, in that order; a stage left out is withdrawn.

    Raises WrongState (`stage_has_events`) when something was reported or filmed at a stage that would go or become
    another carrier's, (`stage_under_way`) when a car that has left would have left elsewhere; Refused (`trip_mode`).
    """
    known = {row.ref: row for row in session.scalars(select(Stage).where(Stage.order_id == order.id))}
    told = _told(session, order, vehicle)
    trips = _trips(session, wished, carriers, places, now)
    for position, wish in enumerate(wished):
        stage = known.pop(wish["ref"], None)
        trip = trips.get((wish["carrier"], wish.get("trip") or ""))
        columns = {
            "position": position,
            "kind": wish["kind"],
            "mode": wish.get("mode"),
            "carrier_id": carriers[wish["carrier"]].id,
            "trip_id": trip.id if trip else None,
            "from_place_id": places[wish["from_place"]].id,
            "to_place_id": places[wish["to_place"]].id,
            "planned_start": wish["planned_start"],
            "planned_end": wish["planned_end"],
            "withdrawn_at": None,
        }
        if trip and trip.mode != wish.get("mode"):
            detail = f"The trip {trip.ref} goes by {trip.mode}."
            raise Refused(detail, code="trip_mode", errors={f"stages.{position}.mode": [detail]})
        if stage is None:
            session.add(_new_stage(order, wish["ref"], columns, now))
            continue
        if stage.id in told:
            _check_facts_stand(stage, columns, f"stages.{position}")
        for name, value in columns.items():
            setattr(stage, name, value)
    _withdraw([stage for stage in known.values() if stage.withdrawn_at is None], told, now)
    session.flush()


def _new_stage(order: Order, ref: str, columns: dict[str, Any], now: datetime) -> Stage:
    fold: Times = {}
    return Stage(
        id=new_id(),
        order_id=order.id,
        ref=ref,
        car_state=CarState.EXPECTED,
        fold=dict(fold),
        created_at=now,
        **columns,
    )


def _withdraw(stages: list[Stage], told: set[UUID], now: datetime) -> None:
    for stage in stages:
        if stage.id in told:
            raise _has_events(stage, "stages")
        stage.withdrawn_at, stage.trip_id = now, None


def _check_facts_stand(stage: Stage, columns: Mapping[str, Any], path: str) -> None:
    """What was reported of this car at the stage still has to be true there."""

    def differs(names: tuple[str, ...]) -> bool:
        return any(getattr(stage, name) != columns[name] for name in names)

    if differs(FIXED):
        raise _has_events(stage, path)
    if (stage.actual_start and differs(LEFT)) or (stage.actual_end and differs(ARRIVED)):
        detail = f"The car is under way at the stage {stage.ref}, or has passed it: add a stage instead of moving it."
        raise WrongState(detail, code="stage_under_way", errors={path: [detail]}, ref=stage.ref)


def _has_events(stage: Stage, path: str) -> WrongState:
    detail = f"Something was reported or filmed at the stage {stage.ref}: it can be neither withdrawn nor given away."
    return WrongState(detail, code="stage_has_events", errors={path: [detail]}, ref=stage.ref)


def _told(session: Session, order: Order, vehicle: Vehicle) -> set[UUID]:
    """The stages at which something was reported or filmed of this car."""
    reported = select(Event.stage_id).where(Event.order_id == order.id, Event.car == vehicle.car)
    filmed = select(ClipCar.stage_id).where(ClipCar.order_id == order.id, ClipCar.car == vehicle.car)
    return set(session.scalars(reported.union(filmed)))


def _trips(
    session: Session,
    wished: Sequence[Wish],
    carriers: Mapping[str, Carrier],
    places: Mapping[str, Place],
    now: datetime,
) -> dict[tuple[str, str], Trip]:
    """The trips that stages name, by carrier's code and ref; made when they are new."""
    named = {(wish["carrier"], wish["trip"]): wish for wish in wished if wish.get("trip")}
    trips = {}
    for (carrier, ref), wish in sorted(named.items()):  # in one order: two shops putting one trip never deadlock
        values: dict[str, Any] = {
            "mode": wish["mode"],
            "from_place_id": places[wish["from_place"]].id,
            "to_place_id": places[wish["to_place"]].id,
            "planned_start": wish["planned_start"],
            "planned_end": wish["planned_end"],
        }
        session.execute(
            insert(Trip)
            .values(id=new_id(), carrier_id=carriers[carrier].id, ref=ref, created_at=now, **values)
            .on_conflict_do_nothing(index_elements=["carrier_id", "ref"])
        )
        trip = session.scalars(select(Trip).where(Trip.carrier_id == carriers[carrier].id, Trip.ref == ref)).one()
        if (trip.from_place_id, trip.to_place_id) == (values["from_place_id"], values["to_place_id"]):
            # Who rides the whole way knows when the trip is planned; the shop's newest word counts.
            trip.planned_start, trip.planned_end = values["planned_start"], values["planned_end"]
        trips[carrier, ref] = trip
    return trips
