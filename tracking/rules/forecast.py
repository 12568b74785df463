"""When the car arrives: the remaining spans one after the other, a hundred times over, each time drawn from history.

The draws are stratified and their order is fixed, so the same knowledge gives the same answer to the second. What the
current span has lasted already is taken into account: what ended sooner in the past cannot be its end any more.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from tracking.rules.rulers import HIGH, LOW, Known, Ruler, rulers_for
from tracking.rules.samples import quantile
from tracking.rules.spans import Span

DRAWS = 100
BEYOND = 0.97  # the share of past cases after which history says nothing of what remains
LEAST_TAIL_S = 3600.0
HOUR_S = 3600

Correction = Mapping[str, Any]  # {cases, coverage, sooner, later}: what earlier forecasts teach about this one


@dataclass(frozen=True)
class Forecast:
    """A range that held in four of five cases. `cases` is what the least known span rests on."""

    earliest: datetime
    middle: datetime
    latest: datetime
    cases: int
    coverage: float | None  # how often such ranges held; None while too few are known
    next_earliest: datetime  # the same range for the end of the current span
    next_latest: datetime
    next_due: datetime  # when the current span was to end by, before it was known how long it takes


@dataclass(frozen=True)
class Raw:
    """Quantiles of the arrival, in clock seconds, before earlier forecasts have their say."""

    low: float
    middle: float
    high: float
    cases: int
    next_low: float
    next_high: float
    next_due: float


def forecast(spans: Sequence[Span], now: datetime, known: Known, correction: Correction) -> Forecast | None:
    """The arrival after `spans`, of which the first is the current one; None when history says too little."""
    raw = raw_forecast(spans, now, known)
    return None if raw is None else corrected(raw, now, correction)


def raw_forecast(spans: Sequence[Span], now: datetime, known: Known) -> Raw | None:
    """The uncorrected quantiles; None when one of the spans has no history."""
    rulers = [rulers_for(span, known) for span in spans]
    if not spans or not all(rulers):
        return None
    clock = now.timestamp()
    start = spans[0].start.timestamp() if spans[0].start else clock
    ruler = _current(rulers[0], start, clock)
    ends = [_end(ruler, start, clock, share) for share in _shares(0)]
    current = sorted(ends)
    for index, each in enumerate(rulers[1:], 1):
        ends = [max(each[0].ends(end, share), end) for end, share in zip(ends, _shares(index), strict=True)]
    ends.sort()
    return Raw(
        low=quantile(ends, LOW),
        middle=quantile(ends, 0.5),
        high=quantile(ends, HIGH),
        cases=min(min(one.cases for one in each[:1]) for each in rulers),
        next_low=quantile(current, LOW),
        next_high=quantile(current, HIGH),
        next_due=max(ruler.ends(start, HIGH), start),
    )


def corrected(raw: Raw, now: datetime, correction: Correction) -> Forecast:
    """The forecast as it is said: stretched to either side by as much as earlier ones fell short, in whole hours."""
    sooner, later = correction.get("sooner", 1.0), correction.get("later", 1.0)
    clock = now.timestamp()
    low = max(raw.middle - sooner * (raw.middle - raw.low), clock)
    high = max(raw.middle + later * (raw.high - raw.middle), low)
    return Forecast(
        earliest=_hour(math.floor(low / HOUR_S)),
        middle=_moment(raw.middle),
        latest=_hour(math.ceil(high / HOUR_S)),
        cases=raw.cases,
        coverage=correction.get("coverage"),
        next_earliest=_hour(math.floor(raw.next_low / HOUR_S)),
        next_latest=_hour(math.ceil(raw.next_high / HOUR_S)),
        next_due=_hour(math.ceil(raw.next_due / HOUR_S)),
    )


def _current(rulers: Sequence[Ruler], start: float, clock: float) -> Ruler:
    """The narrowest ruler that still has something to say after so long, else the one that reaches furthest."""
    for ruler in rulers:
        if ruler.ends(start, BEYOND) > clock:
            return ruler
    return max(rulers, key=lambda ruler: ruler.ends(start, BEYOND))


def _end(ruler: Ruler, start: float, clock: float, share: float) -> float:
    """The end at `share` of those cases that had not ended by now."""
    passed = _share_passed(ruler, start, clock)
    if passed < BEYOND:
        return max(ruler.ends(start, passed + (1 - passed) * share), clock)
    # Longer than any: what remains is as uncertain as the late half of the past was, and has no memory.
    tail = max(ruler.ends(start, HIGH) - ruler.ends(start, 0.5), (clock - start) / 10, LEAST_TAIL_S)
    return clock - tail * math.log(1 - share)


def _share_passed(ruler: Ruler, start: float, clock: float) -> float:
    """Which share of the past cases would have ended by now."""
    low, high = 0.0, 1.0
    if ruler.ends(start, low) > clock:
        return 0.0
    if ruler.ends(start, high) <= clock:
        return 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if ruler.ends(start, middle) <= clock else (low, middle)
    return low


@lru_cache(maxsize=64)
def _shares(index: int) -> tuple[float, ...]:
    """One draw from each of `DRAWS` equal strata, in an order of its own for each span: a Latin hypercube."""
    shares = [(step + 0.5) / DRAWS for step in range(DRAWS)]
    random.Random(index).shuffle(shares)  # noqa: S311 - not a secret: the same order every time
    return tuple(shares)


def _moment(clock: float) -> datetime:
    return datetime.fromtimestamp(clock, UTC)


def _hour(hours: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(hours=hours)
