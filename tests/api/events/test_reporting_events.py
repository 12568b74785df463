"""Carriers and drivers report events in batches; each is judged on its own."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store.database import Database
from store.ids import new_id, wire_id
from store.tables import Buyer, Event, Stage, TimelineEntry, Trip
from tests.api.conftest import Person
from tests.api.shop import OTHER_VIN, VIN, Shop, event, order, send
from tests.tracking.journeys import Journey

BuyersView = Callable[[], dict[str, Any]]


@pytest.fixture
def river(shop: Shop, carrier_of: Callable[..., Person]) -> Person:
    """The rail carrier, with the order put."""
    assert shop.put().status_code == 201
    return carrier_of("river")


@pytest.fixture
def seen(shop: Shop, river: Person, sign_in: Callable[..., Person], database: Database) -> BuyersView:
    """What the order's buyer sees: the order and, under `entries`, its timeline."""
    with database.reading() as session:
        buyer = session.scalars(select(Buyer)).one()
    person = sign_in("buyer", of=buyer)
    order_id = shop.get()["id"]

    def look() -> dict[str, Any]:
        headers = {"Accept-Language": "en"}
        timeline = person.get(f"/v1/orders/{order_id}/timeline?limit=100", headers=headers).json["items"]
        return {**person.get(f"/v1/orders/{order_id}", headers=headers).json, "entries": timeline}

    return look


def texts(view: dict[str, Any]) -> list[str]:
    return [entry["text"] for entry in view["entries"]]


def test_a_departure_is_told_to_the_buyer(shop: Shop, river: Person, seen: BuyersView) -> None:
    assert send(river, event(shop, "rail", "departing", "17T09")) == ["accepted"]
    view = seen()
    assert view["progress"]["milestone"] == "in_transit"
    assert view["progress"]["text"] == "Your car is on the train to Wuhan hub"
    assert view["next_expected"]["text"] == "Arrival in Wuhan hub"
    assert {"Left Chongqing yard", "Your car is on the train to Wuhan hub"} <= set(texts(view))
    [departed] = [entry for entry in view["entries"] if entry["code"] == "departed"]
    assert departed["happened_at"] == "2026-11-17T01:00:00.000Z"
    assert departed["place"]["code"] == "CKG-YARD"
    assert departed["stage"]["mode"] == "rail"


def test_a_driver_reports_for_its_carrier(shop: Shop, river: Person, carrier_of: Callable[..., Person]) -> None:
    assert send(carrier_of("river", "driver"), event(shop, "rail", "departing", "17T09")) == ["accepted"]
    assert send(river, event(shop, "rail", "departing", "17T09")) == ["duplicate"]


def test_the_same_event_twice_is_taken_once(shop: Shop, river: Person, seen: BuyersView) -> None:
    departed = event(shop, "rail", "departing", "17T09", note="left on time")
    assert send(river, departed, departed) == ["accepted", "duplicate"]
    before = seen()
    assert send(river, departed, sent_at="2026-11-20T08:00:00Z") == ["duplicate"]
    assert seen() == before


@pytest.mark.parametrize(
    "other",
    [
        {"happened_at": "2026-11-17T10:00:00+08:00"},
        {"happened_at": "2026-11-17T01:00:00Z"},  # the same moment, but said in another place
        {"type": "arriving"},
        {"classifier": "estimated"},
        {"note": "again"},
        {"place_code": "WUH-HUB"},
        {"location": {"lat": 1, "lon": 2}},
    ],
)
def test_a_name_used_for_something_else_is_refused(shop: Shop, river: Person, other: dict[str, Any]) -> None:
    departed = event(shop, "rail", "departing", "17T09")
    assert send(river, departed, {**departed, **other}) == ["accepted", "event_id_reused"]


def test_two_carriers_may_use_the_same_name(shop: Shop, river: Person, carrier_of: Callable[..., Person]) -> None:
    assert send(river, event(shop, "rail", "departing", "17T09", event_id="1")) == ["accepted"]
    assert send(carrier_of("northern"), event(shop, "yard", "storing", "15T09", event_id="1")) == ["accepted"]


def test_the_reporter_s_offset_is_kept(shop: Shop, river: Person, database: Database) -> None:
    send(river, event(shop, "rail", "departing", "17T09", happened_at="2026-11-17T09:00:00+05:45"))
    with database.reading() as session:
        kept = session.scalars(select(Event)).one()
        assert kept.utc_offset_min == 345
        assert kept.happened_at.isoformat() == "2026-11-17T03:15:00+00:00"


