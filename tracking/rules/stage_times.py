"""When a stage begins and ends: planned, estimated and actual, folded from its events.

Mergeable like the journey: each slot keeps its greatest entry.
"""

from datetime import datetime

from store.words import CarState, Classifier, EventType, StageKind
from tracking.rules.facts import Fact, moment, stamp

START, END, CAR = "start", "end", "car"

# Which events mark a boundary, and how exactly: a departure is the start, "shipping" only says that it began.
MARKS: dict[StageKind, dict[EventType, tuple[str, int]]] = {
    StageKind.TRANSPORT: {
        EventType.SHIPPING: (START, 1),
        EventType.DEPARTING: (START, 2),
        EventType.STORING: (END, 1),
        EventType.RETAIL_SELLING: (END, 1),
        EventType.UNLOADING: (END, 2),
        EventType.RECEIVING: (END, 3),
        EventType.ARRIVING: (END, 4),
    },
    StageKind.STORAGE: {
        EventType.RECEIVING: (START, 1),
        EventType.ARRIVING: (START, 2),
        EventType.STORING: (START, 3),
        EventType.RETAIL_SELLING: (END, 1),
        EventType.SHIPPING: (END, 1),
        EventType.DEPARTING: (END, 2),
    },
}
CAR_STATES = {EventType.LOADING: CarState.LOADED, EventType.UNLOADING: CarState.UNLOADED}

Times = dict[str, list[str | int]]  # "start/actual" -> [exactness, said at, time, name, reason]; greatest wins


def times_of(fact: Fact) -> Times:
    """The fold of one event alone."""
    times: Times = {}
    at = stamp(fact.happened_at)
    if fact.type in MARKS[fact.stage]:
        boundary, exactness = MARKS[fact.stage][fact.type]
        # Of two estimates the one said last counts; of two facts the later one.
        said = "" if fact.classifier is Classifier.ACTUAL else stamp(fact.said_at)
        times[f"{boundary}/{fact.classifier.value}"] = [exactness, said, at, fact.name, fact.reason or ""]
    if fact.classifier is Classifier.ACTUAL and fact.type in CAR_STATES:
        times[CAR] = [0, "", at, fact.name, CAR_STATES[fact.type].value]
    return times


def merge(one: Times, other: Times) -> Times:
    """What is known when both are."""
    both = one | other
    return {slot: max(one.get(slot, mark), other.get(slot, mark)) for slot, mark in sorted(both.items())}


def time_in(times: Times, boundary: str, classifier: Classifier) -> datetime | None:
    """The time a slot holds; None when nothing was reported for it."""
    mark = times.get(f"{boundary}/{classifier.value}")
    return None if mark is None else moment(str(mark[2]))


def reason_in(times: Times, boundary: str) -> str | None:
    """Why the boundary is when it is, if the event that says so gave a reason."""
    for classifier in (Classifier.ACTUAL, Classifier.ESTIMATED, Classifier.PLANNED):
        mark = times.get(f"{boundary}/{classifier.value}")
        if mark is not None:
            return str(mark[4]) or None
    return None


def car_state_in(times: Times, said: CarState) -> CarState:
    """Where the car of this stage is: what loading and unloading tell, else what the carrier `said`."""
    mark = times.get(CAR)
    if mark is not None:
        return CarState(str(mark[4]))
    return CarState.EXPECTED if said in CAR_STATES.values() else said
