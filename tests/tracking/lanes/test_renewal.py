"""Estimates from history: what an order says with it, and that time alone moves them."""

from datetime import UTC, datetime, timedelta

import pytest

from store.tables import Order
from tests.tracking.journeys import NOW, Journey
from tests.tracking.lanes.past import HOUR, Past
from tracking.lanes.renewal import renew_next

EARLY = NOW - timedelta(days=5)


def bound(order: Order, name: str) -> datetime:
    return datetime.fromisoformat(order.eta[name]).astimezone(UTC)


@pytest.fixture
def order(journey: Journey, past: Past) -> Order:
    """A car on its train since the 17th; twenty cars before it were up to twelve hours slower at each step."""
    order = journey.put()
    past.cars(order, 20)
    departing = journey.event("rail", "departing", "17T09")
    assert journey.report("river", departing, now=NOW - timedelta(days=2)) == ["accepted"]
    return order


def test_without_history_the_promise_and_the_plan_stand(journey: Journey) -> None:
    order = journey.put()
    assert (order.eta["state"], order.eta["basis"], order.eta["cases"]) == ("promised", "promise", 0)
    journey.report("river", journey.event("rail", "departing", "17T09"), now=NOW - timedelta(days=2))
    assert (order.eta["state"], order.eta["basis"], order.eta["coverage"]) == ("estimated", "promise", None)


def test_before_anybody_reported_the_promise_stands_though_history_is_known(journey: Journey, past: Past) -> None:
    past.cars(journey.put(), 20)
    order = journey.put("A-2", EARLY, vehicle={"make": "Aurora", "model": "E5"})
    assert (order.eta["state"], order.eta["basis"]) == ("promised", "promise")


def test_with_history_the_range_is_what_earlier_cars_needed(order: Order) -> None:
    assert (order.eta["state"], order.eta["basis"], order.eta["cases"]) == ("estimated", "history", 20)
    planned = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert planned < bound(order, "earliest") < bound(order, "latest") < planned + 48 * HOUR
    assert order.renew_at is not None
    assert order.next_expected is not None
    assert order.next_expected["due"] > order.next_expected["earliest"]


def test_a_late_train_s_estimate_moves_though_nobody_reports(journey: Journey, past: Past, order: Order) -> None:
    before, latest = order.version, bound(order, "latest")
    now = NOW + timedelta(days=3)
    assert renew_next(journey.session, now)
    assert bound(order, "latest") > max(latest, now)
    assert order.version > before
    assert [entry.code for entry in journey.entries(order) if entry.kind == "eta"][-1].startswith("eta_later")
    assert order.eta["history"][-1]["latest"] == order.eta["latest"]
    assert not renew_next(journey.session, now)  # not again in the same round
    assert order.renew_at is not None
    assert order.renew_at > now


def test_what_was_said_of_the_arrival_goes_when_the_car_was_there_before(journey: Journey, order: Order) -> None:
    earlier = [entry.subject for entry in journey.entries(order) if entry.kind == "eta"]
    renew_next(journey.session, NOW + timedelta(days=3))
    assert len([entry for entry in journey.entries(order) if entry.kind == "eta"]) > len(earlier)
    sold = journey.event("rail", "retail_selling", "22T10")
    assert journey.report("river", sold, now=NOW + timedelta(days=4)) == ["accepted"]
    assert [entry.subject for entry in journey.entries(order) if entry.kind == "eta"] == earlier
    assert len(order.eta["history"]) > 1


def test_looking_again_when_nothing_changed_writes_nothing(journey: Journey, order: Order) -> None:
    version, seq = order.version, order.latest_seq
    order.renew_at = NOW - timedelta(days=2)
    journey.session.flush()
    assert renew_next(journey.session, NOW - timedelta(days=2))
    assert (order.version, order.latest_seq) == (version, seq)


def test_a_range_that_only_grew_more_certain_by_hours_is_no_entry(journey: Journey, order: Order) -> None:
    entries = len(journey.entries(order))
    order.renew_at = NOW
    journey.session.flush()
    renew_next(journey.session, NOW - timedelta(days=1))
    assert len(journey.entries(order)) == entries


@pytest.mark.parametrize("over", [{"state": "cancelled"}, {"state": "returned"}])
def test_what_is_over_is_not_looked_at_again(journey: Journey, order: Order, over: dict[str, str]) -> None:
    journey.put(**over)
    assert order.renew_at is None
    assert not renew_next(journey.session, NOW + timedelta(days=90))


def test_an_appointment_stands_while_the_car_will_rather_make_it_than_not(journey: Journey, past: Past) -> None:
    past.cars(journey.put(), 20)

    def with_window(number: str, day: int) -> Order:
        window = {"earliest": f"2026-11-{day}T09:00:00+08:00", "latest": f"2026-11-{day}T12:00:00+08:00"}
        handover = {"mode": "pickup", "place_code": "WUH-STORE", "window": window}
        return journey.put(number, EARLY, handover=handover, vehicle={"make": "Aurora", "model": "E5"})

    assert with_window("A-2", 24).eta["basis"] == "appointment"
    assert with_window("A-3", 19).eta["basis"] == "promise"


def test_a_car_that_will_rather_miss_its_promise_is_delayed(journey: Journey, past: Past) -> None:
    past.cars(journey.put(), 20, late=60)
    order = journey.put("A-2", EARLY, vehicle={"make": "Aurora", "model": "E5"})
    assert order.delayed
    assert order.eta["basis"] == "promise", "what happened before the order was known may still be reported"
    assert renew_next(journey.session, EARLY + timedelta(days=1))
    assert order.eta["basis"] == "history"


def test_a_silence_is_compared_with_earlier_ones_at_such_a_stage(journey: Journey, past: Past, order: Order) -> None:
    assert order.heard is not None
    assert (order.heard["usual_s"], order.heard["cases"]) == (None, 0)
    past.pauses(*range(10, 40), lanes=order.heard["lanes"])
    passing = journey.event("rail", "transporting", "17T20")
    assert journey.report("river", passing) == ["accepted"]
    assert order.heard["cases"] == 30
    assert order.heard["usual_s"] == pytest.approx(36.5 * 3600, abs=3600)
    assert order.heard["since"] == NOW.isoformat()
