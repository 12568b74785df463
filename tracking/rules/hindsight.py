"""How good earlier forecasts were: each journey that ends is forecast once more as it stood then, and compared.

From that come `coverage` (how often the range held) and the correction: by how much to stretch the next ranges, so
that one in ten falls short on either side: conformalized quantile regression (Romano, Patterson and Candes 2019) with
a sliding window and one factor for each side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tracking.rules.forecast import HOUR_S, Correction, Raw, corrected, raw_forecast
from tracking.rules.rulers import HIGH, Known
from tracking.rules.samples import quantile
from tracking.rules.spans import Span

LOOK_EVERY = timedelta(days=1)
LOOKS_BEFORE = timedelta(days=3)  # before the first departure as planned
MOST_LOOKS = 16  # of one journey: a long one has no more say than others
KEPT = 800
ENOUGH = 60  # looks before a range is corrected by them; before anybody is told a coverage
STRETCH = (0.5, 3.0)

Score = dict[str, Any]  # {id, at, sooner, later, held}


def held_lanes(spans: Sequence[Span]) -> tuple[str, str]:
    """Under which keys a forecast over these spans is judged: by how many are left, then all together."""
    return f"held/{min(len(spans), 6)}", "held"


def looks(spans: Sequence[Span]) -> Iterator[tuple[datetime, list[Span]]]:
    """Moments of a journey that is over, each with the spans that were left then, as they were known then.

    A day apart whatever happened, so that a long wait is looked at as often as a buyer would.
    """
    arrival = spans[-1].end
    if arrival is None:
        return
    noon = (spans[0].planned_end - LOOKS_BEFORE).replace(hour=4, minute=0, second=0, microsecond=0) + LOOK_EVERY
    moments = []
    while noon < arrival:
        moments.append(noon)
        noon += LOOK_EVERY
    step = max(1, -(-len(moments) // MOST_LOOKS))
    for moment in moments[::step]:
        left = _left(spans, moment)
        if left:
            yield moment, left


def _left(spans: Sequence[Span], moment: datetime) -> list[Span]:
    """The spans not over at `moment`, without what was only known later."""
    over = [index for index, span in enumerate(spans) if span.end is not None and span.end <= moment]
    first = over[-1] + 1 if over else 0
    left = []
    for index, span in enumerate(spans[first:], first):
        start = span.start if index == first and span.start is not None and span.start <= moment else None
        left.append(replace(span, start=start, end=None, said=None, reason=None))
    if left and left[0].start is None and first > 0:
        left[0] = replace(left[0], start=spans[first - 1].end)
    return left


def judged(spans: Sequence[Span], known: Known, name: str) -> Iterator[tuple[tuple[str, str], Score]]:
    """(lanes, score) of each look at a journey that is over, by what was known before it ended."""
    arrival = spans[-1].end
    for number, (moment, left) in enumerate(looks(spans)):
        raw = raw_forecast(left, moment, known)
        if raw is None or arrival is None:
            continue
        lanes = held_lanes(left)
        said = corrected(raw, moment, correction_for(lanes, known))
        held = said.earliest <= arrival <= said.latest
        yield lanes, score_of(raw, arrival.timestamp(), f"{name}/{number}", moment.timestamp(), held=held)


def score_of(raw: Raw, arrival: float, name: str, at: float, *, held: bool) -> Score:
    """How far the arrival lay from the middle, in widths of the raw range to that side."""
    return {
        "id": name,
        "at": at,
        "sooner": (raw.middle - arrival) / max(raw.middle - raw.low, HOUR_S),
        "later": (arrival - raw.middle) / max(raw.high - raw.middle, HOUR_S),
        "held": held,
    }


def with_scores(scores: Sequence[Score], new: Sequence[Score]) -> list[Score]:
    """The newest `KEPT` of both; a journey judged again replaces its scores."""
    both = {score["id"]: score for score in (*scores, *new)}
    return sorted(both.values(), key=lambda score: (score["at"], score["id"]))[-KEPT:]


def correction_of(scores: Sequence[Score]) -> dict[str, Any]:
    """{cases, coverage, sooner, later} from the scores."""
    correction: dict[str, Any] = {"cases": len(scores)}
    if len(scores) >= ENOUGH:
        correction["coverage"] = round(sum(score["held"] for score in scores) / len(scores), 3)
        for side in ("sooner", "later"):
            stretch = quantile(sorted(score[side] for score in scores), HIGH)
            correction[side] = round(min(max(stretch, STRETCH[0]), STRETCH[1]), 3)
    return correction


def correction_for(lanes: Sequence[str], known: Known) -> Correction:
    """What is known of forecasts as far ahead as this one, else of all."""
    return next((known[lane] for lane in lanes if known.get(lane, {}).get("cases", 0) >= ENOUGH), {})
