"""The shop puts whole orders."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from store.database import Database
from store.tables import Order, Stage, TimelineEntry, Trip
from tests.api.conftest import Person
from tests.api.shop import OTHER_VIN, Shop, order, report, stage


def entries(database: Database, number: str = "A-1") -> list[tuple[str, str]]:
    """(kind, code) of the order's live entries, oldest change first."""
    with database.reading() as session:
        query = select(TimelineEntry).join(Order, Order.id == TimelineEntry.order_id).where(Order.number == number)
        rows = session.scalars(query.where(~TimelineEntry.removed).order_by(TimelineEntry.seq))
        return [(row.kind.value, row.code) for row in rows]


def test_an_order_that_is_put_is_there_as_it_was_put(shop: Shop) -> None:
    answer = shop.put()
    assert answer.status_code == 201, answer.json
    assert answer.json["milestone"] == "vin_assigned"
    got = shop.get()
    assert got == answer.json
    assert [stage["ref"] for stage in got["stages"]] == ["yard", "rail", "truck"]
    assert got["stages"][1]["trip"] == "R-77"
    assert got["buyer"] == {"phone": "+8613800138000", "name": "Lin Yue", "locale": "zh"}
    assert got["services"][0]["amount"] == "3200.00"
    assert got["promised"]["earliest"] == "2026-11-22T16:00:00.000Z"


def test_putting_the_same_again_changes_nothing(shop: Shop) -> None:
    first = shop.put().json
    again = shop.put()
    assert again.status_code == 200
    assert again.json == first


def test_an_unchanged_order_is_304_until_something_changes(shop: Shop) -> None:
    shop.put()
    path = "/v1/partner/orders/A-1"
    tag = shop.person.get(path).headers["ETag"]
    again = shop.person.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    shop.put(state="cancelled")
    changed = shop.person.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json["state"]) == (200, "cancelled")
    assert changed.headers["ETag"] != tag


def test_everything_optional_may_be_left_out_or_null(shop: Shop) -> None:
    body = order(source_version=None, promised=None, handover={"mode": "delivery", "address": "Jianghan Rd 1"})
    body["vehicle"] = {"make": "Aurora", "model": "E5", "vin": None, "trim": None}
    del body["stages"], body["services"]
    answer = shop.person.put("/v1/partner/orders/bare", json=body)
    assert answer.status_code == 201, answer.json
    assert answer.json["milestone"] == "ordered"
    assert answer.json["stages"] == []


def test_a_new_order_begins_its_timeline(shop: Shop, database: Database) -> None:
    shop.put()
    assert entries(database) == [("milestone", "ordered"), ("milestone", "vin_assigned")]


def test_a_change_adds_one_to_the_version_that_readers_compare(shop: Shop) -> None:
    before = shop.put().json["version"]
    vehicle = {**order()["vehicle"], "colour": "black"}
    assert shop.put(vehicle=vehicle).json["version"] > before


def test_a_stale_version_is_refused_and_nothing_is_written(shop: Shop) -> None:
    shop.put(source_version=7)
    answer = shop.put(source_version=6, state="cancelled")
    assert answer.status_code == 409
    assert answer.json["code"] == "stale_version"
    assert shop.get()["state"] == "open"
    assert shop.put(source_version=7).status_code == 200
    assert shop.put(source_version=8, state="cancelled").json["state"] == "cancelled"


def test_a_stage_left_out_is_withdrawn_and_may_come_back(shop: Shop, database: Database) -> None:
    first = shop.put().json["stages"]
    assert [s["ref"] for s in shop.put(stages=[stage(0), stage(2)]).json["stages"]] == ["yard", "truck"]
    with database.reading() as session:
        assert session.scalars(select(Stage.withdrawn_at).where(Stage.ref == "rail")).one() is not None
    assert [s["id"] for s in shop.put().json["stages"]] == [s["id"] for s in first]


def test_a_stage_at_which_something_was_reported_stays(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    shop.put()
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    answer = shop.put(stages=[stage(0), stage(2)])
    assert answer.status_code == 409
    assert answer.json["code"] == "stage_has_events"
    moved = shop.put(stages=[stage(0), stage(1, carrier="northern"), stage(2)])
    assert moved.json["code"] == "stage_has_events"
    assert len(shop.get()["stages"]) == 3


def test_trips_are_made_when_a_stage_names_them_and_shared_by_orders(shop: Shop, database: Database) -> None:
    first = shop.put().json
    second = shop.put("A-2", vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN}).json
    assert first["stages"][1]["trip_id"] == second["stages"][1]["trip_id"]
    with database.reading() as session:
        assert sorted(session.scalars(select(Trip.ref))) == ["R-77", "T-8"]


def test_a_trip_goes_by_one_mode(shop: Shop) -> None:
    shop.put()
    answer = shop.put("A-2", vehicle=order()["vehicle"] | {"vin": None}, stages=[stage(1, mode="truck")])
    assert answer.status_code == 422
    assert answer.json["code"] == "trip_mode"


def test_the_first_vin_is_told_when_it_comes(shop: Shop, database: Database) -> None:
    without = {**order()["vehicle"], "vin": None}
    assert shop.put(vehicle=without).json["milestone"] == "ordered"
    assert shop.put().json["milestone"] == "vin_assigned"
    assert entries(database)[-1] == ("milestone", "vin_assigned")


