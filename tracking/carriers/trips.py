"""A carrier's own trips: made, planned anew, and cars added, dropped, moved and refused, under way too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from store.errors import NotFound, WrongState
from store.ids import new_id, wire_id
from store.tables import Order, Stage, Trip
from tracking.carriers.trip_cars import Car, check_positions, must_be_free, stage_on, stage_to_add, stages_named
from tracking.carriers.trip_effects import renew
from tracking.orders.booking import book, must_not_have_begun
from tracking.orders.faults import Faults
from tracking.orders.locks import Wider, widening
from tracking.orders.trips import lock_trips, stages_on
from tracking.places import places_by_code
from tracking.rules.facts import moment
from tracking.rules.riding import ON, OWN_SLOT
from tracking.timeline import lock_orders
from tracking.webhooks.trips import tell_trip

OLDEST, FURTHEST = timedelta(days=3653), timedelta(days=731)
CLOCK_SKEW = timedelta(minutes=15)
LISTS = ("add", "drop", "move", "refuse")


@dataclass
class Change:
    """A trip that is being changed: what is locked, and the orders and trips that the change touches."""

    session: Session
    carrier_id: UUID
    trip: Trip
    held: Mapping[UUID, Order]
    now: datetime
    touched: set[UUID] = field(default_factory=set)  # order ids
    trips: set[UUID] = field(default_factory=set)


def trips_of_carrier(carrier_id: UUID) -> Select[Trip]:
    """The trips of this carrier: the one place that decides which it may see."""
    places = (joinedload(Trip.from_place), joinedload(Trip.to_place))
    return select(Trip).where(Trip.carrier_id == carrier_id).options(*places)


def trip_of(session: Session, carrier_id: UUID, trip_id: UUID) -> Trip:
    """One trip of the carrier. Raises NotFound when it is not there or another's."""
    found = session.scalar(trips_of_carrier(carrier_id).where(Trip.id == trip_id))
    if found is None:
        raise NotFound
    return found


def create_trip(session: Session, carrier_id: UUID, wish: Mapping[str, Any], now: datetime) -> Trip:
    """A new trip with its cars. `wish` has the members of the contract, times in UTC.

    Raises Refused with field paths, WrongState (`trip_exists`), and what `change_trip` raises about cars.
    """
    places = places_by_code(session, (wish["from_place"], wish["to_place"]))
    _check_plan(wish, places, now)
    made = session.scalar(
        insert(Trip)
        .values(id=new_id(), carrier_id=carrier_id, ref=wish["ref"], mode=wish["mode"], created_at=now)
        .values(from_place_id=places[wish["from_place"]].id, to_place_id=places[wish["to_place"]].id)
        .values(planned_start=wish["planned_start"], planned_end=wish["planned_end"], carrier_planned_at=now)
        .values(loading_reported=False)
        .on_conflict_do_nothing(index_elements=["carrier_id", "ref"])
        .returning(Trip.id)
    )
    if made is None:
        raise _exists(session, carrier_id, wish["ref"])
    if cars := wish.get("cars"):
        change_trip(session, carrier_id, made, {"add": cars}, now, path="cars")
    else:
        tell_trip(session, session.get_one(Trip, made), now)
    return trip_of(session, carrier_id, made)


def change_trip(
    session: Session, carrier_id: UUID, trip_id: UUID, wish: Mapping[str, Any], now: datetime, path: str | None = None
) -> Trip:
    """Plan the trip anew, and add, drop, move and refuse cars; all of it, or nothing. `path` names the list of cars.

    Raises NotFound, Refused and WrongState: `stage_under_way`, `stage_over`, `car_on_another_trip`,
    `car_twice_on_trip`, `two_trips_at_once`, `not_on_trip`, `not_a_leg`, `trip_mode`, `unknown_vin`,
    `position_taken`.
    """
    trip_of(session, carrier_id, trip_id)

    def make(beside: frozenset[UUID]) -> Trip:
        change = _open(session, carrier_id, trip_id, wish, beside, now)
        _plan(change, wish)
        for name, act in (("drop", _drop), ("move", _move), ("refuse", _refuse), ("add", _add)):
            for index, car in enumerate(wish.get(name) or ()):
                act(change, car, f"{path or name}.{index}")
        for trip in change.trips | {trip_id}:
            check_positions(session, session.get_one(Trip, trip))
        renew(session, change.touched, change.trips, change.held, now)
        for changed in sorted(change.trips | {trip_id}):
            tell_trip(session, session.get_one(Trip, changed), now)
        return change.trip

    return widening(session, make)


def _open(
    session: Session,
    carrier_id: UUID,
    trip_id: UUID,
    wish: Mapping[str, Any],
    beside: frozenset[UUID],
    now: datetime,
) -> Change:
    """Lock the orders of the cars named, all of the trip's when it is planned anew, and then the trips."""
    cars: list[Car] = [car for name in LISTS for car in wish.get(name) or ()]
    wanted = stages_named(carrier_id, cars).with_only_columns(Stage.order_id).order_by(None)
    order_ids = beside | set(session.scalars(wanted))
    if _plans(wish):
        order_ids |= set(session.scalars(stages_on(trip_id).with_only_columns(Stage.order_id)))
    held = {order.id: order for order in lock_orders(session, order_ids)}
    targets = {car["trip_id"] for car in wish.get("move") or () if car.get("trip_id")}
    booked = select(Stage.trip_id).where(Stage.order_id.in_(held), Stage.trip_id.is_not(None))
    mine = select(Trip.id).where(Trip.carrier_id == carrier_id, Trip.id.in_(targets | {trip_id}))
    trips = lock_trips(session, set(session.scalars(mine.union(booked))))
    [trip] = [trip for trip in trips if trip.id == trip_id]
    if others := set(session.scalars(wanted)) - held.keys():
        raise Wider(others)  # a car was swapped meanwhile
    return Change(session, carrier_id, trip, held, now)