def test_an_estimate_never_shows_as_done(shop: Shop, river: Person, seen: BuyersView) -> None:
    before = seen()["progress"]
    estimate = event(shop, "rail", "arriving", "19T20", classifier="estimated", reason="weather")
    plan = event(shop, "rail", "departing", "17T10", classifier="planned")
    assert send(river, estimate, plan) == ["accepted", "accepted"]
    assert seen()["progress"] == before
    assert shop.get()["stages"][1]["estimated_end"] == "2026-11-19T12:00:00.000Z"
    assert shop.get()["stages"][1]["actual_start"] is None


def test_a_newer_estimate_replaces_an_older_one_even_when_it_comes_first(shop: Shop, river: Person) -> None:
    older = event(shop, "rail", "arriving", "19T20", classifier="estimated", event_id="e1")
    newer = event(shop, "rail", "arriving", "19T12", classifier="estimated", event_id="e2")
    send(river, newer, sent_at="2026-11-18T08:00:00+08:00")
    send(river, older, sent_at="2026-11-17T08:00:00+08:00")
    assert shop.get()["stages"][1]["estimated_end"] == "2026-11-19T04:00:00.000Z"


def test_a_late_event_is_told_and_moves_nothing_back(shop: Shop, river: Person, seen: BuyersView) -> None:
    send(river, event(shop, "rail", "arriving", "19T20"))
    send(river, event(shop, "rail", "departing", "17T09"))
    view = seen()
    assert view["progress"]["milestone"] == "in_storage"
    assert view["current_place"]["code"] == "WUH-HUB"
    assert "Left Chongqing yard" in texts(view)


def test_a_delay_worth_saying_becomes_an_entry(shop: Shop, river: Person, seen: BuyersView) -> None:
    late = event(shop, "rail", "arriving", "22T07", classifier="estimated", reason="weather")
    assert send(river, late) == ["accepted"]
    view = seen()
    assert view["flags"]["delayed"]
    assert view["eta"]["state"] == "estimated"
    assert len(view["eta"]["history"]) == 2
    [entry] = [entry for entry in view["entries"] if entry["kind"] == "eta"]
    assert entry["code"] == "eta_later_because"
    assert "bad weather" in entry["text"]


def test_a_small_delay_is_no_news(shop: Shop, river: Person, seen: BuyersView) -> None:
    send(river, event(shop, "rail", "departing", "17T09"))
    view = seen()
    assert not view["flags"]["delayed"]
    assert [entry for entry in view["entries"] if entry["kind"] == "eta"] == []


def test_a_hold_says_why_and_ends_when_the_car_moves(shop: Shop, river: Person, seen: BuyersView) -> None:
    send(river, event(shop, "rail", "holding", "17T08", reason="customs"))
    view = seen()
    assert view["flags"]["on_hold"]
    assert view["progress"]["text"] == "On hold at Chongqing yard: customs"
    send(river, event(shop, "rail", "departing", "18T08"))
    assert not seen()["flags"]["on_hold"]


def test_the_whole_way_ends_with_the_car_at_the_buyer_s(
    shop: Shop, river: Person, carrier_of: Callable[..., Person], seen: BuyersView
) -> None:
    northern = carrier_of("northern")
    steps = [
        (northern, "yard", "storing", "15T09", "in_storage"),
        (northern, "yard", "staging_outbound", "17T06", "ready_to_ship"),
        (river, "rail", "accepting", "17T07", "ready_to_ship"),
        (river, "rail", "loading", "17T08", "ready_to_ship"),
        (river, "rail", "departing", "17T09", "in_transit"),
        (river, "rail", "arriving", "19T09", "in_storage"),
        (river, "rail", "unloading", "19T11", "in_storage"),
        (northern, "truck", "loading", "20T08", "in_storage"),
        (northern, "truck", "departing", "20T09", "in_transit"),
        (northern, "truck", "arriving", "20T14", "available_for_pickup"),
        (northern, "truck", "retail_selling", "20T16", "delivered"),
    ]
    for carrier, ref, type_, at, milestone in steps:
        assert send(carrier, event(shop, ref, type_, at)) == ["accepted"]
        assert seen()["progress"]["milestone"] == milestone, type_
    view = seen()
    assert [(m["milestone"], m["state"]) for m in view["milestones"]] == [
        ("ordered", "done"),
        ("vin_assigned", "done"),
        ("ready_to_ship", "done"),
        ("in_transit", "done"),
        ("in_storage", "done"),
        ("available_for_pickup", "done"),
        ("delivered", "done"),
    ]
    assert view["eta"]["state"] == "none"
    assert "next_expected" not in view


