"""The plan of a journey with what is known of it: when each part begins and ends, and how late it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.words import Mode, StageKind
from tracking.rules.lanes import Way

ON_TIME = timedelta(0)


@dataclass(frozen=True)
class Boundary:
    """When a part begins or ends, by everybody's word."""

    planned: datetime  # the shop's
    scheduled: datetime | None = None  # the carrier's plan
    estimated: datetime | None = None
    actual: datetime | None = None
    reason: str | None = None

    @property
    def known(self) -> datetime | None:
        """What happened, or else what the carrier expects."""
        return self.actual or self.estimated or self.scheduled

    @property
    def is_reported(self) -> bool:
        """Whether it happened, or somebody said since how it will come."""
        return bool(self.actual or self.estimated)

    @property
    def late(self) -> timedelta | None:
        """How much later than the shop planned; None while only the plan is known."""
        return None if self.known is None else self.known - self.planned


@dataclass(frozen=True)
class Part:
    """One stage of the journey."""

    position: int
    kind: StageKind
    mode: Mode | None
    start: Boundary
    end: Boundary
    way: Way | None = None  # of a leg; None where only times are asked for

    @property
    def is_leg(self) -> bool:
        """Whether the car moves in it."""
        return self.kind is StageKind.TRANSPORT


def legs_of(parts: Sequence[Part]) -> list[Part]:
    """The parts in which the car moves."""
    return [part for part in parts if part.is_leg]


def lateness(parts: Sequence[Part]) -> tuple[timedelta, str | None]:
    """How late the journey runs, by its furthest known boundary, and why; never early: an early leg may wait.

    A timetable for what comes later, given before anything went wrong, takes back no delay that was reported.
    """
    late, reason = ON_TIME, None
    for part in parts:
        for boundary in (part.start, part.end):
            if boundary.late is not None and (boundary.is_reported or boundary.late >= late):
                late, reason = boundary.late, boundary.reason or (reason if boundary.late > ON_TIME else None)
    return max(late, ON_TIME), reason


def expected(boundary: Boundary, late: timedelta) -> datetime:
    """When the boundary is to be expected in a journey that runs `late`."""
    return boundary.known or boundary.planned + late


def arrival_of(parts: Sequence[Part]) -> Boundary | None:
    """The end of the last leg: when the car is there. None without a plan."""
    last = (legs_of(parts) or list(parts))[-1:]
    return last[0].end if last else None
