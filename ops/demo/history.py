"""Earlier cars on the story's roads, so that its orders are told by what those needed.

They were sold elsewhere and carried by others: the story's shop and carriers keep lists that a person can read.
"""

from datetime import datetime, timedelta

from ops.demo.story.places import PLACES
from ops.simulator.journeys import World
from ops.simulator.load import load_world, world_before
from ops.simulator.network import HAULIERS, RAILWAY, SHIPPING, Lane, Leg, Town
from store.database import Database
from store.words import Mode, PlaceKind
from tracking.rules.lanes import Way, distance_km

NUMBER = 0  # of the world; those that are simulated by command begin with 1
CARS, DAYS = 24, 400
TOWNS = {
    place.code: Town(place.code, place.name, place.name_zh, PlaceKind(place.kind), place.lat, place.lon)
    for place in PLACES
}
# By place, mode, hours on the way; before each but the first the hours of the wait, and days between full trucks.
ROADS = (
    ("HEF-PLANT", ("rail", "WUH-HUB", 18, 0, 0), ("truck", "CAN-HUB", 36, 54, 2), ("truck", "CAN-TIANHE", 2, 60, 0)),
    ("HEF-PLANT", ("rail", "WUH-HUB", 18, 0, 0), ("truck", "CAN-STORE", 38, 54, 2)),
    ("HEF-PLANT", ("rail", "CTU-HUB", 52, 0, 0), ("truck", "CTU-STORE", 3, 20, 0)),
    (
        "HEF-PLANT",
        ("truck", "CAN-PORT", 48, 0, 0),
        ("vessel", "HAK-PORT", 20, 47, 0),
        ("truck", "HAK-STORE", 2, 4, 0),
    ),
    ("HEF-PLANT", ("truck", "CAN-HUB", 48, 0, 0), ("truck", "SZX-NANSHAN", 3, 50, 2)),
)


def load_history(database: Database, since: datetime) -> None:
    """Load the cars that had arrived when the story began. Doing it again changes nothing."""
    load_world(database, history(since), CARS, since, lambda _done, _of, _what: None, arrived=True)


def history(since: datetime) -> World:
    """The world the story comes from."""
    return world_before(since, [_lane(start, *legs) for start, *legs in ROADS], NUMBER, DAYS)


def _lane(start: str, *legs: tuple[str, str, int, int, int]) -> Lane:
    found, place = [], TOWNS[start]
    for number, (word, there, hours, wait, batch_days) in enumerate(legs):
        mode, end = Mode(word), TOWNS[there]
        haulier = {Mode.RAIL: RAILWAY, Mode.VESSEL: SHIPPING}.get(mode) or HAULIERS[number % len(HAULIERS)]
        km = distance_km((place.lat, place.lon), (end.lat, end.lon))
        way = Way(mode, haulier.code, place.code, place.kind, end.code, km)
        closures = 4.0 if mode is Mode.TRUCK and hours > 12 else 0.0
        found.append(
            Leg(way, end, haulier, timedelta(hours=wait), timedelta(hours=hours), float(batch_days), closures)
        )
        place = end
    return Lane(TOWNS[start], tuple(found))
