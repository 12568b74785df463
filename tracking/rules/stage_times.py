"""When a stage begins and ends: planned, estimated and actual, folded from its events.

Mergeable like the journey: each slot keeps its greatest entry.
"""

from datetime import datetime

from store.words import CarState, Classifier, EventType, StageKind
from tracking.rules.facts import Fact, moment, stamp
from tracking.rules.riding import Ride

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
# Where the car of a stage is, and how surely: a car that left, or came, was loaded even when nobody said so.
LOADED, UNLOADED = (1, CarState.LOADED), (1, CarState.UNLOADED)
CAR_STATES: dict[StageKind, dict[EventType, tuple[int, CarState]]] = {
    StageKind.TRANSPORT: {
        EventType.LOADING: LOADED,
        EventType.SHIPPING: (0, CarState.LOADED),
        EventType.DEPARTING: (0, CarState.LOADED),
        EventType.TRANSPORTING: (0, CarState.LOADED),
        EventType.ARRIVING: (0, CarState.LOADED),
        EventType.UNLOADING: UNLOADED,
        EventType.RECEIVING: UNLOADED,
        EventType.STORING: UNLOADED,
        EventType.RETAIL_SELLING: UNLOADED,
    },
    StageKind.STORAGE: {EventType.LOADING: LOADED, EventType.UNLOADING: UNLOADED},
}

Times = dict[str, list[str | int]]  # "start/actual" -> [exactness, said at, time, name, reason]; greatest wins


def times_of(fact: Fact) -> Times:
    """The fold of one event alone."""
    times: Times = {}
    at = stamp(fact.happened_at)
    if fact.type in MARKS[fact.stage] and not fact.returned:
        boundary, exactness = MARKS[fact.stage][fact.type]
        # Of two estimates the one said last counts; of two facts the later one.
        said = "" if fact.classifier is Classifier.ACTUAL else stamp(fact.said_at)
        times[f"{boundary}/{fact.classifier.value}"] = [exactness, said, at, fact.name, fact.reason or ""]
    if fact.classifier is Classifier.ACTUAL and fact.type in CAR_STATES[fact.stage]:
        surely, state = CAR_STATES[fact.stage][fact.type]
        times[CAR] = [surely, "", at, fact.name, state.value]
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


def car_state_in(times: Times, ride: Ride) -> CarState:
    """Where the car of this stage is: left behind by its trip, or what loading and unloading tell."""
    if ride is Ride.MISSING or ride is Ride.REFUSED:
        return CarState(ride.value)
    mark = times.get(CAR)
    return CarState.EXPECTED if mark is None else CarState(str(mark[4]))
