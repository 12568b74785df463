"""Learning and looking without a database: the rules of `tracking.rules` over simulated journeys."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ops.simulator.journeys import Journey
from tracking.rules import hindsight
from tracking.rules.forecast import Forecast, forecast
from tracking.rules.lanes import dwell_lanes, transit_lanes
from tracking.rules.samples import digest_of, sample_of, with_new
from tracking.rules.spans import DWELL, TRANSIT, Span

BATCH = timedelta(hours=12)  # how often the memory learns; a worker does so every few seconds


def spans(journey: Journey) -> list[Span]:
    """The journey with everything that became known of it."""
    found: list[Span] = []
    before = None
    for position, run in enumerate(journey.runs):
        dwell = Span(
            DWELL, position, dwell_lanes(run.leg.way, first=before is None), None, run.planned_departure, None,
            run.departure, run.departure_said.end if run.departure_said else None,
            run.departure_said.reason if run.departure_said else None,
        )  # fmt: skip
        if before is not None:
            dwell = replace(dwell, planned_start=before.planned_arrival, start=before.arrival)
        found += [
            dwell,
            Span(
                TRANSIT,
                position,
                transit_lanes(run.leg.way),
                run.planned_departure,
                run.planned_arrival,
                run.departure,
                run.arrival,
                run.arrival_said.end if run.arrival_said else None,
                run.reason,
            ),
        ]
        before = run
    return found


def left_at(journey: Journey, moment: datetime) -> list[Span]:
    """What is left at `moment`, as it is known then: with the estimates sent by then, without what comes later."""
    left = []
    said = [said for run in journey.runs for said in (run.departure_said, run.arrival_said)]
    for span, word in zip(spans(journey), said, strict=True):
        if span.end is not None and span.end <= moment:
            continue
        spoken = word is not None and word.at <= moment
        left.append(
            replace(
                span,
                start=span.start if span.start is not None and span.start <= moment else None,
                end=None,
                said=word.end if word is not None and spoken else None,
                reason=word.reason if word is not None and spoken else None,
            )
        )
    return left


@dataclass
class Memory:
    """What the lanes have taught so far."""

    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def learn(self, journeys: Iterable[Journey]) -> None:
        """Take every span in the order in which they ended; a journey is judged before its end is learned."""
        events = sorted(_ends(journeys), key=lambda one: one[0])
        while events:
            until = events[0][0] + BATCH
            count = next((index for index, one in enumerate(events) if one[0] >= until), len(events))
            self._take(events[:count])
            events = events[count:]

    def _take(self, batch: list[tuple[datetime, str, Span, Journey | None]]) -> None:
        new: dict[str, list[dict[str, Any]]] = {}
        scores: dict[str, list[dict[str, Any]]] = {}
        for _at, name, span, over in batch:
            for lane in span.lanes:
                new.setdefault(lane, []).append(sample_of(span, name))
            if over is not None:
                for lanes, score in hindsight.judged(spans(over), self.known, over.number):
                    for lane in lanes:
                        scores.setdefault(lane, []).append(score)
        for lane, some in new.items():
            self.samples[lane] = with_new(self.samples.get(lane, []), some)
            self.known[lane] = digest_of(self.samples[lane])
        for lane, some in scores.items():
            self.samples[lane] = hindsight.with_scores(self.samples.get(lane, []), some)
            self.known[lane] = hindsight.correction_of(self.samples[lane])

    def forecast(self, left: list[Span], moment: datetime) -> Forecast | None:
        """The range as a buyer would read it."""
        return forecast(left, moment, self.known, hindsight.correction_for(hindsight.held_lanes(left), self.known))


def _ends(journeys: Iterable[Journey]) -> Iterator[tuple[datetime, str, Span, Journey | None]]:
    for journey in journeys:
        all_spans = spans(journey)
        for number, span in enumerate(all_spans):
            assert span.end is not None
            yield span.end, f"{journey.number}/{number}", span, journey if number == len(all_spans) - 1 else None