def _plans(wish: Mapping[str, Any]) -> bool:
    return bool(wish.get("planned_start") or wish.get("planned_end"))


def _plan(change: Change, wish: Mapping[str, Any]) -> None:
    if not _plans(wish):
        return
    trip, faults = change.trip, Faults()
    planned = {end: wish.get(end) or getattr(trip, end) for end in ("planned_start", "planned_end")}
    _check_times(faults, planned, change.now)
    faults.raise_if_any()
    trip.planned_start, trip.planned_end = planned["planned_start"], planned["planned_end"]
    trip.carrier_planned_at = change.now
    change.session.flush()
    for stage in change.session.scalars(stages_on(trip.id)):
        must_be_free(change.session, stage, trip, "planned_start")
        change.touched.add(stage.order_id)


def _add(change: Change, car: Car, path: str) -> None:
    stage = stage_to_add(change.session, change.carrier_id, change.trip, car, path)
    must_be_free(change.session, stage, change.trip, path)
    if stage.refused_at is not None and stage.trip_id == change.trip.id:  # it is taken after all
        stage.refused_at = stage.refused_reason = stage.refused_note = None
    _book(change, stage, change.trip, car, path)


def _drop(change: Change, car: Car, path: str) -> None:
    _book(change, stage_on(change.session, change.trip, car, path), None, car, path)


def _move(change: Change, car: Car, path: str) -> None:
    stage, trip = stage_on(change.session, change.trip, car, path), change.trip
    if (trip_id := car.get("trip_id")) and trip_id != trip.id:
        found = change.session.get(Trip, trip_id)
        if found is None or found.carrier_id != change.carrier_id:
            raise NotFound(errors={f"{path}.trip_id": ["You have no such trip."]})
        _book(change, stage, None, car, path)
        stage_to_add(change.session, change.carrier_id, found, {"stage_id": stage.id}, path)
        must_be_free(change.session, stage, found, path)
        trip = found
    _book(change, stage, trip, car, path)


def _refuse(change: Change, car: Car, path: str) -> None:
    stage = stage_on(change.session, change.trip, car, path)
    own, at = stage.fold.get(OWN_SLOT), car.get("at") or change.now
    if own and own[4] == ON and moment(own[2]) <= at:  # one that got on afterwards was taken after all
        must_not_have_begun(stage, path)
    if not change.now - OLDEST <= at <= change.now + CLOCK_SKEW:
        faults = Faults()
        faults.add(f"{path}.at", "A refusal is a fact: it lies neither ahead nor years back.", "time_out_of_range")
        faults.raise_if_any()
    stage.refused_at, stage.refused_reason, stage.refused_note = at, car.get("reason"), car.get("note")
    _touch(change, stage, change.trip.id)


def _book(change: Change, stage: Stage, trip: Trip | None, car: Car, path: str) -> None:
    former = stage.trip_id
    book(change.session, stage, trip, path)
    if "position" in car and trip is not None:
        stage.trip_position = car["position"]
    _touch(change, stage, *(trip_id for trip_id in (former, stage.trip_id) if trip_id))


def _touch(change: Change, stage: Stage, *trip_ids: UUID) -> None:
    change.touched.add(stage.order_id)
    change.trips.update(trip_ids)


def _check_plan(wish: Mapping[str, Any], places: Mapping[str, Any], now: datetime) -> None:
    faults = Faults()
    for end in ("from_place", "to_place"):
        if wish[end] not in places:
            faults.add(end, f"There is no place with the code {wish[end]}.", "unknown_place")
    if wish["from_place"] == wish["to_place"]:
        sentence = "A trip goes from one place to another; a round trip is made of two."
        faults.add("to_place", sentence, "trip_goes_nowhere")
    _check_times(faults, wish, now)
    faults.raise_if_any()


def _check_times(faults: Faults, planned: Mapping[str, datetime], now: datetime) -> None:
    for end in ("planned_start", "planned_end"):
        if not now - OLDEST <= planned[end] <= now + FURTHEST:
            faults.add(end, "A trip is planned at most two years ahead, and ten back.", "date_out_of_range")
    if planned["planned_start"] > planned["planned_end"]:
        faults.add("planned_end", "The trip ends before it begins.", "window_reversed")


def _exists(session: Session, carrier_id: UUID, ref: str) -> WrongState:
    known: Sequence[UUID] = session.scalars(
        select(Trip.id).where(Trip.carrier_id == carrier_id, Trip.ref == ref)
    ).all()
    detail = f"You have a trip {ref} already: change that one."
    return WrongState(detail, code="trip_exists", errors={"ref": [detail]}, trip_id=wire_id("trp", known[0]))
