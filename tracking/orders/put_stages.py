"""The plan of the journey, as the shop puts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import Refused, WrongState
from store.ids import new_id
from store.tables import Carrier, ClipCar, Event, Order, Place, Stage, Trip, Vehicle
from store.words import CarState
from tracking.orders.booking import book
from tracking.orders.trips import BEGUN, lock_trips
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
    another carrier's, (`stage_under_way`) when a car that has left would have left elsewhere, (`stage_under_way`,
    `stage_over`) when one that got on would go with another trip; Refused (`trip_mode`).
    """
    known = {row.ref: row for row in session.scalars(select(Stage).where(Stage.order_id == order.id))}
    told = _told(session, order, vehicle)
    trips = _trips(session, wished, carriers, places, [row.trip_id for row in known.values()], now)
    for position, wish in enumerate(wished):
        stage = known.pop(wish["ref"], None)
        trip = trips.get((wish["carrier"], wish.get("trip") or ""))
        columns = {
            "position": position,
            "kind": wish["kind"],
            "mode": wish.get("mode"),
            "carrier_id": carriers[wish["carrier"]].id,
            "put_trip": trip.ref if trip else None,
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
            session.add(_new_stage(order, wish["ref"], columns | {"trip_id": trip.id if trip else None}, now))
            continue
        if stage.id in told:
            _check_facts_stand(stage, columns, f"stages.{position}")
        if _books_anew(stage, columns):
            book(session, stage, trip, f"stages.{position}.trip")
        for name, value in columns.items():
            setattr(stage, name, value)
    _withdraw([stage for stage in known.values() if stage.withdrawn_at is None], told, now)
    session.flush()


def _books_anew(stage: Stage, columns: Mapping[str, Any]) -> bool:
    """Whether the shop says another trip than before. While it does not, the car stays where its carrier put it."""
    said = (stage.put_trip, stage.carrier_id, stage.withdrawn_at)
    return said != (columns["put_trip"], columns["carrier_id"], None)


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
    """The stages at which something was reported or filmed of this car.

    What was said of a whole trip counts once the car got on.
    """
    got_on = and_(Event.trip_id == Stage.trip_id, or_(Stage.actual_start.is_not(None), Stage.car_state.in_(BEGUN)))
    reported = (
        select(Event.stage_id)
        .join(Stage, Stage.id == Event.stage_id)
        .where(Event.order_id == order.id, Event.car == vehicle.car, or_(Event.trip_id.is_(None), got_on))
    )
    filmed = select(ClipCar.stage_id).where(ClipCar.order_id == order.id, ClipCar.car == vehicle.car)
    return set(session.scalars(reported.union(filmed)))


def _trips(
    session: Session,
    wished: Sequence[Wish],
    carriers: Mapping[str, Carrier],
    places: Mapping[str, Place],
    booked: Sequence[UUID | None],
    now: datetime,
) -> dict[tuple[str, str], Trip]:
    """The trips that stages name, by carrier's code and ref; made when they are new. Locked, and `booked` too."""
    named = {(wish["carrier"], wish["trip"]): wish for wish in wished if wish.get("trip")}
    for (carrier, ref), wish in sorted(named.items()):  # in one order: two shops putting one trip never deadlock
        session.execute(
            insert(Trip)
            .values(id=new_id(), carrier_id=carriers[carrier].id, ref=ref, created_at=now, loading_reported=False)
            .values(mode=wish["mode"], **_route(wish, places))
            .on_conflict_do_nothing(index_elements=["carrier_id", "ref"])
        )
    codes = {carrier.id: code for code, carrier in carriers.items()}
    pairs = [(carriers[carrier].id, ref) for carrier, ref in named]
    known = set(session.scalars(select(Trip.id).where(tuple_(Trip.carrier_id, Trip.ref).in_(pairs))))
    trips = lock_trips(session, known | {trip_id for trip_id in booked if trip_id})
    found = {(codes[trip.carrier_id], trip.ref): trip for trip in trips if trip.id in known}
    for name, trip in found.items():
        _plan(trip, _route(named[name], places))
    return found


def _route(wish: Wish, places: Mapping[str, Place]) -> dict[str, Any]:
    return {
        "from_place_id": places[wish["from_place"]].id,
        "to_place_id": places[wish["to_place"]].id,
        "planned_start": wish["planned_start"],
        "planned_end": wish["planned_end"],
    }


def _plan(trip: Trip, route: Mapping[str, Any]) -> None:
    """Who rides the whole way knows when a trip is planned; the shop's newest word counts until its carrier's."""
    whole_way = (trip.from_place_id, trip.to_place_id) == (route["from_place_id"], route["to_place_id"])
    if whole_way and trip.carrier_planned_at is None:
        trip.planned_start, trip.planned_end = route["planned_start"], route["planned_end"]
