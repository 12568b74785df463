"""Where an order stands, folded from its events.

A fold is a value with a `merge` that is commutative, associative and idempotent: late, duplicate and out-of-order
events give the same order whatever the order they came in. The state is plain JSON, kept on the order's row.
"""

from typing import Any, TypedDict, TypeVar

from store.words import Classifier, EventType, Milestone, StageKind
from tracking.rules.facts import Fact, stamp

# How far along its stage an event is. Holding, checks and repairs may come anywhere and move nothing forward.
RANKS: dict[StageKind, dict[EventType, int]] = {
    StageKind.TRANSPORT: {
        EventType.COMMISSIONING: 1,
        EventType.INSPECTING: 2,
        EventType.STAGING_OUTBOUND: 10,
        EventType.ACCEPTING: 15,
        EventType.LOADING: 20,
        EventType.SHIPPING: 30,
        EventType.DEPARTING: 30,
        EventType.TRANSPORTING: 40,
        EventType.ARRIVING: 50,
        EventType.UNLOADING: 60,
        EventType.RECEIVING: 70,
        EventType.STORING: 80,
        EventType.RETAIL_SELLING: 90,
    },
    StageKind.STORAGE: {
        EventType.COMMISSIONING: 1,
        EventType.INSPECTING: 2,
        EventType.TRANSPORTING: 5,
        EventType.ARRIVING: 10,
        EventType.UNLOADING: 15,
        EventType.RECEIVING: 20,
        EventType.STORING: 30,
        EventType.STAGING_OUTBOUND: 50,
        EventType.ACCEPTING: 55,
        EventType.LOADING: 60,
        EventType.SHIPPING: 70,
        EventType.DEPARTING: 70,
        EventType.RETAIL_SELLING: 90,
    },
}
# Milestones that no stage of the plan begins or ends with: when they are to come is only known from events.
FORETOLD = frozenset({Milestone.IN_PRODUCTION, Milestone.BUILT, Milestone.READY_TO_SHIP, Milestone.DELIVERED})
THE_END = 1_000_000  # the position of being sold to the buyer: after every stage, whichever reported it
HOLDS = frozenset({EventType.HOLDING})
MOVES = frozenset(EventType) - {
    EventType.HOLDING,
    EventType.INSPECTING,
    EventType.REPAIRING,
    EventType.STORING,
    EventType.COMMISSIONING,
}

Key = list[Any]  # [position, rank, time, name]: greatest wins


class Latest(TypedDict):
    """The furthest thing that happened."""

    key: Key
    type: str
    place: str


class Status(TypedDict):
    """The furthest thing that made a milestone actual."""

    key: Key
    milestone: str
    place: str


Found = TypeVar("Found", Latest, Status)


class Journey(TypedDict, total=False):
    """The state of the fold; an empty one is an order of which nothing was reported."""

    latest: Latest
    status: Status
    reached: dict[str, list[str]]  # "position/milestone" -> the earliest [time, name, place] that made it actual
    held: list[str]  # the newest [time, name, reason, place] of being put on hold
    moved: list[str]  # the newest [time, name] of moving on
    foretold: dict[str, list[str]]  # "estimated/built" -> the [said at, time, name] that was said last


def journey_of(fact: Fact) -> Journey:
    """The fold of one event alone. Plans and estimates never show as done."""
    journey: Journey = {}
    at = stamp(fact.happened_at)
    if fact.classifier is not Classifier.ACTUAL:
        if fact.milestone in FORETOLD:
            what = f"{fact.classifier.value}/{fact.milestone.value}"
            journey["foretold"] = {what: [stamp(fact.said_at), at, fact.name]}
        return journey
    if fact.type in HOLDS:
        journey["held"] = [at, fact.name, fact.reason or "", fact.place]
    if fact.type in MOVES:
        journey["moved"] = [at, fact.name]
    # A car that was put down again where its leg begins stands where its departure does: the later one counts.
    rank = RANKS[fact.stage].get(EventType.DEPARTING if fact.returned else fact.type)
    if rank is None or (fact.type is EventType.INSPECTING and fact.milestone is None):
        return journey
    position = THE_END if fact.milestone is Milestone.DELIVERED else fact.position
    key = [position, rank, at, fact.name]
    journey["latest"] = {"key": key, "type": fact.type.value, "place": fact.place}
    if fact.milestone is not None:
        journey["status"] = {"key": key, "milestone": fact.milestone.value, "place": fact.place}
        journey["reached"] = {f"{position}/{fact.milestone.value}": [at, fact.name, fact.place]}
    return journey


def merge(one: Journey, other: Journey) -> Journey:
    """What is known when both are: commutative, associative, and merging the same again changes nothing."""
    merged: Journey = {}
    if latest := _greatest(one.get("latest"), other.get("latest")):
        merged["latest"] = latest
    if status := _greatest(one.get("status"), other.get("status")):
        merged["status"] = status
    if held := max(one.get("held", []), other.get("held", [])):
        merged["held"] = held
    if moved := max(one.get("moved", []), other.get("moved", [])):
        merged["moved"] = moved
    if reached := _earliest(one.get("reached", {}), other.get("reached", {})):
        merged["reached"] = reached
    if foretold := _newest(one.get("foretold", {}), other.get("foretold", {})):
        merged["foretold"] = foretold
    return merged


def on_hold(journey: Journey) -> bool:
    """Whether the car was put on hold and nothing has moved it since."""
    held = journey.get("held")
    return held is not None and held[0] >= journey.get("moved", [""])[0]


def earliest_of(journey: Journey) -> dict[Milestone, str]:
    """When each milestone became actual for the first time, as stamps."""
    return {milestone: first[0] for milestone, (first, _position) in firsts_of(journey).items()}


def firsts_of(journey: Journey) -> dict[Milestone, tuple[list[str], int]]:
    """For each milestone its earliest [time, name, place], and the position of the stage where that was."""
    found: dict[Milestone, tuple[list[str], int]] = {}
    for where, first in journey.get("reached", {}).items():
        position, _, word = where.partition("/")
        milestone, mark = Milestone(word), (first, int(position))
        found[milestone] = min(mark, found.get(milestone, mark))
    return found


def status_since(journey: Journey) -> tuple[Milestone, str] | None:
    """The milestone the order stands at and since when; None when no event made one actual."""
    status = journey.get("status")
    if status is None:
        return None
    milestone = status["milestone"]
    return Milestone(milestone), journey["reached"][f"{status['key'][0]}/{milestone}"][0]


def foretold_in(journey: Journey) -> dict[str, str]:
    """ "estimated/built" -> the stamp of when the milestone is to be reached, by what was said last."""
    return {what: at for what, (_said, at, _name) in journey.get("foretold", {}).items()}


def _newest(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    both = one | other
    return {what: max(one.get(what, said), other.get(what, said)) for what, said in sorted(both.items())}


def _greatest(one: Found | None, other: Found | None) -> Found | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda found: found["key"])


def _earliest(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    both = one | other
    return {place: min(one.get(place, at), other.get(place, at)) for place, at in sorted(both.items())}
