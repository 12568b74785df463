"""Events that cannot be: one bad event never holds up the others of its batch."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from store.database import Database
from store.ids import new_id, wire_id
from store.tables import Event, ParkedEvent
from tests.api.conftest import Person
from tests.api.shop import VIN, Shop, event, send


@pytest.fixture
def river(shop: Shop, carrier_of: Callable[..., Person]) -> Person:
    shop.put()
    return carrier_of("river")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "teleporting"}, "unknown_type"),
        ({"classifier": "guessed"}, "unknown_classifier"),
        ({"reason": "aliens"}, "unknown_reason"),
        ({"place_code": "NOWHERE"}, "unknown_place"),
        ({"happened_at": "1970-01-01T00:00:00Z"}, "time_out_of_range"),
        ({"happened_at": "2090-01-01T00:00:00Z"}, "time_out_of_range"),
        ({"happened_at": "2026-11-20T09:00:00Z"}, "time_out_of_range"),  # a fact half an hour ahead
        ({"happened_at": "2090-01-01T00:00:00Z", "classifier": "estimated"}, "time_out_of_range"),
        ({"happened_at": "2026-11-17T09:00:00"}, "time_invalid"),
        ({"happened_at": "yesterday"}, "time_invalid"),
        ({"happened_at": "2026-13-17T09:00:00Z"}, "time_invalid"),
        ({"happened_at": "2026-11-17T09:00:00+19:00"}, "time_invalid"),
        ({"happened_at": "0001-01-01T00:00:00+14:00"}, "time_invalid"),
        ({"location": {"lat": 91, "lon": 0}}, "location_out_of_range"),
        ({"location": {"lat": 0, "lon": 181}}, "location_out_of_range"),
        ({"stage_id": "stg_1"}, "unknown_stage"),
        ({"stage_id": wire_id("ord", new_id())}, "unknown_stage"),
        ({"stage_id": None}, "exactly_one_target"),
        ({"vin": VIN}, "exactly_one_target"),
        ({"stage_id": None, "trip_id": wire_id("trp", new_id())}, "unknown_trip"),
        ({"stage_id": None, "vin": "LSVAA4183E2184847"}, "vin_invalid"),
        ({"stage_id": None, "vin": "short"}, "vin_invalid"),
        ({"type": ""}, "unknown_type"),
        ({"classifier": "ACTUAL"}, "unknown_classifier"),
        ({"reason": "a reason that nobody knows, at some length " * 9}, "unknown_reason"),
        ({"reason": ""}, "unknown_reason"),
        ({"place_code": "P" * 300}, "unknown_place"),
        ({"happened_at": "2026-11-17T09:00:00Z" * 9}, "time_invalid"),
        ({"happened_at": ""}, "time_invalid"),
        ({"stage_id": "s" * 300}, "unknown_stage"),
        ({"stage_id": None, "vin": "V" * 300}, "vin_invalid"),
        ({"note": "n" * 1001}, "note_too_long"),
        ({"corrects": "c" * 300}, "unknown_event"),
        ({"corrects": "rail-departing"}, "corrects_itself"),
        ({"corrects": "never"}, "unknown_event"),
    ],
)
def test_a_bad_event_is_rejected_and_the_others_are_taken(
    shop: Shop, river: Person, changes: dict[str, Any], code: str
) -> None:
    bad = event(shop, "rail", "departing", "17T09") | changes
    good = event(shop, "rail", "arriving", "19T09")
    assert send(river, bad, good) == [code, "accepted"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"speed": 80}, "events.0.speed"),
        ({"event_id": None}, "events.0.event_id"),
        ({"event_id": ""}, "events.0.event_id"),
        ({"event_id": "x" * 201}, "events.0.event_id"),
        ({"type": 5}, "events.0.type"),
        ({"happened_at": 1700000000}, "events.0.happened_at"),
        ({"location": {"lat": "1", "lon": 2}}, "events.0.location.lat"),
        ({"location": {"lat": 1}}, "events.0.location.lon"),
        ({"note": ["n"]}, "events.0.note"),
        ({"reason": 7}, "events.0.reason"),
        ({"vin": 17}, "events.0.vin"),
    ],
)
def test_an_event_of_another_shape_is_refused_with_its_path(
    shop: Shop, river: Person, database: Database, changes: dict[str, Any], path: str
) -> None:
    body = {"events": [event(shop, "rail", "departing", "17T09") | changes, event(shop, "rail", "arriving", "19T09")]}
    answer = river.post("/v1/events", json=body)
    assert answer.status_code == 422, answer.json
    assert path in answer.json["errors"]
    assert written(database) == 0


@pytest.mark.parametrize("body", [{}, {"events": []}, {"events": {}}, {"events": [1]}, {"event": []}, [], "x", None])
def test_what_is_no_batch_is_refused(river: Person, body: Any) -> None:
    answer = river.post("/v1/events", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["code"] == "invalid"


def test_a_batch_of_501_is_refused_whole_and_500_are_not(shop: Shop, river: Person, database: Database) -> None:
    one = event(shop, "rail", "transporting", "17T10")
    many = [{**one, "event_id": str(number)} for number in range(501)]
    answer = river.post("/v1/events", json={"events": many})
    assert (answer.status_code, answer.json["code"]) == (422, "too_many_events")
    assert "500" in answer.json["detail"]
    assert written(database) == 0
    unlikely = [{**one, "event_id": str(number), "type": "flying"} for number in range(500)]
    assert set(send(river, *unlikely)) == {"unknown_type"}


def test_a_stage_of_another_carrier_looks_like_one_that_is_not_there(
    shop: Shop, river: Person, carrier_of: Callable[..., Person]
) -> None:
    foreign = event(shop, "rail", "departing", "17T09")
    unknown = {**foreign, "event_id": "2", "stage_id": wire_id("stg", new_id())}
    assert send(carrier_of("northern"), foreign, unknown) == ["unknown_stage", "unknown_stage"]


def test_a_car_of_another_carrier_looks_like_one_nobody_ordered(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    shop.put(stages=[])
    about = {"type": "departing", "classifier": "actual", "happened_at": "2026-11-17T09:00:00+08:00"}
    mine = {"event_id": "1", "vin": VIN, **about}
    nobodys = {"event_id": "2", "vin": "WP0ZZZ99ZTS392124", **about}
    assert send(carrier_of("river"), mine, nobodys) == ["parked", "parked"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ParkedEvent)) == 2


@pytest.mark.parametrize("audience", ["buyer", "partner", "console"])
def test_only_carriers_and_their_drivers_report(sign_in: Callable[..., Person], audience: str) -> None:
    assert sign_in(audience).post("/v1/events", json={"events": []}).status_code == 403


def test_an_expired_token_reports_nothing(shop: Shop, river: Person, clock: Any, database: Database) -> None:
    body = {"events": [event(shop, "rail", "departing", "17T09")]}
    clock.forward(hours=2)
    assert river.post("/v1/events", json=body).status_code == 401
    assert written(database) == 0


@pytest.mark.parametrize("sent_at", ["1970-01-01T00:00:07Z", "2090-01-01T00:00:00Z"])
def test_a_device_whose_own_clock_is_wrong_is_heard_all_the_same(
    shop: Shop, river: Person, database: Database, sent_at: str
) -> None:
    assert send(river, event(shop, "rail", "departing", "17T09"), sent_at=sent_at) == ["accepted"]
    with database.reading() as session:
        assert session.scalars(select(Event.said_at)).one() is None


def written(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0
