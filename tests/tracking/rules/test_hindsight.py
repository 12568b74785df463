"""Looking back at journeys that ended: what would have been said, and how often it held."""

from datetime import UTC, datetime, timedelta

import pytest

from store.words import Mode, PlaceKind
from tracking.rules.forecast import Raw
from tracking.rules.hindsight import (
    ENOUGH,
    KEPT,
    correction_for,
    correction_of,
    held_lanes,
    judged,
    looks,
    score_of,
    with_scores,
)
from tracking.rules.lanes import Way, dwell_lanes, transit_lanes
from tracking.rules.samples import digest_of, sample_of
from tracking.rules.spans import DWELL, TRANSIT, Span

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 11, 10, 8, tzinfo=UTC)
WAY = Way(Mode.TRUCK, "haulier", "WUH", PlaceKind.HUB, "CAN", 840.0)
READY = Span(DWELL, 0, dwell_lanes(WAY, first=True), None, START, None, START + 2 * HOUR, said=START, reason="port")
LEG = Span(
    TRANSIT, 0, transit_lanes(WAY), START, START + 2 * DAY, START + 2 * HOUR, START + 3 * DAY, reason="weather"
)


def test_a_look_back_knows_nothing_that_was_only_known_later() -> None:
    found = list(looks([READY, LEG]))
    assert [len(left) for _moment, left in found] == [2, 2, 2, 1, 1, 1]
    for moment, left in found:
        assert all(span.end is None and span.said is None and span.reason is None for span in left)
        assert all(span.start is None or span.start <= moment for span in left)
    assert found[-1][1][0].start == LEG.start


def test_a_journey_that_is_not_over_is_not_looked_back_at() -> None:
    assert list(looks([READY, Span(TRANSIT, 0, LEG.lanes, START, START + DAY, START)])) == []


def test_each_look_is_judged_by_what_lanes_had_taught_before() -> None:
    taught = {
        READY.lanes[0]: digest_of([sample_of(READY, str(number)) for number in range(20)]),
        LEG.lanes[0]: digest_of([sample_of(LEG, str(number)) for number in range(20)]),
    }
    scores = [score for _lanes, score in judged([READY, LEG], taught, "A")]
    assert [score["held"] for score in scores] == [True] * 6
    assert not list(judged([READY, LEG], {}, "A"))
    assert len({score["id"] for score in scores}) == 6


def score(number: int, later: float, *, held: bool) -> dict[str, object]:
    return {"id": str(number), "at": float(number), "sooner": -later, "later": later, "held": held}


def test_ranges_that_fell_short_stretch_the_next_ones() -> None:
    scores = [score(number, 2 * number / 100, held=number < 50) for number in range(100)]
    found = correction_of(scores)
    assert (found["cases"], found["coverage"]) == (100, 0.5)
    assert found["later"] == pytest.approx(1.8, abs=0.02)
    assert found["sooner"] == 0.5  # never narrower than half


def test_few_looks_correct_nothing_and_claim_nothing() -> None:
    few = correction_of([score(number, 5, held=False) for number in range(ENOUGH - 1)])
    assert few == {"cases": ENOUGH - 1}
    know = {"held/2": few, "held": correction_of([score(number, 1, held=True) for number in range(ENOUGH)])}
    assert correction_for(held_lanes([READY, LEG]), know)["coverage"] == 1.0
    assert correction_for(held_lanes([READY, LEG]), {"held/2": few}) == {}


def test_a_journey_judged_again_counts_once_and_only_the_newest_are_kept() -> None:
    scores = [score(number, 1, held=True) for number in range(KEPT)]
    merged = with_scores(scores, [score(5, 1, held=False), score(KEPT, 1, held=True)])
    assert len(merged) == KEPT
    assert [one["held"] for one in merged if one["id"] == "5"] == [False]
    assert merged[0]["id"] == "1"


def test_a_score_is_counted_in_widths_of_the_range_to_that_side() -> None:
    raw = Raw(0.0, 36_000.0, 72_000.0 + 36_000.0, 10, 0, 0, 0)
    found = score_of(raw, 36_000.0 + 144_000.0, "A", 0.0, held=False)
    assert (found["later"], found["sooner"]) == (2.0, -4.0)
