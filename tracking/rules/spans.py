"""A journey as a chain of spans: the wait for each leg, and the leg itself.

Waits are told by the legs around them and not by the storage stages between: many carriers report departures and
arrivals only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracking.rules.lanes import dwell_lanes, transit_lanes
from tracking.rules.plan import Boundary, Part, legs_of

DWELL, TRANSIT = "dwell", "transit"
LONGEST = timedelta(days=120)  # what took longer was forgotten or mistyped, and teaches nothing


@dataclass(frozen=True)
class Span:
    """One wait or one leg, with what was planned, said and done."""

    kind: str
    position: int  # of the leg it is, or waits for
    lanes: tuple[str, ...]
    planned_start: datetime | None
    planned_end: datetime
    start: datetime | None = None
    end: datetime | None = None
    said: datetime | None = None  # when the carrier expects it to end
    reason: str | None = None  # why it takes longer, by the carrier's word

    @property
    def planned(self) -> timedelta | None:
        """How long it was planned to last."""
        return None if self.planned_start is None else self.planned_end - self.planned_start


def spans_of(parts: Sequence[Part]) -> list[Span]:
    """The spans of the road, first to last; none when a leg's way is not known."""
    legs = legs_of(parts)
    spans: list[Span] = []
    before: Boundary | None = None
    for leg in legs:
        if leg.way is None:
            return []
        dwell = dwell_lanes(leg.way, first=before is None)
        spans.append(_span(DWELL, leg, dwell, before, leg.start))
        spans.append(_span(TRANSIT, leg, transit_lanes(leg.way), leg.start, leg.end))
        before = leg.end
    return spans


def counts(span: Span) -> bool:
    """Whether others can learn from it: it is over, and took as long as things may take."""
    if span.end is None:
        return False
    if span.start is None:  # a first wait has no beginning: how late it ended is all there is to learn
        return span.kind == DWELL and span.planned_start is None and abs(span.end - span.planned_end) <= LONGEST
    return timedelta(0) <= span.end - span.start <= LONGEST


def _span(kind: str, leg: Part, lanes: tuple[str, ...], start: Boundary | None, end: Boundary) -> Span:
    return Span(
        kind=kind,
        position=leg.position,
        lanes=lanes,
        planned_start=start.planned if start else None,
        planned_end=end.planned,
        start=start.actual if start else None,
        end=end.actual,
        said=end.estimated or end.scheduled,
        reason=end.reason,
    )
