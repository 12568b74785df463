"""Late, duplicate and out-of-order events, and corrections: the order ends in the same state every time."""

from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.tables import Order
from tests.tracking.journeys import NOW, Journey

# The ETA's history and its entries tell what was said when, so they depend on when it was said.
DEPENDS_ON_WHEN = {"updated_at", "history"}


def reports(journey: Journey) -> list[tuple[str, dict[str, Any]]]:
    """(carrier, event): a journey with an estimate, a late arrival, a hold, and a correction of a departure."""
    return [
        ("northern", journey.event("yard", "storing", "15T09")),
        ("river", journey.event("rail", "departing", "17T09")),
        (
            "river",
            journey.event("rail", "departing", "17T21", "corrected", corrects="rail-departing", reason="other"),
        ),
        ("river", journey.event("rail", "arriving", "19T07", "estimate", classifier="estimated", reason="weather")),
        ("river", journey.event("rail", "arriving", "19T20")),
        ("northern", journey.event("yard", "holding", "16T09", reason="documents")),
        ("northern", journey.event("truck", "loading", "20T10")),
        ("river", journey.event("rail", "holding", "18T09", reason="accident")),
    ]


def tell(journey: Journey, some: list[tuple[str, dict[str, Any]]], *, minutes: int = 0) -> None:
    """Report one by one; a correction of what is not known yet is sent again at the end, as its answer asks for."""
    again = []
    for index, (carrier, event) in enumerate(some):
        now = NOW + timedelta(minutes=minutes + index)
        if journey.report(carrier, event, now=now) == ["unknown_event"]:
            again.append((carrier, event))
    if again:
        assert len(again) < len(some)
        tell(journey, again, minutes=minutes + len(some))


def outcome(journey: Journey, order: Order, number: str = "A-1") -> dict[str, Any]:
    """Everything a reader sees of the order, but the order in which it was told."""
    journey.session.flush()
    eta = {name: value for name, value in order.eta.items() if name not in DEPENDS_ON_WHEN}
    columns = (
        "milestone",
        "milestone_since",
        "progress_code",
        "progress_params",
        "milestones",
        "delayed",
        "on_hold",
        "current_place_id",
        "next_expected",
        "fold",
        "exception",
    )
    return {name: getattr(order, name) for name in columns} | {
        "eta": eta,
        "stages": {ref: stage_times(journey, ref, number) for ref in ("yard", "rail", "truck")},
        "entries": sorted(
            (entry.kind, entry.code, entry.happened_at) for entry in journey.entries(order) if entry.kind != "eta"
        ),
    }


def stage_times(journey: Journey, ref: str, number: str) -> list[Any]:
    stage = journey.stage(ref, number)
    return [stage.estimated_start, stage.estimated_end, stage.actual_start, stage.actual_end, stage.car_state]


def told(journey: Journey, order: Order, some: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """The outcome of telling `some`, undone again."""
    savepoint = journey.session.begin_nested()
    tell(journey, some)
    found = outcome(journey, order)
    savepoint.rollback()
    journey.session.expire_all()
    return found


def test_every_order_of_events_with_a_duplicate_and_a_correction_ends_the_same(journey: Journey) -> None:
    order = journey.put()
    some = reports(journey)[1:5]
    expected = told(journey, order, some)
    assert expected["milestone"] == "in_storage"
    assert expected["milestones"]
    for arrangement in permutations(some):
        assert told(journey, order, [*arrangement, arrangement[1]]) == expected


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_any_subset_in_any_order_with_duplicates_ends_the_same(journey: Journey, data: st.DataObject) -> None:
    savepoint = journey.session.begin_nested()
    order = journey.put()
    everything = reports(journey)
    chosen = data.draw(st.lists(st.sampled_from(range(len(everything))), unique=True, min_size=1))
    if 2 in chosen and 1 not in chosen:  # nothing to correct
        chosen.append(1)
    some = [everything[index] for index in chosen]
    twice = data.draw(st.permutations([*some, *data.draw(st.lists(st.sampled_from(some), max_size=3))]))
    assert told(journey, order, list(twice)) == told(journey, order, sorted(some, key=str))
    savepoint.rollback()
    journey.session.expire_all()


def test_one_batch_in_any_order_ends_as_the_events_one_by_one(journey: Journey) -> None:
    order = journey.put()
    rail = [event for carrier, event in reports(journey) if carrier == "river"]
    expected = told(journey, order, [("river", event) for event in rail])
    for arrangement in permutations(rail):
        savepoint = journey.session.begin_nested()
        assert journey.report("river", *arrangement) == ["accepted"] * len(rail)
        assert outcome(journey, order) == expected
        savepoint.rollback()
        journey.session.expire_all()
