"""What a carrier works on: its own stages and trips, and never who bought the car."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store.database import Database
from store.ids import new_id
from store.tables import Carrier, Clip, ClipCar, Stage
from store.words import ClipStatus, Origin, VerdictCode
from tests.api.conftest import Person
from tests.api.shop import OTHER_VIN, VIN, Shop, event, order, send, stage


@pytest.fixture
def northern(shop: Shop, carrier_of: Callable[..., Person]) -> Person:
    assert shop.put().status_code == 201
    return carrier_of("northern")


def listed(person: Person, query: str = "") -> list[dict[str, Any]]:
    answer = person.get(f"/v1/carrier/stages{query}")
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_a_carrier_sees_its_own_stages_soonest_first(shop: Shop, northern: Person) -> None:
    yard, truck = listed(northern)
    assert [yard["id"], truck["id"]] == [shop.stage_ids()["yard"], shop.stage_ids()["truck"]]
    assert yard["vin"] == VIN
    assert yard["vehicle"] == {"make": "Aurora", "model": "E5", "colour": "pearl"}
    assert (yard["kind"], yard["mode"], yard["trip"]) == ("storage", None, None)
    assert (truck["kind"], truck["mode"], truck["trip"]["ref"]) == ("transport", "truck", "T-8")
    assert truck["from_place"]["code"] == "WUH-HUB"
    assert truck["planned_end"] == "2026-11-20T10:00:00.000Z"


def test_a_driver_sees_the_stages_of_its_carrier(northern: Person, carrier_of: Callable[..., Person]) -> None:
    assert listed(carrier_of("northern", "driver")) == listed(northern)


def test_nothing_of_the_buyer_or_the_order_reaches_a_carrier(shop: Shop, northern: Person) -> None:
    secret = ["Lin Yue", "138001", "A-1", shop.get()["id"], "insurance", "promised"]
    for path in ("/v1/carrier/stages", "/v1/carrier/trips?day=2026-11-20"):
        text = northern.get(path).get_data(as_text=True)
        assert [word for word in secret if word in text] == []


def test_another_carrier_sees_none_of_them(northern: Person, sign_in: Callable[..., Person]) -> None:
    assert listed(sign_in("carrier")) == []


def test_stages_are_found_by_how_far_they_are(shop: Shop, northern: Person) -> None:
    def by_status() -> list[int]:
        return [len(listed(northern, f"?status={status}")) for status in ("planned", "in_progress", "done")]

    assert by_status() == [2, 0, 0]
    send(northern, event(shop, "yard", "storing", "15T09"))
    assert by_status() == [1, 1, 0]
    send(northern, event(shop, "yard", "departing", "17T07"))
    assert by_status() == [1, 0, 1]
    send(northern, event(shop, "truck", "loading", "20T07"))
    assert by_status() == [0, 1, 1]
    send(northern, event(shop, "truck", "retail_selling", "20T16"))
    assert by_status() == [0, 0, 2]


def test_a_stage_whose_end_nobody_reported_is_done_once_a_later_one_began(shop: Shop, northern: Person) -> None:
    send(northern, event(shop, "yard", "storing", "15T09"), event(shop, "truck", "departing", "20T08"))
    assert [item["status"] for item in listed(northern)] == ["done", "in_progress"]


@pytest.mark.parametrize("tail", [VIN, VIN[-4:], VIN[-6:].lower(), VIN[-8:], VIN[-12:]])
def test_a_car_is_found_by_its_vin_or_the_end_of_it(northern: Person, tail: str) -> None:
    assert len(listed(northern, f"?vin={tail}")) == 2


def test_another_tail_finds_nothing(northern: Person) -> None:
    assert listed(northern, "?vin=0000") == []
    assert listed(northern, f"?vin={OTHER_VIN}") == []
    assert listed(northern, f"?vin=X{VIN[-11:]}") == []


@pytest.mark.parametrize(
    "query",
    ["vin=123", f"vin={VIN}X", "vin=%25%25%25%25", "status=lost", "colour=red", "limit=0", "limit=101", "cursor=zz"],
)
def test_a_question_that_cannot_be_asked_is_refused(northern: Person, query: str) -> None:
    assert northern.get(f"/v1/carrier/stages?{query}").status_code == 422


def test_a_long_list_comes_a_page_at_a_time(shop: Shop, northern: Person) -> None:
    shop.put("A-2", vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    seen, cursor = [], ""
    while True:
        page = northern.get(f"/v1/carrier/stages?limit=1{cursor}").json
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 4
    assert seen == [item["id"] for item in listed(northern)]


def test_what_was_planned_for_a_cancelled_order_is_no_work(shop: Shop, northern: Person) -> None:
    send(northern, event(shop, "yard", "storing", "15T09"))
    shop.put(state="cancelled")
    assert [item["kind"] for item in listed(northern)] == ["storage"]


def test_a_withdrawn_stage_is_gone(shop: Shop, northern: Person) -> None:
    shop.put(stages=[stage(0)])
    assert len(listed(northern)) == 1


def test_a_trip_carries_its_cars_on_the_days_it_is_under_way(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    shop.put()
    shop.put("A-2", vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    river = carrier_of("river")
    for day in ("2026-11-17", "2026-11-18", "2026-11-19"):
        [trip] = river.get(f"/v1/carrier/trips?day={day}").json["items"]
        assert (trip["ref"], trip["mode"]) == ("R-77", "rail")
        assert [car["vin"] for car in trip["cars"]] == [VIN, OTHER_VIN]
        assert [car["state"] for car in trip["cars"]] == ["expected", "expected"]
    for day in ("2026-11-16", "2026-11-20"):
        assert river.get(f"/v1/carrier/trips?day={day}").json["items"] == []


def test_a_trip_says_of_each_car_when_it_set_out_and_got_there(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    shop.put()
    river = carrier_of("river")
    send(river, event(shop, "rail", "departing", "17T20"), event(shop, "rail", "arriving", "19T08"))
    [trip] = river.get("/v1/carrier/trips?day=2026-11-18").json["items"]
    [car] = trip["cars"]
    assert (car["actual_start"], car["actual_end"]) == ("2026-11-17T12:00:00.000Z", "2026-11-19T00:00:00.000Z")


def test_trips_come_a_page_at_a_time_soonest_first(shop: Shop, northern: Person) -> None:
    for number, hour in (("A-2", "09"), ("A-3", "06"), ("A-4", "08")):  # A-4 sets out together with A-1
        started = f"2026-11-20T{hour}:00:00+08:00"
        vehicle = {**order()["vehicle"], "vin": None}
        shop.put(number, vehicle=vehicle, stages=[stage(2, trip=f"T-{number}", planned_start=started)])
    whole = northern.get("/v1/carrier/trips?day=2026-11-20").json
    assert whole["next_cursor"] is None
    seen, cursor = [], ""
    while True:
        answer = northern.get(f"/v1/carrier/trips?day=2026-11-20&limit=1{cursor}")
        assert answer.status_code == 200, answer.json
        seen += answer.json["items"]
        if answer.json["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json['next_cursor']}"
    assert seen == whole["items"]
    starts = [trip["planned_start"] for trip in seen]
    assert (len(starts), starts) == (4, sorted(starts))
    assert {trip["ref"] for trip in seen} == {"T-8", "T-A-2", "T-A-3", "T-A-4"}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=zz", "page=2"])
def test_a_page_of_trips_that_cannot_be_is_refused(northern: Person, query: str) -> None:
    assert northern.get(f"/v1/carrier/trips?{query}").status_code == 422


def test_without_a_day_the_trips_of_today_are_meant(shop: Shop, northern: Person) -> None:
    assert [trip["ref"] for trip in northern.get("/v1/carrier/trips").json["items"]] == ["T-8"]


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_refused(northern: Person, day: str) -> None:
    answer = northern.get(f"/v1/carrier/trips?day={day}")
    assert answer.status_code == 422
    assert "day" in answer.json["errors"]


def test_a_trip_moves_when_the_shop_moves_its_cars(shop: Shop, northern: Person) -> None:
    moved = stage(2, planned_start="2026-11-24T08:00:00+08:00", planned_end="2026-11-24T18:00:00+08:00")
    shop.put(stages=[stage(0), stage(1), moved])
    assert northern.get("/v1/carrier/trips?day=2026-11-20").json["items"] == []
    assert len(northern.get("/v1/carrier/trips?day=2026-11-24").json["items"]) == 1


def test_the_shot_list_follows_the_clips(shop: Shop, northern: Person, database: Database) -> None:
    def shots() -> dict[str, str]:
        [item] = listed(northern, "?status=planned&vin=" + VIN)[1:]
        return {shot["code"]: shot["state"] for shot in item["shot_list"]}

    assert shots() == {"walkaround": "missing", "loaded": "missing"}
    film(database, shop, ["loaded"], ClipStatus.REJECTED)
    assert shots() == {"walkaround": "missing", "loaded": "rejected"}
    film(database, shop, ["loaded", "damage"], ClipStatus.PROCESSING)
    assert shots() == {"walkaround": "missing", "loaded": "checking", "damage": "checking"}
    film(database, shop, ["walkaround"], ClipStatus.PUBLISHED)
    assert shots()["walkaround"] == "ok"
    film(database, shop, ["walkaround"], ClipStatus.REMOVED)
    assert shots()["walkaround"] == "ok"


def test_a_walkaround_satisfies_the_four_sides(shop: Shop, northern: Person, database: Database) -> None:
    shop.person.put("/v1/partner/carriers/northern", json={"name": "Northern Line", "shot_level": "sides"})
    film(database, shop, ["walkaround"], ClipStatus.PUBLISHED)
    [_, truck] = listed(northern)
    needed = {shot["code"]: shot["state"] for shot in truck["shot_list"] if shot["needed"]}
    assert needed == dict.fromkeys(("front", "rear", "left", "right"), "ok")


def test_a_refused_shot_says_what_to_do_in_the_reader_s_language(
    shop: Shop, northern: Person, database: Database
) -> None:
    film(database, shop, ["loaded"], ClipStatus.REJECTED)
    answer = northern.get("/v1/carrier/stages", headers={"Accept-Language": "en"}).json["items"][1]
    [loaded] = [shot for shot in answer["shot_list"] if shot["code"] == "loaded"]
    assert loaded["label"] == "On the vehicle, tied down"
    assert loaded["verdict"]["advice"].startswith("Film again with more light")
    assert northern.get("/v1/carrier/stages").json["items"][1]["shot_list"][1]["label"] == "装车绑扎后"


@pytest.mark.parametrize("audience", ["buyer", "partner", "console"])
@pytest.mark.parametrize("path", ["stages", "trips", "drivers"])
def test_only_carriers_look_here(sign_in: Callable[..., Person], audience: str, path: str) -> None:
    assert sign_in(audience).get(f"/v1/carrier/{path}").status_code == 403


def test_an_expired_token_shows_nothing(northern: Person, clock: Any) -> None:
    clock.forward(hours=2)
    assert northern.get("/v1/carrier/stages").status_code == 401


def film(database: Database, shop: Shop, shots: list[str], status: ClipStatus) -> None:
    """A clip of the order's car on the truck."""
    with database.writing() as session:
        on = session.scalars(select(Stage).where(Stage.ref == "truck")).one()
        carrier = session.scalars(select(Carrier).where(Carrier.code == "northern")).one()
        at = on.created_at + timedelta(minutes=1)
        clip = Clip(
            id=new_id(),
            carrier_id=carrier.id,
            origin=Origin.HANDHELD,
            captured_at=at,
            captured_offset_min=480,
            shots=shots,
            status=status,
            status_at=at,
            published_attempt=1 if status is ClipStatus.PUBLISHED else None,
            verdict_code=VerdictCode.TOO_DARK if status is ClipStatus.REJECTED else None,
            created_at=at,
        )
        session.add(clip)
        session.flush()
        session.add(ClipCar(id=new_id(), clip_id=clip.id, stage_id=on.id, order_id=on.order_id))
