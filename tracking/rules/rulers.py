"""When a span will end, by the ruler that measured its lane best so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tracking.rules.samples import PACE, SCHEDULE, SHORTEST_PLAN_S, TIME, WORD, Digest, at_share
from tracking.rules.spans import TRANSIT, Span

ENOUGH, FEWEST = 20, 5  # cases: to prefer a closer lane, and to say anything at all
LOW, HIGH = 0.1, 0.9
ABSURD_PLAN = 5.0  # a plan this many times off the usual is not measured against
ABSURD_WORD = timedelta(days=30).total_seconds()  # later than anything known by more than this

Known = Mapping[str, Digest]
Ends = Callable[[float, float], float]  # (start, share) -> end, in seconds of the clock


@dataclass(frozen=True)
class Ruler:
    """One way to tell the end of a span from its start: `ends(start, share)`, in clock seconds."""

    name: str
    cases: int
    spread: float  # seconds between 10 and 90 %
    ends: Ends


def rulers_for(span: Span, known: Known) -> list[Ruler]:
    """What can be measured with, narrowest first; nothing when too few cases are known.

    The carrier's own estimate is one ruler among others: as good as it proved to be.
    """
    points = _measured(span, known)
    found = [ruler for ruler in (_time(points), _pace(span, points), _schedule(span, points)) if ruler is not None]
    word = _word(span, points)
    found.sort(key=lambda ruler: ruler.spread)
    if word is None or not found:
        return found
    # A word spoken about this very car beats what is usual, unless its record is worse.
    return sorted([word, *found], key=lambda ruler: ruler.spread)


def _measured(span: Span, known: Known) -> dict[str, list[Any]]:
    """ruler -> [cases, quantiles] of the most alike lane with enough cases, else the next with the fewest."""
    rulers = [_of_lane(lane, known[lane], troubled=span.reason is not None) for lane in span.lanes if lane in known]
    found: dict[str, list[Any]] = {}
    for least in (ENOUGH, FEWEST):
        for each in rulers:
            found = {**_at_least(each, least), **found}
        if TIME in found or SCHEDULE in found:
            break
    return found


def _of_lane(lane: str, digest: Digest, *, troubled: bool) -> dict[str, list[Any]]:
    rulers = digest["rulers"]
    if troubled:  # what went wrong before tells more of this one than what went well; few such cases are enough
        rulers = {**rulers, **_at_least(digest["troubled"], FEWEST)}
    # Legs of every length together have no usual time, only a usual pace.
    return {name: measured for name, measured in rulers.items() if (lane, name) != (TRANSIT, TIME)}


def _at_least(rulers: Mapping[str, list[Any]], cases: int) -> dict[str, list[Any]]:
    return {ruler: measured for ruler, measured in rulers.items() if measured[0] >= cases}


def _time(points: Mapping[str, list[Any]]) -> Ruler | None:
    if TIME not in points:
        return None
    cases, took = points[TIME]
    return Ruler(TIME, cases, _width(took), lambda start, share: start + at_share(took, share))


def _pace(span: Span, points: Mapping[str, list[Any]]) -> Ruler | None:
    if span.kind != TRANSIT or PACE not in points or span.planned is None:
        return None
    cases, paces = points[PACE]
    planned = max(span.planned.total_seconds(), SHORTEST_PLAN_S)
    if TIME in points:
        usual = max(at_share(points[TIME][1], 0.5), SHORTEST_PLAN_S)
        if not usual / ABSURD_PLAN <= planned <= usual * ABSURD_PLAN:
            return None
    return Ruler(PACE, cases, _width(paces) * planned, lambda start, share: start + planned * at_share(paces, share))


def _schedule(span: Span, points: Mapping[str, list[Any]]) -> Ruler | None:
    if SCHEDULE not in points:
        return None
    cases, late = points[SCHEDULE]
    planned_end = span.planned_end.timestamp()
    took = points[TIME][1] if TIME in points else None

    def ends(start: float, share: float) -> float:
        end = planned_end + at_share(late, share)
        if end >= start:
            return end
        # The departure it was planned for is gone: it waits as long as any.
        return start + (at_share(took, share) if took else 0.0)

    return Ruler(SCHEDULE, cases, _width(late), ends)


def _word(span: Span, points: Mapping[str, list[Any]]) -> Ruler | None:
    if span.said is None:
        return None
    said, begins = span.said.timestamp(), (span.start or span.planned_start or span.planned_end).timestamp()
    longest = points[TIME][1][-1] if TIME in points else 0.0
    if said > begins + longest + ABSURD_WORD or (span.start is not None and said < begins):
        return None
    if WORD in points:
        cases, wrong = points[WORD]
        return Ruler(WORD, cases, _width(wrong), lambda _start, share: said + at_share(wrong, share))
    if TIME not in points:
        return None
    # Nothing is known of this carrier's estimates: they are taken for as wrong as the lane is wide.
    cases, took = points[TIME]
    middle = at_share(took, 0.5)
    return Ruler(WORD, cases, 0.99 * _width(took), lambda _start, share: said + at_share(took, share) - middle)


def _width(points: Sequence[float]) -> float:
    return at_share(points, HIGH) - at_share(points, LOW)
