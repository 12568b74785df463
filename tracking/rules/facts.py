"""One reported event as the folds see it, and where in its order's journey it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from store.words import Classifier, EventType, HandoverMode, Milestone, PlaceKind, Reason, StageKind


@dataclass(frozen=True)
class Standing:
    """Where an event stands in the plan of its order, and at what kind of place it happened."""

    stage: StageKind
    place: PlaceKind
    before_departure: bool  # the first leg, or before it
    last_leg: bool  # the leg that ends where the buyer gets the car
    after_last_leg: bool
    handover: HandoverMode
    at_destination: bool = True  # where the last leg ends, and not at another place on the way


@dataclass(frozen=True)
class Fact:
    """An event that nobody corrected.

    `name` is the reporter's and never ours, so that ties fall the same way in whatever order events come.
    `place` is the id of where the car was or was headed, as the projection wants it back.
    """

    name: str
    type: EventType
    classifier: Classifier
    happened_at: datetime
    position: int
    stage: StageKind
    milestone: Milestone | None
    said_at: datetime | None = None
    reason: Reason | None = None
    place: str = ""
    by_trip: bool = False  # said of the whole trip, and not of this car
    returned: bool = False  # put down again where its leg begins


def stamp(moment: datetime | None) -> str:
    """A moment as text that sorts as the moments do; nothing sorts first."""
    return "" if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """The moment in a stamp."""
    return datetime.fromisoformat(text)
