"""A carrier makes its trips and changes them: cars added, dropped, moved and refused, under way too."""

from collections.abc import Callable
from typing import Any

import pytest

from store.database import Database
from store.ids import new_id, wire_id
from tests.api.conftest import Person
from tests.api.shop import OTHER_VIN, VIN, Shop, event, order, send, stage
from tracking.carriers.left_behind import cars_left_behind

RUN = {
    "ref": "W-1",
    "mode": "rail",
    "from_place": "CKG-YARD",
    "to_place": "WUH-HUB",
    "planned_start": "2026-11-17T08:00:00+08:00",
    "planned_end": "2026-11-19T08:00:00+08:00",
}
OTHER_CAR = {**order()["vehicle"], "vin": OTHER_VIN}
UNBOOKED = [stage(0), stage(1, trip=None), stage(2, trip=None)]


@pytest.fixture
def river(shop: Shop, carrier_of: Callable[..., Person]) -> Person:
    """The rail carrier; two orders are put whose cars nobody booked on a train yet."""
    shop.put(stages=UNBOOKED)
    shop.put("A-2", vehicle=OTHER_CAR, stages=UNBOOKED)
    return carrier_of("river")


def make(river: Person, *cars: dict[str, Any], **about: Any) -> dict[str, Any]:
    answer = river.post("/v1/carrier/trips", json={**RUN, "cars": list(cars), **about})
    assert answer.status_code == 201, answer.json
    trip: dict[str, Any] = answer.json
    return trip


def change(river: Person, trip: dict[str, Any], **about: Any) -> Any:
    return river.patch(f"/v1/carrier/trips/{trip['id']}", json=about)


def states(river: Person, trip: dict[str, Any]) -> dict[str, str]:
    cars = river.get(f"/v1/carrier/trips/{trip['id']}").json["cars"]
    return {car["vin"]: car["state"] for car in cars}


def rail(shop: Shop, number: str = "A-1") -> str:
    return shop.stage_ids(number)["rail"]


def departed(trip: dict[str, Any], **about: Any) -> dict[str, Any]:
    at = {"happened_at": "2026-11-17T09:00:00+08:00", "classifier": "actual"}
    return {"event_id": "left", "trip_id": trip["id"], "type": "departing", **at, **about}


def test_a_trip_is_made_with_its_cars_by_stage_and_by_vin(shop: Shop, river: Person) -> None:
    trip = make(river, {"stage_id": rail(shop), "position": "B2"}, {"vin": OTHER_VIN.lower(), "position": "A1"})
    assert (trip["ref"], trip["mode"], trip["from_place"]["code"]) == ("W-1", "rail", "CKG-YARD")
    assert [(car["position"], car["vin"], car["state"]) for car in trip["cars"]] == [
        ("A1", OTHER_VIN, "expected"),
        ("B2", VIN, "expected"),
    ]
    assert river.get(f"/v1/carrier/trips/{trip['id']}").json == trip
    assert river.get("/v1/carrier/trips?day=2026-11-18").json["items"] == [trip]
    assert shop.get()["stages"][1]["trip"] == "W-1"


