"""A car and the trip it is booked on: whether it rides, and which of the trip's events are about it.

A departing truck is one fact about each car aboard. Whether a car is aboard follows from everything that is known
in the end and never from what was known when a report came, so that late reports give the same state:

- What is reported of the car itself (not of its trip) is always about it, and shows that it got on.
- When loading was reported of no car of the trip, the trip takes every car that is booked on it.
- Else it takes those that are known to have got on. One that is not, when the trip leaves from its place or comes to
  its destination, is `missing`; one that boards further on is still `awaited`.
- One that the carrier refused stays, until something later shows that it got on after all.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.words import Classifier, EventType, StageKind
from tracking.rules.facts import Fact, moment, stamp

BEFORE_LOADING = frozenset({EventType.COMMISSIONING, EventType.STAGING_OUTBOUND, EventType.ACCEPTING})
LEAVING = frozenset({EventType.DEPARTING, EventType.SHIPPING})
LEFT_THE_TRIP = frozenset({EventType.UNLOADING, EventType.RECEIVING, EventType.STORING, EventType.RETAIL_SELLING})
RIDING = frozenset({*LEAVING, EventType.TRANSPORTING, EventType.ARRIVING, *LEFT_THE_TRIP})
GOT_ON = RIDING | {EventType.LOADING}
PASSES_ITS_STOP = frozenset({EventType.DEPARTING, EventType.ARRIVING, EventType.UNLOADING, EventType.SHIPPING})

ABOARD_SLOT, OWN_SLOT, LOADING_SLOT, LEFT_SLOT = "aboard", "aboard/own", "loading", "left"
ON, OFF = "on", "off"

Slots = dict[str, list[str | int]]  # a part of the stage's fold: [exactness, "", time, name, word]; greatest wins


class Ride(StrEnum):
    """Where a booked car stands with its trip."""

    ABOARD = "aboard"
    AWAITED = "awaited"  # the others were loaded; the trip has not left its place yet
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True)
class Stops:
    """The places of one car on a trip, and where the trip begins."""

    start: Hashable
    end: Hashable
    first: Hashable


def boarding_of(fact: Fact) -> Slots:
    """What one fact says of whether its car got on; to be kept even when the fact itself is not about the car."""
    if fact.classifier is not Classifier.ACTUAL or fact.stage is not StageKind.TRANSPORT:
        return {}
    slots: Slots = {}
    mark: list[str | int] = [0, "", stamp(fact.happened_at), fact.name, ON]
    if fact.returned and fact.type is not EventType.ARRIVING:  # taken off again before it left
        mark[4] = OFF
    if fact.type is EventType.LOADING:
        slots[LOADING_SLOT] = mark
    if fact.type is EventType.LOADING or (not fact.by_trip and fact.type in GOT_ON):
        slots[ABOARD_SLOT] = mark
    if not fact.by_trip and fact.type in GOT_ON:
        slots[OWN_SLOT] = mark
    if fact.by_trip and fact.type in PASSES_ITS_STOP and not fact.returned:
        slots[LEFT_SLOT] = mark
    return slots


def ride_of(fold: Mapping[str, Sequence[str | int]], refused_at: datetime | None, *, loading_reported: bool) -> Ride:
    """Where the car stands: by its stage's fold, the carrier's refusal, and whether any loading was reported."""
    own = fold.get(OWN_SLOT)
    if refused_at is not None and not (own and own[4] == ON and moment(str(own[2])) > refused_at):
        return Ride.REFUSED
    latest = fold.get(ABOARD_SLOT)
    if (latest and latest[4] == ON) or not loading_reported:
        return Ride.ABOARD
    return Ride.MISSING if LEFT_SLOT in fold else Ride.AWAITED


def reaches(fact: Fact, ride: Ride) -> bool:
    """Whether a fact is about a car that stands so with its trip."""
    if not fact.by_trip or fact.type in BEFORE_LOADING:
        return True
    if fact.type is EventType.LOADING:
        return ride is not Ride.REFUSED
    if fact.type in RIDING and fact.classifier is Classifier.ACTUAL:
        return ride is Ride.ABOARD
    return ride in {Ride.ABOARD, Ride.AWAITED}


def meaning_at(type_: EventType, place: Hashable | None, stops: Stops) -> EventType | None:
    """What an event of the trip that names a place means for a car with these stops; None: nothing.

    A truck that brings cars to three dealers arrives three times: each car arrives once, and passes the other two.
    """
    if place is None:
        return type_
    if type_ in BEFORE_LOADING or type_ in {EventType.LOADING, EventType.SHIPPING}:
        return type_ if place == stops.start else None
    if type_ is EventType.DEPARTING:
        if place == stops.start:
            return type_
        return None if place == stops.first else EventType.TRANSPORTING
    if type_ is EventType.ARRIVING:
        if place == stops.end:
            return type_
        return None if place == stops.start else EventType.TRANSPORTING
    if type_ in LEFT_THE_TRIP:
        return type_ if place in {stops.start, stops.end} else None
    return type_
