"""What is ahead: the ETA's range, the next step, the list of milestones."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from store.words import HandoverMode, Milestone, Mode, StageKind
from tracking.rules.eta import ESTIMATED, NONE, PROMISED, Outlook, Window, estimate, is_news
from tracking.rules.milestone_list import Course, milestone_list
from tracking.rules.next_step import next_step
from tracking.rules.plan import Boundary, Part, lateness

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(number: float) -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=number)


PROMISE = Window(day(9), day(11))


def outlook(**about: object) -> Outlook:
    known = {
        "promised": PROMISE,
        "appointment": None,
        "planned": day(10),
        "expected": day(10),
        "reported": False,
        "waiting": False,
        "over": False,
    }
    return Outlook(**{**known, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "state", "window"),
    [
        ({}, PROMISED, PROMISE),
        ({"reported": True}, ESTIMATED, PROMISE),
        ({"expected": day(12), "reported": True}, ESTIMATED, Window(day(11), day(13))),
        ({"expected": day(8), "reported": True}, ESTIMATED, PROMISE),  # early may still have to wait
        ({"planned": day(15), "expected": day(15)}, ESTIMATED, Window(day(15), day(17))),
        ({"promised": None}, ESTIMATED, Window(day(10), day(10.5))),
        ({"promised": None, "planned": None, "expected": None}, NONE, None),
        ({"planned": None, "expected": None}, PROMISED, PROMISE),
        ({"appointment": Window(day(10.2), day(10.4))}, ESTIMATED, Window(day(10.2), day(10.4))),
        ({"appointment": Window(day(9.2), day(9.4)), "expected": day(11)}, ESTIMATED, Window(day(10), day(12))),
        ({"waiting": True}, NONE, None),
        ({"over": True, "appointment": Window(day(10), day(11))}, NONE, None),
    ],
)
def test_the_range_follows_promise_plan_and_delay(
    about: dict[str, object], state: str, window: Window | None
) -> None:
    assert estimate(outlook(**about))[:2] == (state, window)


@pytest.mark.parametrize(
    ("hours", "news"), [(0, False), (1, False), (7, False), (8.5, True), (12, True), (-12, True), (-9, False)]
)
def test_a_shift_is_news_from_twelve_hours_on_or_when_the_day_changes_over_there(hours: float, news: bool) -> None:
    # 07:30 UTC is 15:30 in Shanghai: the day changes there 8.5 hours later and not 9 hours earlier, as in UTC.
    window = Window(day(10) + timedelta(hours=7.5), day(11) + timedelta(hours=7.5))
    assert is_news(window, window.later_by(timedelta(hours=hours)), SHANGHAI) is news


def leg(position: int, start: float, end: float, **known: object) -> Part:
    return Part(
        position=position,
        kind=StageKind.TRANSPORT,
        mode=Mode.RAIL,
        start=Boundary(day(start), actual=known.get("left")),  # type: ignore[arg-type]
        end=Boundary(day(end), actual=known.get("came"), estimated=known.get("due"), reason="weather"),  # type: ignore[arg-type]
    )


def test_a_journey_is_as_late_as_its_furthest_known_step() -> None:
    assert lateness([leg(0, 1, 2, left=day(1), came=day(4)), leg(1, 5, 6, left=day(5))]) == (timedelta(0), None)
    assert lateness([leg(0, 1, 2, left=day(1), due=day(3)), leg(1, 5, 6)]) == (timedelta(days=1), "weather")
    assert lateness([leg(0, 1, 2, left=day(0.5))])[0] == timedelta(0)


def test_an_older_timetable_for_a_later_leg_takes_back_no_delay() -> None:
    late = leg(0, 1, 2, left=day(1), due=day(3))
    on_time = Part(1, StageKind.TRANSPORT, Mode.TRUCK, Boundary(day(5), scheduled=day(5)), Boundary(day(6)))
    later = Part(1, StageKind.TRANSPORT, Mode.TRUCK, Boundary(day(5), scheduled=day(7)), Boundary(day(6)))
    assert lateness([late, on_time]) == (timedelta(days=1), "weather")
    assert lateness([late, later])[0] == timedelta(days=2)


def test_the_next_step_is_the_first_that_nobody_reported() -> None:
    legs = [leg(0, 1, 2), leg(1, 3, 4)]
    latest = {"type": "departing", "place": ""}
    assert next_step(legs, {}).code == "expect_departure"
    under_way = {"latest": {"key": [0, 30, "", ""], **latest}}
    assert (next_step(legs, under_way).code, next_step(legs, under_way).position) == ("expect_arrival", 0)
    there = {"latest": {"key": [0, 50, "", ""], **latest}}
    assert (next_step(legs, there).code, next_step(legs, there).position) == ("expect_departure", 1)
    skipped = {"latest": {"key": [1, 50, "", ""], **latest}}
    assert next_step(legs, skipped) is None


def course(**about: object) -> Course:
    known = {
        "current": Milestone.VIN_ASSIGNED,
        "since": day(1),
        "actual": {},
        "parts": [leg(0, 1, 2), leg(1, 3, 4)],
        "handover": HandoverMode.DELIVERY,
        "begins_at_plant": False,
        "due": day(5),
    }
    return Course(**{**known, **about})  # type: ignore[arg-type]


def states(of: Course) -> dict[str, str]:
    return {item["milestone"]: item["state"] for item in milestone_list(of)}


def test_a_stock_car_brought_home_has_no_production_and_no_pickup() -> None:
    assert list(states(course())) == [
        "ordered",
        "vin_assigned",
        "ready_to_ship",
        "in_transit",
        "out_for_delivery",
        "delivered",
    ]


def test_a_car_from_the_plant_shows_how_it_is_built() -> None:
    assert {"in_production", "built"} <= set(states(course(begins_at_plant=True)))


def test_exactly_one_milestone_is_now_and_one_is_next() -> None:
    found = list(states(course()).values())
    assert (found.count("now"), found.count("next")) == (1, 1)


def test_on_the_road_again_after_a_stay_both_stay_told() -> None:
    reached = {Milestone.IN_TRANSIT: "2026-11-02T00:00:00+00:00", Milestone.IN_STORAGE: "2026-11-03T00:00:00+00:00"}
    found = states(course(current=Milestone.IN_TRANSIT, actual=reached))
    assert (found["in_transit"], found["in_storage"]) == ("now", "done")


def test_on_the_road_again_is_told_with_the_time_of_this_departure() -> None:
    reached = {Milestone.IN_TRANSIT: "2026-11-02T00:00:00+00:00", Milestone.IN_STORAGE: "2026-11-03T00:00:00+00:00"}
    again = milestone_list(course(current=Milestone.IN_TRANSIT, since=day(4), actual=reached))
    [on_its_way] = [item for item in again if item["milestone"] == "in_transit"]
    assert on_its_way["actual"] == day(4).isoformat()


def test_a_step_nobody_reported_is_done_once_a_later_one_happened() -> None:
    found = milestone_list(course(current=Milestone.OUT_FOR_DELIVERY, actual={}))
    [ready] = [item for item in found if item["milestone"] == "ready_to_ship"]
    assert ready == {"milestone": "ready_to_ship", "state": "done"}


def test_a_stay_before_the_departure_gives_no_time_to_the_storage_on_the_way() -> None:
    def stay(position: int, begin: int) -> Part:
        return Part(position, StageKind.STORAGE, None, Boundary(day(begin)), Boundary(day(begin + 1)))

    def storage(parts: list[Part]) -> dict[str, Any]:
        return next(item for item in milestone_list(course(parts=parts)) if item["milestone"] == "in_storage")

    assert "planned" not in storage([stay(0, 0), leg(1, 1, 2), leg(2, 5, 6)])
    assert storage([stay(0, 0), leg(1, 1, 2), stay(2, 3), leg(3, 5, 6)])["planned"] == day(3).isoformat()


def test_a_delivered_car_has_nothing_ahead() -> None:
    assert set(states(course(current=Milestone.DELIVERED)).values()) == {"done"}
