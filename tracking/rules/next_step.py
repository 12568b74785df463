"""What is expected next: the first beginning or end of a leg that nobody reported yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from store.words import EventType, StageKind
from tracking.rules.eta import Window
from tracking.rules.journey import RANKS, Journey
from tracking.rules.plan import Boundary, Part, expected, legs_of
from tracking.rules.spans import DWELL, TRANSIT

DEPARTURE, ARRIVAL = "expect_departure", "expect_arrival"


@dataclass(frozen=True)
class Step:
    """`code` is `expect_departure` or `expect_arrival` of the leg at `position`."""

    code: str
    position: int
    boundary: Boundary

    @property
    def span(self) -> str:
        """The kind of span that ends with it."""
        return DWELL if self.code == DEPARTURE else TRANSIT


GRACE = timedelta(hours=3)  # nobody's truck is overdue by minutes
UNDER_WAY = RANKS[StageKind.TRANSPORT][EventType.DEPARTING]
THERE = RANKS[StageKind.TRANSPORT][EventType.ARRIVING]


def next_step(parts: Sequence[Part], journey: Journey) -> Step | None:
    """The next step of the road; None when every leg is behind, or there is no plan."""
    latest = journey.get("latest")
    position, rank = (latest["key"][0], latest["key"][1]) if latest else (-1, 0)
    for leg in legs_of(parts):
        if leg.position < position or leg.end.actual or (leg.position == position and rank >= THERE):
            continue  # passed, even when nobody reported its end
        begun = leg.start.actual is not None or (leg.position == position and rank >= UNDER_WAY)
        if begun:
            return Step(ARRIVAL, leg.position, leg.end)
        return Step(DEPARTURE, leg.position, leg.start)
    return None


def step_window(step: Step, late: timedelta) -> Window:
    """When the step is to be expected in a journey that runs `late`."""
    when = expected(step.boundary, late)
    return Window(when, when + GRACE)
