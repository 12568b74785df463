"""What one past case teaches about its lane, and the digest of many: a few numbers that a reader can afford.

Each case is measured with four rulers, because lanes differ in what holds steady: how long it took (`time`), how long
compared with the plan (`pace`), how late it ended (`schedule`), how wrong the carrier's own estimate was (`word`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tracking.rules.spans import DWELL, TRANSIT, Span

TIME, PACE, SCHEDULE, WORD, QUIET = "time", "pace", "schedule", "word", "quiet"
KEPT = 300  # the newest cases of a lane
STEPS = 20  # quantiles are kept every 5 %
SHORTEST_PLAN_S = 1800.0
PACES = (0.05, 20.0)  # what is outside was planned absurdly
FENCE = 6.0  # a value this many times the middle half's width away is pulled in: one typing error moves nothing
LEAST_SPREAD = {TIME: 3600.0, PACE: 0.05, SCHEDULE: 3600.0, WORD: 3600.0, QUIET: 3600.0}

Sample = dict[str, Any]  # {id, at, troubled, time?, pace?, schedule?, word?}; `at` and durations in seconds
Digest = dict[str, Any]  # {cases, rulers: {ruler: [cases, quantiles]}, troubled: {ruler: [cases, quantiles]}}


def sample_of(span: Span, name: str) -> Sample:
    """The measures of one span that is over. `name` tells it from others, so that it counts once.

    Raises ValueError for one that is not over.
    """
    if span.end is None:
        raise ValueError(f"the {span.kind} {span.position} is not over")
    sample: Sample = {"id": name, "at": span.end.timestamp(), "troubled": span.reason is not None}
    if span.start is not None:
        took = (span.end - span.start).total_seconds()
        sample[TIME] = took
        planned = span.planned.total_seconds() if span.planned is not None else 0.0
        pace = took / max(planned, SHORTEST_PLAN_S)
        if span.kind == TRANSIT and PACES[0] <= pace <= PACES[1]:
            sample[PACE] = pace
    late = (span.end - span.planned_end).total_seconds()
    if span.kind == DWELL and (span.start is None or span.start <= span.planned_end):
        sample[SCHEDULE] = late  # a car that came too late for its departure says nothing about punctuality
    if span.said is not None:
        sample[WORD] = (span.end - span.said).total_seconds()
    return sample


def with_new(samples: Sequence[Sample], new: Sequence[Sample], gone: frozenset[str] = frozenset()) -> list[Sample]:
    """The newest `KEPT` of both; a case that is told again replaces itself, one that is `gone` counts no more."""
    both = {sample["id"]: sample for sample in (*samples, *new) if sample["id"] not in gone}
    return sorted(both.values(), key=lambda sample: (sample["at"], sample["id"]))[-KEPT:]


def digest_of(samples: Sequence[Sample]) -> Digest:
    """The lane's quantiles by each ruler: of all cases, and of those that had a reason to be late."""
    return {
        "cases": len(samples),
        "rulers": _rulers(samples),
        "troubled": _rulers([sample for sample in samples if sample["troubled"]]),
    }


def _rulers(samples: Sequence[Sample]) -> dict[str, list[Any]]:
    measured: Mapping[str, list[float]] = {
        ruler: sorted(sample[ruler] for sample in samples if ruler in sample) for ruler in LEAST_SPREAD
    }
    return {
        ruler: [len(values), quantiles(fenced(values, LEAST_SPREAD[ruler]))]
        for ruler, values in measured.items()
        if values
    }


def fenced(values: Sequence[float], least_spread: float) -> list[float]:
    """Sorted values with those far outside the middle half pulled in to the fence (after Tukey)."""
    low, high = quantile(values, 0.25), quantile(values, 0.75)
    reach = FENCE * max(high - low, least_spread)
    return [min(max(value, low - reach), high + reach) for value in values]


def quantiles(values: Sequence[float]) -> list[float]:
    """Every 5 % of sorted values, from the least to the greatest."""
    return [round(quantile(values, step / STEPS), 3) for step in range(STEPS + 1)]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a case drawn anew falls with probability `share`, by the sorted `values`.

    Straight lines through i / (n + 1), the definition 6 of Hyndman and Fan (1996); the ends are the extremes.
    """
    place = share * (len(values) + 1) - 1
    if place <= 0:
        return values[0]
    if place >= len(values) - 1:
        return values[-1]
    below = int(place)
    return values[below] + (place - below) * (values[below + 1] - values[below])


def at_share(points: Sequence[float], share: float) -> float:
    """The value at `share` (0 to 1) between kept quantiles."""
    place = share * (len(points) - 1)
    below = min(int(place), len(points) - 2)
    return points[below] + (place - below) * (points[below + 1] - points[below])
