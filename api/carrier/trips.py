"""A carrier's trips: what goes with which truck, train or vessel."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, writing
from api.carrier.answers import trip_answer
from api.carrier.schemas import CarrierTripSchema, DayQuery
from api.carrier.trip_schemas import TripChangeSchema, TripRequestSchema
from api.fields import path_id
from api.idempotency import idempotent, once
from api.paging import Page, page_of, page_schema
from store.errors import Denied
from store.tables import Trip
from store.words import Audience
from tracking.carriers.shots import shot_lists
from tracking.carriers.trips import change_trip, create_trip, trip_of
from tracking.carriers.work import cars_of, trips_of

blp = Blueprint("Trips", __name__, url_prefix="/v1")

DAY = timedelta(days=1)
DRIVERS_PART = {"refuse"}


@blp.get("/carrier/trips")
@require("carrier", "driver")
@blp.arguments(DayQuery, location="query")
@blp.response(200, page_schema(CarrierTripSchema))
def list_trips(query: dict[str, Any]) -> Any:
    """The carrier's trips of one day

    Every trip that is under way at some time of that day where it begins, soonest first.
    """
    carrier_id = caller().carrier_id
    with reading() as session:
        day = query.get("day")
        rough = datetime.combine(day, time.min, UTC) if day else now()
        # Zones differ by up to a day and a bit: read generously, then look at each trip's own day.
        near = trips_of(carrier_id, rough - DAY, rough + 2 * DAY)
        of_that_day = near.where(Trip.id.in_([trip.id for trip in session.scalars(near) if _runs_on(trip, day)]))
        by = (Trip.planned_start, Trip.id)
        page = page_of(session, of_that_day, by, query["cursor"], query["limit"], ascending=True)
        items = _answers(session, carrier_id, page.items)
    return Page(items, page.next_cursor)


@blp.get("/carrier/trips/<trip_id>")
@require("carrier", "driver")
@blp.response(200, CarrierTripSchema)
def show_trip(trip_id: str) -> Any:
    """One of the carrier's trips"""
    wanted = path_id("trp", trip_id)
    with reading() as session:
        return _answer(session, wanted)


@blp.post("/carrier/trips")
@require("carrier")
@idempotent
@blp.arguments(TripRequestSchema)
@blp.response(201, CarrierTripSchema)
def make_trip(trip: dict[str, Any]) -> Any:
    """Make a trip

    One run of one truck, train or vessel with its cars, each a stage of yours. A trip that the shop named in its plan
    is there already (`trip_exists`): change that one. From now on the trip is planned by you, not by the shop.
    """
    with writing() as session:
        trip_id = once(session, "trp", lambda: create_trip(session, caller().carrier_id, trip, now()).id)
        return _answer(session, trip_id)


@blp.patch("/carrier/trips/<trip_id>")
@require("carrier", "driver")
@blp.arguments(TripChangeSchema)
@blp.response(200, CarrierTripSchema)
def revise_trip(change: dict[str, Any], trip_id: str) -> Any:
    """Change a trip

    All of it is done, or nothing. Cars are dropped first, then moved, refused and added. A trip under way may be
    changed; a car that got on may not (`stage_under_way`). What was reported of the trip before is said of a car
    that is added later too, if it turns out to have been aboard. A driver can only refuse cars (403 `office_only`).
    """
    if caller().audience is Audience.DRIVER and change.keys() - DRIVERS_PART:
        raise Denied("A driver can only refuse cars; the office changes the rest of a trip.", code="office_only")
    wanted = path_id("trp", trip_id)
    with writing() as session:
        change_trip(session, caller().carrier_id, wanted, change, now())
        return _answer(session, wanted)


def _answer(session: Session, trip_id: UUID) -> dict[str, Any]:
    session.flush()
    session.expire_all()
    [answer] = _answers(session, caller().carrier_id, [trip_of(session, caller().carrier_id, trip_id)])
    return answer


def _answers(session: Session, carrier_id: UUID, trips: Sequence[Trip]) -> list[dict[str, Any]]:
    aboard: dict[UUID, list[Any]] = {trip.id: [] for trip in trips}
    for stage, vehicle in session.execute(cars_of(carrier_id, list(aboard))):
        aboard[stage.trip_id].append((stage, vehicle))
    stages = [stage for cars in aboard.values() for stage, _vehicle in cars]
    shots = shot_lists(session, {stage.id: stage.carrier.shot_level for stage in stages})
    return [
        trip_answer(trip, aboard[trip.id], [shots[stage.id] for stage, _vehicle in aboard[trip.id]]) for trip in trips
    ]


def _runs_on(trip: Trip, day: date | None) -> bool:
    zone = ZoneInfo(trip.from_place.time_zone)
    wanted = day or now().astimezone(zone).date()
    return trip.planned_start.astimezone(zone).date() <= wanted <= trip.planned_end.astimezone(zone).date()