def test_a_trip_said_twice_with_one_key_is_one_trip(shop: Shop, river: Person) -> None:
    body, headers = {**RUN, "cars": [{"stage_id": rail(shop)}]}, {"Idempotency-Key": "trip-1"}
    first, again = (river.post("/v1/carrier/trips", json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, first.json) == (201, 201, again.json)
    known = river.post("/v1/carrier/trips", json=RUN)
    assert (known.status_code, known.json["code"], known.json["trip_id"]) == (409, "trip_exists", first.json["id"])


@pytest.mark.parametrize(
    ("about", "code", "path"),
    [
        ({"from_place": "NOWHERE"}, "unknown_place", "from_place"),
        ({"to_place": "CKG-YARD"}, "trip_goes_nowhere", "to_place"),
        ({"planned_end": "2026-11-16T08:00:00+08:00"}, "window_reversed", "planned_end"),
        ({"planned_start": "1999-01-01T00:00:00Z"}, "date_out_of_range", "planned_start"),
        ({"planned_end": "2090-01-01T00:00:00Z"}, "date_out_of_range", "planned_end"),
        ({"planned_start": "1970-01-01T00:00:00Z"}, "invalid", "planned_start"),
        ({"mode": "balloon"}, "invalid", "mode"),
        ({"ref": ""}, "invalid", "ref"),
        ({"colour": "red"}, "invalid", "colour"),
        ({"cars": [{}]}, "invalid", "cars.0"),
        ({"cars": [{"vin": VIN, "stage_id": wire_id("stg", new_id())}]}, "invalid", "cars.0"),
        ({"cars": [{"vin": "WP0ZZZ99ZTS399999"}]}, "unknown_vin", "cars.0"),
        ({"cars": [{"vin": VIN}], "mode": "truck"}, "trip_mode", "cars.0"),
        ({"cars": [{"vin": VIN, "position": "1"}, {"vin": OTHER_VIN, "position": "1"}]}, "position_taken", "cars"),
    ],
)
def test_a_trip_that_cannot_be_is_refused_whole(
    shop: Shop, river: Person, about: dict[str, Any], code: str, path: str
) -> None:
    answer = river.post("/v1/carrier/trips", json={**RUN, **about})
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert path in answer.json["errors"]
    assert shop.get()["stages"][1]["trip"] is None
    assert river.get("/v1/carrier/trips?day=2026-11-17").json["items"] == []


def test_another_carrier_s_trip_and_stage_are_not_there(
    shop: Shop, river: Person, carrier_of: Callable[..., Person]
) -> None:
    trip, northern = make(river), carrier_of("northern")
    unknown = northern.get(f"/v1/carrier/trips/{wire_id('trp', new_id())}").json
    for answer in (northern.get(f"/v1/carrier/trips/{trip['id']}"), change(northern, trip, add=[])):
        assert answer.status_code == 404
        assert {**answer.json, "request_id": 0} == {**unknown, "request_id": 0}
    foreign = change(river, trip, add=[{"stage_id": shop.stage_ids()["truck"]}])
    assert (foreign.status_code, list(foreign.json["errors"])) == (404, ["add.0.stage_id"])
    stay = {**RUN, "ref": "N-1", "mode": "truck", "cars": [{"stage_id": shop.stage_ids()["yard"]}]}
    assert northern.post("/v1/carrier/trips", json=stay).json["code"] == "not_a_leg"
    move = change(
        river, make(river, {"vin": VIN}, ref="W-2"), move=[{"vin": VIN, "trip_id": wire_id("trp", new_id())}]
    )
    assert (move.status_code, list(move.json["errors"])) == (404, ["move.0.trip_id"])


def test_one_car_cannot_go_with_two_trips_at_once(shop: Shop, river: Person) -> None:
    first, second = make(river, {"vin": VIN}), make(river, ref="W-2")
    taken = change(river, second, add=[{"vin": VIN}])
    assert (taken.status_code, taken.json["code"], taken.json["trip"]) == (409, "car_on_another_trip", "W-1")
    assert taken.json["trip_id"] == first["id"]
    back = stage(1, ref="back", from_place="WUH-HUB", to_place="CKG-YARD", trip=None)
    shop.put(stages=[*UNBOOKED, back])
    for trip, code in ((first, "car_twice_on_trip"), (second, "two_trips_at_once")):
        answer = change(river, trip, add=[{"stage_id": shop.stage_ids()["back"]}])
        assert (answer.status_code, answer.json["code"]) == (409, code), answer.json
    later = {"planned_start": "2026-11-20T08:00:00+08:00", "planned_end": "2026-11-21T08:00:00+08:00"}
    assert change(river, second, **later, add=[{"stage_id": shop.stage_ids()["back"]}]).status_code == 200
    sooner = change(river, second, planned_start="2026-11-18T08:00:00+08:00")
    assert (sooner.status_code, sooner.json["code"]) == (409, "two_trips_at_once")


def test_cars_are_dropped_moved_and_placed_anew(shop: Shop, river: Person) -> None:
    first, second = make(river, {"vin": VIN}, {"vin": OTHER_VIN}), make(river, ref="W-2")
    assert change(river, first, move=[{"vin": VIN, "trip_id": second["id"], "position": "3"}]).status_code == 200
    assert states(river, first) == {OTHER_VIN: "expected"}
    [moved] = river.get(f"/v1/carrier/trips/{second['id']}").json["cars"]
    assert (moved["vin"], moved["position"]) == (VIN, "3")
    assert change(river, second, move=[{"vin": VIN, "position": "4"}]).json["cars"][0]["position"] == "4"
    assert change(river, first, drop=[{"vin": OTHER_VIN}]).json["cars"] == []
    gone = change(river, first, drop=[{"vin": OTHER_VIN}])
    assert (gone.status_code, gone.json["code"]) == (422, "not_on_trip")
    assert change(river, second, move=[{"vin": VIN}]).status_code == 422


def test_the_car_stays_where_its_carrier_put_it_until_the_shop_says_another_trip(shop: Shop, river: Person) -> None:
    booked = [stage(0), stage(1, trip="S-1"), stage(2)]
    shop.put(stages=booked)
    [trip] = river.get("/v1/carrier/trips?day=2026-11-18").json["items"]
    mine = make(river)
    change(river, trip, move=[{"vin": VIN, "trip_id": mine["id"]}])
    shop.put(stages=booked)
    assert shop.get()["stages"][1]["trip"] == "W-1"
    shop.put(stages=[stage(0), stage(1, trip="W-1"), stage(2)])
    assert shop.get()["stages"][1]["trip"] == "W-1"
    shop.put(stages=[stage(0), stage(1, trip="S-2"), stage(2)])
    assert shop.get()["stages"][1]["trip"] == "S-2"


def test_a_trip_planned_by_its_carrier_is_not_planned_by_the_shop(shop: Shop, river: Person) -> None:
    trip = make(river, {"vin": VIN})
    late = {"planned_start": "2026-11-18T08:00:00+08:00", "planned_end": "2026-11-20T12:00:00+08:00"}
    assert change(river, trip, **late).json["planned_end"] == "2026-11-20T04:00:00.000Z"
    shop.put(stages=[stage(0), stage(1, trip="W-1"), stage(2)])
    assert river.get(f"/v1/carrier/trips/{trip['id']}").json["planned_end"] == "2026-11-20T04:00:00.000Z"


def test_a_car_that_got_on_is_bound_to_its_trip(shop: Shop, river: Person) -> None:
    trip, other = make(river, {"vin": VIN}, {"vin": OTHER_VIN}), make(river, ref="W-2")
    send(river, event(shop, "rail", "loading", "17T08"))
    for about in (
        {"drop": [{"vin": VIN}]},
        {"move": [{"vin": VIN, "trip_id": other["id"]}]},
        {"refuse": [{"vin": VIN}]},
    ):
        answer = change(river, trip, **about, planned_end="2026-11-20T08:00:00+08:00")
        assert (answer.status_code, answer.json["code"]) == (409, "stage_under_way"), answer.json
    assert shop.put(stages=[stage(0), stage(1, trip="S-9"), stage(2)]).json["code"] == "stage_under_way"
    send(river, event(shop, "rail", "arriving", "19T08"))
    assert change(river, trip, drop=[{"vin": VIN}]).json["code"] == "stage_over"
    assert states(river, trip)[VIN] == "loaded"
    assert river.get(f"/v1/carrier/trips/{trip['id']}").json["planned_end"] == "2026-11-19T00:00:00.000Z"


def test_a_car_that_was_not_loaded_stays_and_support_sees_it(shop: Shop, river: Person, database: Database) -> None:
    trip = make(river, {"vin": VIN}, {"vin": OTHER_VIN})
    assert send(river, event(shop, "rail", "loading", "17T08"), departed(trip)) == ["accepted", "accepted"]
    assert states(river, trip) == {VIN: "loaded", OTHER_VIN: "missing"}
    assert [shop.get(number)["milestone"] for number in ("A-1", "A-2")] == ["in_transit", "vin_assigned"]
    told = river.get("/v1/epcis/events?EQ_bizStep=departing").get_data(as_text=True)
    assert VIN in told
    assert OTHER_VIN not in told
    with database.reading() as session:
        [(left, on, vehicle, whose)] = session.execute(cars_left_behind()).all()
        assert (left.car_state, on.ref, vehicle.vin, whose.number) == ("missing", "W-1", OTHER_VIN, "A-2")
    next_one = make(river, ref="W-2")
    assert change(river, trip, move=[{"vin": OTHER_VIN, "trip_id": next_one["id"]}]).status_code == 200
    assert states(river, next_one) == {OTHER_VIN: "expected"}
    with database.reading() as session:
        assert session.execute(cars_left_behind()).all() == []


def test_a_refused_car_stays_until_it_is_taken_after_all(shop: Shop, river: Person) -> None:
    trip = make(river, {"vin": VIN}, {"vin": OTHER_VIN})
    about = {"vin": OTHER_VIN, "reason": "quality_check", "note": "wrong car", "at": "2026-11-17T07:00:00+08:00"}
    assert change(river, trip, refuse=[about]).status_code == 200
    send(river, departed(trip))
    assert states(river, trip) == {VIN: "loaded", OTHER_VIN: "refused"}
    assert change(river, trip, refuse=[{"vin": OTHER_VIN, "at": "2027-01-01T00:00:00Z"}]).status_code == 422
    assert change(river, trip, add=[{"vin": OTHER_VIN}]).status_code == 200
    assert states(river, trip) == {VIN: "loaded", OTHER_VIN: "loaded"}
    assert shop.get("A-2")["milestone"] == "in_transit"


def test_a_driver_refuses_cars_and_changes_nothing_else(
    shop: Shop, river: Person, carrier_of: Callable[..., Person]
) -> None:
    trip, driver = make(river, {"vin": VIN}, {"vin": OTHER_VIN}), carrier_of("river", "driver")
    assert change(driver, trip, refuse=[{"vin": OTHER_VIN}]).status_code == 200
    assert states(river, trip)[OTHER_VIN] == "refused"
    for about in ({"drop": [{"vin": VIN}]}, {"refuse": [{"vin": VIN}], "planned_end": RUN["planned_end"]}):
        answer = change(driver, trip, **about)
        assert (answer.status_code, answer.json["code"]) == (403, "office_only")
    assert states(river, trip)[VIN] == "expected"


def test_a_car_added_under_way_boards_further_on(shop: Shop, river: Person) -> None:
    trip = make(river, {"vin": VIN})
    send(river, event(shop, "rail", "loading", "17T08"), departed(trip, place_code="CKG-YARD"))
    on_the_way = [stage(0), stage(1, trip=None, from_place="CKG-PLANT"), stage(2)]
    shop.put("A-2", vehicle=OTHER_CAR, stages=on_the_way)
    assert change(river, trip, add=[{"vin": OTHER_VIN}]).status_code == 200
    assert states(river, trip) == {VIN: "loaded", OTHER_VIN: "expected"}
    assert send(river, departed(trip, event_id="left again", place_code="CKG-PLANT")) == ["accepted"]
    assert states(river, trip) == {VIN: "loaded", OTHER_VIN: "missing"}
    assert shop.get()["stages"][1]["actual_start"] == "2026-11-17T01:00:00.000Z"


def test_each_car_arrives_at_its_own_place(shop: Shop, river: Person) -> None:
    shop.put("A-2", vehicle=OTHER_CAR, stages=[stage(0), stage(1, trip=None, to_place="WUH-STORE")])
    trip = make(river, {"vin": VIN}, {"vin": OTHER_VIN})
    send(river, departed(trip), departed(trip, event_id="came", type="arriving", place_code="WUH-HUB"))
    assert shop.get()["stages"][1]["actual_end"] is not None
    assert shop.get("A-2")["stages"][1]["actual_end"] is None
    unloaded = departed(trip, event_id="off", type="unloading", place_code="WUH-HUB")
    assert send(river, unloaded) == ["accepted"]
    assert states(river, trip) == {VIN: "unloaded", OTHER_VIN: "loaded"}


def test_a_trip_without_cars_has_nothing_to_report_of(river: Person) -> None:
    assert send(river, departed(make(river))) == ["trip_without_cars"]


def test_a_driver_looks_at_trips_and_changes_none(river: Person, carrier_of: Callable[..., Person]) -> None:
    trip, driver = make(river), carrier_of("river", "driver")
    assert driver.get(f"/v1/carrier/trips/{trip['id']}").json == trip
    assert change(driver, trip, drop=[]).status_code == 403
