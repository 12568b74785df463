"""Lanes: what makes two legs, two dwells or two silences alike, from most alike to hardly.

A lane is a key. What is known of it is learned from every past case that counts under that key.
"""

import math
from dataclasses import dataclass

from store.words import Mode, PlaceKind

EARTH_KM = 6371.0
SHORTEST_BAND_KM = 50.0


@dataclass(frozen=True)
class Way:
    """Where a leg goes and who carries it. Places and carriers by their codes; the distance as the crow flies."""

    mode: Mode
    carrier: str
    from_place: str
    from_kind: PlaceKind
    to_place: str
    km: float


def transit_lanes(way: Way) -> tuple[str, ...]:
    """Under which keys a leg counts."""
    leg = f"transit/{way.mode}/{way.from_place}/{way.to_place}"
    return f"{leg}/{way.carrier}", leg, f"transit/{way.mode}/{band_of(way.km)}", "transit"


def dwell_lanes(way: Way, *, first: bool) -> tuple[str, ...]:
    """Under which keys the wait for a leg counts. The first one begins before anybody reports: it is its own kind."""
    kind = "ready" if first else "dwell"
    place = f"{kind}/{way.from_place}/{way.mode}"
    return f"{place}/{way.carrier}", place, f"{kind}/{way.from_kind}/{way.mode}", kind


def quiet_lanes(way: Way, *, under_way: bool, first: bool) -> tuple[str, ...]:
    """Under which keys the time between two pieces of news counts."""
    if under_way:
        return f"quiet/transit/{way.mode}/{way.carrier}", f"quiet/transit/{way.mode}", "quiet/transit"
    kind = "ready" if first else "dwell"
    return f"quiet/{kind}/{way.from_place}", f"quiet/{kind}/{way.from_kind}", f"quiet/{kind}"


def band_of(km: float) -> str:
    """The band of distances: each is twice as wide as the one before (`under 50 km`, 50 to 100, 100 to 200, ...)."""
    doublings = math.floor(math.log2(max(km, 1.0) / SHORTEST_BAND_KM)) + 1
    return f"band{max(doublings, 0)}"


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two (latitude, longitude) in degrees, along the great circle (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    square = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(square))
