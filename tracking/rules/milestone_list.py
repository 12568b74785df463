"""The milestones of one order as the buyer sees them: done, now, next and open, with their times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.words import HandoverMode, Milestone, StageKind
from tracking.rules.facts import moment
from tracking.rules.plan import Boundary, Part, legs_of

ORDER = list(Milestone)
# On the way these two alternate: neither is done for good while the other may come again.
ALTERNATING = {Milestone.IN_TRANSIT, Milestone.IN_STORAGE}
END = {
    HandoverMode.DELIVERY: (Milestone.OUT_FOR_DELIVERY, Milestone.AVAILABLE_FOR_PICKUP),
    HandoverMode.PICKUP: (Milestone.AVAILABLE_FOR_PICKUP, Milestone.OUT_FOR_DELIVERY),
}


@dataclass(frozen=True)
class Course:
    """What the list is made from. `actual`: milestone -> stamp of the first time it was reached."""

    current: Milestone
    since: datetime  # when the current one began; a later time than the first when the car was there before
    actual: Mapping[Milestone, str]
    parts: Sequence[Part]
    handover: HandoverMode
    begins_at_plant: bool
    due: datetime | None  # when the car is to be handed over
    # "estimated/built" -> stamp, where the plan has no time for a milestone
    foretold: Mapping[str, str] = field(default_factory=dict)


def milestone_list(course: Course) -> list[dict[str, Any]]:
    """`[{milestone, state, planned?, estimated?, actual?}]` in the order of the journey; times are stamps."""
    shown = [milestone for milestone in ORDER if _belongs(milestone, course)]
    ahead = False
    items = []
    for milestone in shown:
        state = _state(milestone, course)
        if state == "open" and not ahead:
            state, ahead = "next", True
        items.append({"milestone": milestone.value, "state": state} | _times(milestone, course))
    return items


def _belongs(milestone: Milestone, course: Course) -> bool:
    if milestone in course.actual or milestone is course.current:
        return True
    if milestone in {Milestone.IN_PRODUCTION, Milestone.BUILT}:
        return course.begins_at_plant
    if milestone is Milestone.IN_TRANSIT:
        return course.handover is HandoverMode.PICKUP or len(legs_of(course.parts)) != 1
    if milestone is Milestone.IN_STORAGE:
        return any(part.kind is StageKind.STORAGE for part in course.parts)
    return milestone is not END[course.handover][1]


def _state(milestone: Milestone, course: Course) -> str:
    if milestone is course.current:
        return "done" if milestone is Milestone.DELIVERED else "now"
    if milestone in ALTERNATING and course.current in ALTERNATING:
        return "done" if milestone in course.actual else "open"
    return "done" if ORDER.index(milestone) < ORDER.index(course.current) else "open"


def _times(milestone: Milestone, course: Course) -> dict[str, str]:
    times = {
        sure: moment(course.foretold[what]).isoformat()
        for sure in ("planned", "estimated")
        if (what := f"{sure}/{milestone.value}") in course.foretold
    }
    boundary = _boundary(milestone, course)
    if boundary is not None:
        times["planned"] = boundary.planned.isoformat()
        if boundary.estimated is not None:
            times["estimated"] = boundary.estimated.isoformat()
    elif milestone is Milestone.DELIVERED and course.due is not None:  # as agreed, whatever a carrier plans
        times["planned"] = course.due.isoformat()
    if milestone is course.current and milestone in ALTERNATING:
        times["actual"] = course.since.isoformat()
    elif milestone in course.actual:
        times["actual"] = moment(course.actual[milestone]).isoformat()
    return times


def _boundary(milestone: Milestone, course: Course) -> Boundary | None:
    """The part's beginning or end that makes the milestone."""
    legs = legs_of(course.parts)
    # A stay in the plant's yard is no stop on the way: its time stands before the departure.
    stays = [part for part in course.parts if not part.is_leg and legs and part.position > legs[0].position]
    match milestone:
        case Milestone.IN_TRANSIT if legs:
            return legs[0].start
        case Milestone.IN_STORAGE if stays:
            return stays[0].start
        case Milestone.OUT_FOR_DELIVERY if legs:
            return legs[-1].start
        case Milestone.AVAILABLE_FOR_PICKUP if legs:
            return legs[-1].end
    return None
