"""When the buyer may have the car: as agreed, by the history of such journeys, else by promise, plan and delay."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

NONE, PROMISED, ESTIMATED = "none", "promised", "estimated"  # `overdue` is the reader's word
APPOINTMENT, PROMISE, PLAN, HISTORY = "appointment", "promise", "plan", "history"  # what a range rests on
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
    new: bool = False  # known for less than a day: reports of what happened before may still come
    range: Window | None = None  # the arrival by the history of such journeys; `expected` is then its middle


def estimate(outlook: Outlook) -> tuple[str, Window | None, str | None]:
    """The state (never `overdue`: only the present knows that), the range, and what the range rests on."""
    if outlook.over:
        return NONE, None, None
    appointment, arrival = outlook.appointment, outlook.expected
    if appointment is not None and (arrival is None or arrival <= appointment.latest):
        return ESTIMATED, appointment, APPOINTMENT  # what was agreed, while the car will rather make it than not
    if outlook.waiting:
        return NONE, None, None
    if outlook.range is not None and not _is_promise_kept(outlook):
        return ESTIMATED, outlook.range, HISTORY
    if outlook.promised is None:
        return (NONE, None, None) if arrival is None else (ESTIMATED, Window(arrival, arrival + HALF_A_DAY), PLAN)
    return _shifted_promise(outlook, outlook.promised)


def _is_promise_kept(outlook: Outlook) -> bool:
    """While nobody reported anything, the promise stands as long as history does not speak against it."""
    promised, arrival = outlook.promised, outlook.expected
    if outlook.reported or promised is None or arrival is None:
        return False
    return outlook.new or arrival <= promised.latest


def _shifted_promise(outlook: Outlook, promised: Window) -> tuple[str, Window, str]:
    if outlook.range is not None:
        return PROMISED, promised, PROMISE
    arrival = outlook.expected
    slip = timedelta(0) if arrival is None or outlook.planned is None else arrival - outlook.planned
    window = promised.later_by(max(slip, timedelta(0)))
    if arrival is not None and arrival > window.latest:
        width = max(window.latest - window.earliest, HALF_A_DAY)
        window = Window(arrival, arrival + width)
    return (ESTIMATED if window != promised or outlook.reported else PROMISED), window, PROMISE


def is_news(before: Window | None, after: Window | None, zone: tzinfo) -> bool:
    """Whether the buyer should hear of it: a bound moves by 12 h, or to another day where the car is handed over.

    A range that only begins later takes nothing back: what was said still holds.
    """
    if before is None or after is None:
        return before is not after
    pairs = [(before.latest, after.latest)]
    if after.earliest < before.earliest or after.earliest > before.latest:
        pairs.append((before.earliest, after.earliest))
    return any(
        abs(new - old) >= WORTH_SAYING or new.astimezone(zone).date() != old.astimezone(zone).date()
        for old, new in pairs
    )


def direction(before: Window, after: Window) -> str:
    """`later`, `sooner`, or `surer` when the new range lies within the former one."""
    if before.earliest < after.earliest and after.latest <= before.latest:
        return "surer"
    return "later" if (after.latest, after.earliest) > (before.latest, before.earliest) else "sooner"
