"""What is odd about a shop's plan of a journey. It is taken all the same: a plan is corrected by putting it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True)
class Planned:
    """One part of a plan. `trip` is None for a stay or a leg whose trip is not known."""

    from_place: str
    to_place: str
    start: datetime
    end: datetime
    trip: str | None = None


def doubts(parts: Sequence[Planned]) -> list[str]:
    """Codes, each once.

    `places_gap`: a part begins elsewhere than where the one before ended. `places_loop`: the car comes back to where
    it was. `legs_overlap`: it is to be on two legs at once. `trip_twice`: one trip carries it twice.
    """
    legs = [part for part in parts if part.from_place != part.to_place]
    trips = [leg.trip for leg in legs if leg.trip]
    found = {
        "places_gap": any(one.to_place != other.from_place for one, other in pairwise(parts)),
        "places_loop": _comes_back(legs),
        "legs_overlap": any(one.end > other.start for one, other in pairwise(legs)),
        "trip_twice": len(set(trips)) < len(trips),
    }
    return [code for code, there in found.items() if there]


def _comes_back(legs: Sequence[Planned]) -> bool:
    left: set[str] = set()
    for leg in legs:
        left.add(leg.from_place)
        if leg.to_place in left:
            return True
    return False
