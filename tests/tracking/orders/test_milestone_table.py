"""The contract's table of milestones, line by line, on whole orders."""

from typing import Any

import pytest

from store.words import PlaceKind
from tests.api.shop import order, stage
from tests.tracking.journeys import NOW, Journey
from tracking.places import put_place

PLANT = stage(0, ref="plant", from_place="CKG-PLANT", to_place="CKG-PLANT")
TO_THE_PORT = stage(1, ref="sea", mode="vessel", trip=None, from_place="CKG-PLANT", to_place="PORT")
FROM_THE_PORT = stage(2, ref="truck", trip=None, from_place="PORT")
WAY = [PLANT, TO_THE_PORT, FROM_THE_PORT]
DELIVERY = {"mode": "delivery", "address": "Jianghan Rd 1"}
CARRIERS = {"plant": "northern", "sea": "river", "truck": "northern"}

Step = tuple[str, str, str, dict[str, Any]]


@pytest.fixture
def journey(journey: Journey) -> Journey:
    about = {"name": "Wuhan port", "kind": PlaceKind.PORT, "lat": 30.6, "lon": 114.3, "time_zone": "Asia/Shanghai"}
    put_place(journey.session, "PORT", about, NOW)
    return journey


def milestone_after(journey: Journey, *steps: Step, **about: Any) -> str:
    found = journey.put(stages=WAY, **about)
    for number, (ref, type_, at, said) in enumerate(steps):
        event = journey.event(ref, type_, at, f"e{number}", **said)
        assert journey.report(CARRIERS[ref], event) == ["accepted"]
    return found.milestone.value


def step(ref: str, type_: str, at: str, **said: Any) -> Step:
    return ref, type_, at, said


LEFT = step("sea", "departing", "17T09")
CAME = step("sea", "arriving", "19T09")
LAST = step("truck", "departing", "20T01")


@pytest.mark.parametrize(
    ("milestone", "steps", "about"),
    [
        ("ordered", [], {"vehicle": {**order()["vehicle"], "vin": None}}),
        ("vin_assigned", [], {}),
        ("in_production", [step("plant", "commissioning", "15T09")], {}),
        ("built", [step("plant", "commissioning", "15T09"), step("plant", "inspecting", "16T09")], {}),
        ("ready_to_ship", [step("plant", "staging_outbound", "16T10")], {}),
        ("ready_to_ship", [step("sea", "accepting", "16T10")], {}),
        ("in_transit", [LEFT], {}),
        ("in_transit", [step("sea", "shipping", "17T08")], {}),
        ("in_storage", [LEFT, CAME], {}),
        ("in_storage", [step("plant", "storing", "16T10")], {}),
        ("in_storage", [LEFT, step("sea", "storing", "17T12", place_code="CKG-PLANT")], {}),
        ("in_transit", [LEFT, step("sea", "storing", "17T12", place_code="CKG-PLANT"), (*LEFT[:2], "18T09", {})], {}),
        ("in_transit", [LEFT, CAME, LAST], {}),
        ("available_for_pickup", [LAST, step("truck", "arriving", "20T09")], {}),
        ("in_storage", [LAST, step("truck", "arriving", "20T09", place_code="WUH-HUB")], {}),
        ("out_for_delivery", [LEFT, CAME, LAST], {"handover": DELIVERY}),
        ("out_for_delivery", [LAST, step("truck", "arriving", "20T09")], {"handover": DELIVERY}),
        ("delivered", [LAST, step("truck", "retail_selling", "20T10")], {"handover": DELIVERY}),
        ("delivered", [LAST, step("truck", "retail_selling", "20T10")], {}),
    ],
)
def test_what_makes_a_milestone_actual(
    journey: Journey, milestone: str, steps: list[Step], about: dict[str, Any]
) -> None:
    assert milestone_after(journey, *steps, **about) == milestone


def test_a_milestone_is_told_as_planned_and_estimated_and_actual(journey: Journey) -> None:
    found = journey.put(stages=WAY)
    told = [
        ("plant", "commissioning", "10T09", "planned"),
        ("plant", "commissioning", "11T09", "estimated"),
        ("plant", "commissioning", "12T09", "actual"),
        ("plant", "inspecting", "13T09", "estimated"),
        ("plant", "staging_outbound", "14T09", "planned"),
        ("sea", "departing", "18T09", "estimated"),
    ]
    for ref, type_, at, classifier in told:
        event = journey.event(ref, type_, at, f"{classifier} {type_}", classifier=classifier)
        assert journey.report(CARRIERS[ref], event) == ["accepted"]
    times = {
        item["milestone"]: {name: item[name][8:13] for name in item if name in TIMES} for item in found.milestones
    }
    assert times["in_production"] == {"planned": "10T01", "estimated": "11T01", "actual": "12T01"}
    assert times["built"] == {"estimated": "13T01"}
    assert times["ready_to_ship"] == {"planned": "14T01"}
    assert times["in_transit"] == {"planned": "17T00", "estimated": "18T01"}
    assert {item["milestone"]: item["state"] for item in found.milestones}["in_production"] == "now"


TIMES = {"planned", "estimated", "actual"}


def test_delayed_and_on_hold_stand_beside_the_milestone(journey: Journey) -> None:
    late = step("sea", "arriving", "22T09", classifier="estimated", reason="weather")
    held = step("sea", "holding", "18T09", reason="customs")
    assert milestone_after(journey, LEFT, late, held) == "in_transit"
    found = journey.put(stages=WAY)
    assert (found.delayed, found.on_hold) == (True, True)
    journey.report("river", journey.event("sea", "transporting", "18T20"))
    assert not found.on_hold
