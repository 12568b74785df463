"""What does not fit together around a handover."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.words import HandoverMode, ServiceKind, ServiceStatus
from tracking.rules.clashes import Handover, Visit, clashes
from tracking.rules.eta import Window

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
CHARGER, PAPERS = ServiceKind.CHARGER_INSTALLATION, ServiceKind.REGISTRATION


def day(number: int, hours: int = 3) -> Window:
    """From nine o'clock on the so-manieth day from now."""
    begin = NOW.replace(hour=9, minute=0) + timedelta(days=number)
    return Window(begin, begin + timedelta(hours=hours))


def found(
    *visits: Visit, window: Window | None = None, arrival: Window | None = None, mode: str = "delivery", **about: Any
) -> list[str]:
    handover = Handover(HandoverMode(mode), window, arrival, visits)
    return [clash.code for clash in clashes(handover, about.get("now", NOW))]


def charger(window: Window | None, status: str = "scheduled") -> Visit:
    return Visit(CHARGER, ServiceStatus(status), window)


def papers(window: Window | None = None, status: str = "pending") -> Visit:
    return Visit(PAPERS, ServiceStatus(status), window)


@pytest.mark.parametrize(
    ("codes", "about"),
    [
        ([], {}),
        ([], {"window": day(4), "arrival": day(4)}),
        ([], {"window": day(4), "arrival": day(3)}),
        (["appointment_before_arrival"], {"window": day(4), "arrival": day(5)}),
        (["appointment_passed"], {"window": day(-1), "arrival": day(5)}),
    ],
)
def test_the_appointment_must_lie_ahead_and_the_car_be_there(codes: list[str], about: dict[str, Any]) -> None:
    assert found(**about) == codes


@pytest.mark.parametrize(
    ("codes", "visit", "about"),
    [
        ([], day(4), {}),
        ([], day(4), {"window": day(4)}),
        (["charger_during_pickup"], day(4), {"window": day(4), "mode": "pickup"}),
        (["charger_before_car"], day(2), {"window": day(4)}),
        (["charger_before_car"], day(2), {"arrival": day(4)}),
        ([], day(5), {"arrival": day(4)}),
        (["charger_after_handover"], day(5), {"window": day(4)}),
        (["visit_passed"], day(-2), {"window": day(4)}),
    ],
)
def test_the_charger_is_for_a_car_that_is_there(codes: list[str], visit: Window, about: dict[str, Any]) -> None:
    assert found(charger(visit), **about) == codes
    for status in ("done", "declined", "cancelled", "offered"):
        assert found(charger(visit, status), **about) == []


@pytest.mark.parametrize(
    ("codes", "visit", "window"),
    [
        ([], None, None),
        ([], None, day(10)),
        (["papers_not_done"], None, day(2)),
        ([], day(1), day(2)),
        (["papers_after_handover"], day(2), day(2)),
        (["papers_after_handover"], day(12), day(10)),
    ],
)
def test_papers_are_done_before_the_handover(codes: list[str], visit: Window | None, window: Window | None) -> None:
    assert found(papers(visit), window=window) == codes
    assert found(papers(visit, "done"), window=window) == []


def test_a_clash_says_what_clashes() -> None:
    window, visit = day(4), day(2)
    [clash] = clashes(Handover(HandoverMode.DELIVERY, window, None, [charger(visit)]), NOW)
    assert clash.params == {"visit": visit, "expected": window}
