"""One train with three cars: whatever is said of it and of them ends in the same state in every order."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.ids import wire_id
from store.tables import Order
from tests.api.shop import OTHER_VIN, VIN, order, stage
from tests.tracking.journeys import NOW, Journey
from tests.tracking.orders.test_every_order_of_events import outcome
from tracking.carriers.trips import change_trip

THIRD_VIN = "WP0ZZZ99ZTS392125"
CARS = {"A-1": VIN, "A-2": OTHER_VIN, "A-3": THIRD_VIN}
Call = dict[str, Any]


def three_cars(journey: Journey) -> dict[str, Order]:
    """A-1 and A-3 are booked on the train R-77; A-2 is not yet."""
    found = {}
    for number, vin in CARS.items():
        stages = order()["stages"] if number != "A-2" else [stage(0), stage(1, trip=None), stage(2, trip=None)]
        found[number] = journey.put(number, vehicle={**order()["vehicle"], "vin": vin}, stages=stages)
    return found


@pytest.fixture
def train(journey: Journey) -> dict[str, Order]:
    return three_cars(journey)


def calls(journey: Journey) -> list[Call]:
    """What may be said: of the train, of a car, a correction of each, a car added and one refused."""
    trip = {"stage_id": None, "trip_id": wire_id("trp", journey.stage("rail").trip_id)}

    def of(number: str, type_: str, at: str, name: str, **about: Any) -> Call:
        stage_id = wire_id("stg", journey.stage("rail", number).id)
        return journey.event("rail", type_, at, name, **{"stage_id": stage_id, **about})

    return [
        of("A-1", "loading", "17T08", "first loaded"),
        of("A-2", "loading", "17T07", "second loaded"),
        of("A-1", "departing", "17T09", "train left", **trip),
        of("A-1", "departing", "17T10", "train left later", corrects="train left", reason="other", **trip),
        of("A-1", "arriving", "19T20", "train expected", classifier="estimated", reason="weather", **trip),
        of("A-1", "holding", "18T09", "train held", reason="traffic", **trip),
        of("A-1", "arriving", "19T07", "train came", **trip),
        of("A-1", "unloading", "19T09", "first unloaded"),
        of("A-2", "holding", "17T07", "not loaded", corrects="second loaded"),
        {"change": {"add": [{"vin": OTHER_VIN, "position": "B2"}]}},
        {"change": {"refuse": [{"vin": THIRD_VIN, "at": NOW - timedelta(days=3, hours=9)}]}},
        of("A-3", "loading", "17T08", "third loaded after all"),
    ]


def make(journey: Journey, some: list[Call], minutes: int = 0) -> None:
    """Make the calls one by one; a correction of what is not known yet once more, as its answer asks for."""
    trip_id, again = journey.stage("rail").trip_id, []
    for index, call in enumerate(some):
        now = NOW + timedelta(minutes=minutes + index)
        if "change" in call:
            change_trip(journey.session, journey.carrier_id("river"), trip_id, call["change"], now)
        elif journey.report("river", call, now=now) == ["unknown_event"]:
            again.append(call)
    if again:
        assert len(again) < len(some)
        make(journey, again, minutes + len(some))


def made(journey: Journey, orders: dict[str, Order], some: list[Call]) -> dict[str, Any]:
    """What becomes of the three cars after the calls, undone again."""
    savepoint = journey.session.begin_nested()
    make(journey, some)
    found = {number: outcome(journey, one, number) for number, one in orders.items()}
    savepoint.rollback()
    journey.session.expire_all()
    return found


def states(found: dict[str, Any]) -> dict[str, str]:
    return {number: one["stages"]["rail"][4] for number, one in found.items()}


def test_a_train_takes_the_cars_that_were_loaded_and_no_other(journey: Journey, train: dict[str, Order]) -> None:
    loaded, _, left, *_ = calls(journey)
    found = made(journey, train, [loaded, left])
    assert states(found) == {"A-1": "loaded", "A-2": "expected", "A-3": "missing"}
    assert [found[number]["milestone"] for number in CARS] == ["in_transit", "vin_assigned", "vin_assigned"]
    assert "departed" not in {code for _kind, code, _at in found["A-3"]["entries"]}


def test_a_train_of_which_no_loading_was_reported_takes_every_car(journey: Journey, train: dict[str, Order]) -> None:
    found = made(journey, train, [calls(journey)[2]])
    assert states(found) == {"A-1": "loaded", "A-2": "expected", "A-3": "loaded"}


def test_a_loading_that_is_reported_after_the_departure_changes_who_left(
    journey: Journey, train: dict[str, Order]
) -> None:
    loaded, _, left, *_ = calls(journey)
    assert made(journey, train, [left, loaded]) == made(journey, train, [loaded, left])


def test_a_car_added_after_the_departure_was_aboard_if_it_was_loaded(
    journey: Journey, train: dict[str, Order]
) -> None:
    everything = calls(journey)
    found = made(journey, train, [everything[2], everything[1], everything[9]])
    assert states(found) == {"A-1": "missing", "A-2": "loaded", "A-3": "missing"}
    assert found["A-2"]["milestone"] == "in_transit"


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_any_subset_of_calls_in_any_order_ends_the_same(
    journey: Journey, train: dict[str, Order], data: st.DataObject
) -> None:
    everything = calls(journey)
    chosen = data.draw(st.sets(st.sampled_from(range(len(everything))), min_size=2))
    for correction, corrected in ((3, 2), (8, 1)):
        if correction in chosen:
            chosen.add(corrected)
    some = [everything[index] for index in sorted(chosen)]
    shuffled = data.draw(st.permutations(some))
    assert made(journey, train, shuffled) == made(journey, train, some)
