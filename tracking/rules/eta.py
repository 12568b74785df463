"""When the buyer may have the car: a simple, honest range from the promise, the plan and the delay so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

NONE, PROMISED, ESTIMATED = "none", "promised", "estimated"  # `overdue` is the reader's word
WORTH_SAYING = timedelta(hours=12)  # a smaller shift within the same day is no news
HALF_A_DAY = timedelta(hours=12)  # how wide a range is when nobody promised one


@dataclass(frozen=True)
class Window:
    """Two moments, the earliest and the latest."""

    earliest: datetime
    latest: datetime

    def later_by(self, shift: timedelta) -> "Window":
        """The same window, shifted."""
        return Window(self.earliest + shift, self.latest + shift)


@dataclass(frozen=True)
class Outlook:
    """What is known about when the car will be there."""

    promised: Window | None
    appointment: Window | None
    planned: datetime | None  # the shop's plan for the car's arrival
    expected: datetime | None  # the same with what is known of the journey
    reported: bool  # whether a carrier said anything yet
    waiting: bool  # the car waits at the store for the buyer
    over: bool  # delivered, cancelled or returned


def estimate(outlook: Outlook) -> tuple[str, Window | None]:
    """The state (never `overdue`: only the present knows that) and the range."""
    if outlook.over:
        return NONE, None
    appointment, arrival = outlook.appointment, outlook.expected
    if appointment is not None and (arrival is None or arrival <= appointment.latest):
        return ESTIMATED, appointment  # what was agreed, while the car can still make it
    if outlook.waiting:
        return NONE, None
    if outlook.promised is None:
        return (NONE, None) if arrival is None else (ESTIMATED, Window(arrival, arrival + HALF_A_DAY))
    slip = timedelta(0) if arrival is None or outlook.planned is None else arrival - outlook.planned
    window = outlook.promised.later_by(max(slip, timedelta(0)))
    if arrival is not None and arrival > window.latest:
        width = max(window.latest - window.earliest, HALF_A_DAY)
        window = Window(arrival, arrival + width)
    changed = window != outlook.promised or outlook.reported
    return (ESTIMATED if changed else PROMISED), window


def is_news(before: Window | None, after: Window | None, zone: tzinfo) -> bool:
    """Whether the buyer should hear of it: a shift of 12 h, another day where the car is handed over."""
    if before is None or after is None:
        return before is not after
    pairs = ((before.earliest, after.earliest), (before.latest, after.latest))
    return any(
        abs(new - old) >= WORTH_SAYING or new.astimezone(zone).date() != old.astimezone(zone).date()
        for old, new in pairs
    )