def test_a_car_brought_home_is_out_for_delivery_on_the_last_leg(
    shop: Shop, river: Person, carrier_of: Callable[..., Person], seen: BuyersView
) -> None:
    shop.put(handover={"mode": "delivery", "address": "Jianghan Rd 1"})
    send(carrier_of("northern"), event(shop, "truck", "departing", "20T09"))
    assert seen()["progress"]["milestone"] == "out_for_delivery"


def test_an_event_by_vin_finds_the_stage_it_can_mean(
    shop: Shop, river: Person, carrier_of: Callable[..., Person], database: Database
) -> None:
    northern = carrier_of("northern")
    about = {"classifier": "actual", "vin": VIN}
    stored = {**about, "event_id": "1", "type": "storing", "happened_at": "2026-11-16T09:00:00+08:00"}
    left = {**about, "event_id": "2", "type": "departing", "happened_at": "2026-11-16T09:00:00+08:00"}
    spaced = {**left, "event_id": "3", "vin": f" {VIN[:10]} {VIN[10:].lower()}", "place_code": "WUH-HUB"}
    assert send(northern, stored, left, spaced) == ["accepted"] * 3
    with database.reading() as session:
        query = select(Stage.ref).join(Event, Event.stage_id == Stage.id).order_by(Event.event_id)
        assert session.scalars(query).all() == ["yard", "truck", "truck"]