def test_a_vin_is_taken_as_people_write_it_and_doubted_where_it_may_be_odd(shop: Shop) -> None:
    vehicle = {**order()["vehicle"], "vin": "wp0 zzz99z-ts392124"}
    answer = shop.put(vehicle=vehicle).json
    assert answer["vehicle"]["vin"] == OTHER_VIN
    assert answer["warnings"] == ["vin_check_digit"]


def test_a_car_is_in_one_open_order_at_a_time(shop: Shop) -> None:
    shop.put()
    answer = shop.put("A-2")
    assert answer.status_code == 409
    assert answer.json["code"] == "vin_in_use"
    assert shop.person.get("/v1/partner/orders/A-2").status_code == 404
    shop.put(state="cancelled")
    assert shop.put("A-2").status_code == 201
    assert shop.put(state="cancelled").status_code == 200  # the same again is fine though the car is another's now
    assert shop.put().json["code"] == "vin_in_use"


def test_a_cancelled_order_says_so_until_it_is_opened_again(shop: Shop, database: Database) -> None:
    shop.put()
    shop.put(state="cancelled")
    assert entries(database)[-1] == ("note", "cancelled")
    shop.put(state="returned")
    assert ("note", "returned") in entries(database)
    shop.put()
    assert {kind for kind, _ in entries(database)} == {"milestone"}


def test_a_partner_sees_only_its_own_orders(shop: Shop, sign_in: Callable[..., Person]) -> None:
    shop.put()
    other = sign_in("partner")
    hidden, unknown = other.get("/v1/partner/orders/A-1"), other.get("/v1/partner/orders/A-9")
    assert hidden.status_code == unknown.status_code == 404
    assert without_request_id(hidden) == without_request_id(unknown)
    mine = other.put("/v1/partner/orders/A-1", json=order(vehicle=order()["vehicle"] | {"vin": None}))
    assert mine.status_code == 201
    assert mine.json["id"] != shop.get()["id"]


@pytest.mark.parametrize("audience", ["buyer", "driver", "carrier", "console"])
def test_nobody_but_a_partner_puts_or_reads_here(sign_in: Callable[..., Person], audience: str) -> None:
    person = sign_in(audience)
    assert person.put("/v1/partner/orders/A-1", json=order()).status_code == 403
    assert person.get("/v1/partner/orders/A-1").status_code == 403
    assert person.post("/v1/partner/orders/A-1/sessions").status_code == 403


def test_without_a_live_token_nothing_happens(shop: Shop, clock) -> None:
    shop.put()
    clock.forward(hours=2)
    answer = shop.put(state="cancelled")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_name_in_the_path_that_cannot_be_one_is_named(shop: Shop) -> None:
    assert shop.put("x" * 65).status_code == 422
    assert shop.put("%0A").status_code == 422
    assert shop.put("订单-1").status_code == 201


def without_request_id(answer: object) -> dict[str, object]:
    body: dict[str, object] = json.loads(answer.data)  # type: ignore[attr-defined]
    return {name: value for name, value in body.items() if name != "request_id"}


def test_a_changed_plan_reads_what_was_reported_anew(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    home = {"mode": "delivery", "address": "Jianghan Rd 1"}
    shop.put(stages=[stage(0), stage(1)], handover=home)
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    assert shop.get()["milestone"] == "out_for_delivery"
    shop.put(handover=home)  # a truck will bring it the last stretch
    assert shop.get()["milestone"] == "in_transit"
    codes = [code for kind, code in entries(database) if kind == "milestone"]
    assert sorted(codes) == ["in_transit", "ordered", "vin_assigned"]


def test_moving_a_promise_is_told_when_it_is_news(shop: Shop, database: Database) -> None:
    shop.put()
    later = {"earliest": "2026-11-25T00:00:00+08:00", "latest": "2026-11-27T00:00:00+08:00"}
    shop.put(promised=later)
    assert entries(database)[-1] == ("eta", "eta_later")
    shop.put()
    assert entries(database)[-1] == ("eta", "eta_sooner")
    assert shop.put().status_code == 200
    assert [kind for kind, _ in entries(database)].count("eta") == 2


def test_a_stage_that_is_under_way_is_not_moved(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    shop.put()
    river = carrier_of("river")
    report(river, shop, "rail", "departing", "17T09")
    for change in ({"from_place": "CKG-PLANT"}, {"mode": "truck", "trip": "R-78"}):
        answer = shop.put(stages=[stage(0), stage(1, **change), stage(2)])
        assert (answer.status_code, answer.json["code"], answer.json["ref"]) == (409, "stage_under_way", "rail")
    diverted = [stage(0), stage(1, to_place="WUH-STORE")]
    assert shop.put(stages=diverted).status_code == 200, "it may still be sent elsewhere"
    report(river, shop, "rail", "arriving", "19T09")
    assert shop.put(stages=[stage(0), stage(1), stage(2)]).json["code"] == "stage_under_way"
    assert shop.put(stages=diverted).status_code == 200


def test_what_is_odd_about_a_plan_is_said_and_taken(shop: Shop) -> None:
    back = stage(2, ref="back", from_place="WUH-STORE", to_place="CKG-YARD", trip="T-8")
    answer = shop.put(stages=[stage(0), stage(1), stage(2, from_place="CKG-PLANT"), back])
    assert answer.status_code == 201
    assert answer.json["warnings"] == ["places_gap", "places_loop", "legs_overlap", "trip_twice"]