def test_a_trip_s_event_is_one_fact_about_each_of_its_cars(shop: Shop, river: Person, database: Database) -> None:
    shop.put("A-2", vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    with database.reading() as session:
        trip = session.scalars(select(Trip).where(Trip.ref == "R-77")).one()
    departed = {
        "event_id": "train-left",
        "trip_id": wire_id("trp", trip.id),
        "type": "departing",
        "classifier": "actual",
        "happened_at": "2026-11-17T09:00:00+08:00",
    }
    assert send(river, departed) == ["accepted"]
    assert send(river, departed) == ["duplicate"]
    assert {shop.get(number)["milestone"] for number in ("A-1", "A-2")} == {"in_transit"}
    unloaded = {**departed, "event_id": "fix", "happened_at": "2026-11-17T11:00:00+08:00", "corrects": "train-left"}
    assert send(river, unloaded) == ["accepted"]
    starts = {shop.get(number)["stages"][1]["actual_start"] for number in ("A-1", "A-2")}
    assert starts == {"2026-11-17T03:00:00.000Z"}


def test_loading_and_unloading_say_where_the_car_is(shop: Shop, river: Person) -> None:
    def state() -> str:
        found: str = river.get(f"/v1/carrier/stages?vin={VIN}").json["items"][0]["state"]
        return found

    assert state() == "expected"
    send(river, event(shop, "rail", "unloading", "19T10"))
    send(river, event(shop, "rail", "loading", "17T08"))
    assert state() == "unloaded"


def test_a_correction_replaces_the_event_and_says_so(shop: Shop, river: Person, seen: BuyersView) -> None:
    send(river, event(shop, "rail", "arriving", "19T09"))
    wrong = seen()
    assert wrong["progress"]["milestone"] == "in_storage"
    fix = event(shop, "rail", "departing", "17T09", event_id="fix", corrects="rail-arriving", reason="documents")
    assert send(river, fix) == ["accepted"]
    view = seen()
    assert view["progress"]["milestone"] == "in_transit"
    assert "in_storage" not in {entry["code"] for entry in view["entries"]}
    [corrected] = [entry for entry in view["entries"] if entry["kind"] == "correction"]
    assert corrected["text"] == "An earlier report was corrected: papers that are still missing"
    [right] = [entry for entry in view["entries"] if entry["code"] == "departed"]
    assert right["corrects"] == corrected["id"]
    assert shop.get()["stages"][1]["actual_end"] is None


def test_a_correction_may_be_corrected_but_an_event_only_once(shop: Shop, river: Person) -> None:
    first = event(shop, "rail", "departing", "17T09")
    second = event(shop, "rail", "departing", "17T10", event_id="second", corrects="rail-departing")
    rival = event(shop, "rail", "departing", "17T12", event_id="rival", corrects="rail-departing")
    third = event(shop, "rail", "departing", "17T11", event_id="third", corrects="second")
    assert send(river, first, second, rival, third) == ["accepted", "accepted", "already_corrected", "accepted"]
    assert shop.get()["stages"][1]["actual_start"] == "2026-11-17T03:00:00.000Z"


def test_a_correction_of_the_wrong_car_moves_the_event(shop: Shop, river: Person) -> None:
    shop.put("A-2", vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    send(river, event(shop, "rail", "departing", "17T09"))
    moved = {
        "event_id": "moved",
        "vin": OTHER_VIN,
        "type": "departing",
        "classifier": "actual",
        "happened_at": "2026-11-17T09:00:00+08:00",
        "corrects": "rail-departing",
    }
    assert send(river, moved) == ["accepted"]
    assert (shop.get("A-1")["milestone"], shop.get("A-2")["milestone"]) == ("vin_assigned", "in_transit")


def test_another_s_event_and_an_unknown_one_cannot_be_corrected_and_look_the_same(
    shop: Shop, river: Person, carrier_of: Callable[..., Person]
) -> None:
    send(carrier_of("northern"), event(shop, "yard", "storing", "15T09"))
    fixes = [
        event(shop, "rail", "departing", "17T09", event_id=name, corrects=name_of)
        for name, name_of in (("a", "yard-storing"), ("b", "never"))
    ]
    assert send(river, *fixes) == ["unknown_event", "unknown_event"]


def test_a_correction_in_the_same_batch_may_come_first(shop: Shop, river: Person) -> None:
    fix = event(shop, "rail", "departing", "17T10", event_id="fix", corrects="rail-departing")
    ring = [
        event(shop, "rail", "departing", "17T12", event_id="x", corrects="y"),
        event(shop, "rail", "departing", "17T12", event_id="y", corrects="x"),
    ]
    first = event(shop, "rail", "departing", "17T09")
    assert send(river, fix, *ring, first) == ["accepted", "unknown_event", "unknown_event", "accepted"]


def test_nothing_is_reported_about_a_closed_order(shop: Shop, river: Person) -> None:
    departed = event(shop, "rail", "departing", "17T09")
    shop.put(state="cancelled")
    assert send(river, departed) == ["unknown_stage"]


def test_reporters_of_one_order_at_the_same_moment_all_count(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session).put()

    def tell(carrier: str, ref: str, type_: str, at: str) -> None:
        with own_database.writing() as session:
            journey = Journey.of(session)
            assert journey.report(carrier, journey.event(ref, type_, at)) == ["accepted"]

    stories = [
        ("northern", "yard", "storing", "15T09"),
        ("river", "rail", "departing", "17T09"),
        ("river", "rail", "arriving", "19T09"),
        ("northern", "truck", "departing", "20T09"),
    ]
    threads = [threading.Thread(target=tell, args=story) for story in stories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_database.reading() as session:
        seqs = session.scalars(select(TimelineEntry.seq).order_by(TimelineEntry.seq)).all()
        assert len(seqs) == len(set(seqs))
        found = Journey.of(session)
        stage = found.stage("rail")
        assert stage.actual_start is not None
        assert stage.actual_end is not None


def test_a_clock_that_runs_ahead_does_not_win_over_every_later_estimate(
    shop: Shop, river: Person, clock: Any
) -> None:
    ahead = (clock() + timedelta(days=300)).isoformat()
    send(river, event(shop, "rail", "arriving", "19T20", classifier="estimated", event_id="1"), sent_at=ahead)
    honest = event(shop, "rail", "arriving", "19T12", classifier="estimated", event_id="2")
    send(river, honest, sent_at="2026-11-18T08:00:00+08:00")
    assert shop.get()["stages"][1]["estimated_end"] == "2026-11-19T04:00:00.000Z"


def test_a_stage_withdrawn_or_unknown_is_not_there(shop: Shop, river: Person) -> None:
    departed = event(shop, "rail", "departing", "17T09")
    shop.put(stages=[order()["stages"][0]])
    nowhere = {**departed, "event_id": "2", "stage_id": wire_id("stg", new_id())}
    assert send(river, departed, nowhere) == ["unknown_stage", "unknown_stage"]


def test_what_is_null_is_left_out(shop: Shop, river: Person) -> None:
    departed = event(shop, "rail", "departing", "17T09")
    nulls = dict.fromkeys(("vin", "trip_id", "place_code", "location", "reason", "note", "corrects"))
    assert send(river, {**departed, **nulls}, departed) == ["accepted", "duplicate"]
