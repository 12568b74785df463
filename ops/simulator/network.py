"""Where the simulated cars go: plants, hubs, ports and stores in real towns, and the carriers between them."""

import random
from dataclasses import dataclass
from datetime import timedelta

from store.words import Mode, PlaceKind
from tracking.rules.lanes import Way, distance_km

KM_PER_HOUR = {Mode.TRUCK: 42.0, Mode.RAIL: 34.0, Mode.VESSEL: 24.0, Mode.DRIVEN: 45.0}
HANDLING = timedelta(hours=3)


@dataclass(frozen=True)
class Town:
    """A facility."""

    code: str
    name: str
    name_zh: str
    kind: PlaceKind
    lat: float
    lon: float


@dataclass(frozen=True)
class Haulier:
    """A carrier and its manners."""

    code: str
    name: str
    pace: float  # how long its legs take, of what is planned
    estimates: float  # how often it sends one
    optimism: float  # its estimates, of what it knows to be true
    silence_h: float  # mean hours between two of its reports on the way


@dataclass(frozen=True)
class Leg:
    """One leg of a lane and the wait before it, as the shop plans them."""

    way: Way
    to: Town
    haulier: Haulier
    planned_wait: timedelta
    planned: timedelta
    batch_days: float  # a full truck leaves about so often; 0 where departures follow the timetable
    closures: float  # closed roads a year


@dataclass(frozen=True)
class Lane:
    """A route that many cars take."""

    start: Town
    legs: tuple[Leg, ...]


PLANTS = (
    Town("SIM-HEF", "Hefei plant", "合肥工厂", PlaceKind.PLANT, 31.74, 117.19),
    Town("SIM-XIY", "Xi'an plant", "西安工厂", PlaceKind.PLANT, 34.11, 108.61),
    Town("SIM-CKG", "Chongqing plant", "重庆工厂", PlaceKind.PLANT, 29.66, 106.62),
)
HUBS = (
    Town("SIM-WUH", "Wuhan hub", "武汉分拨中心", PlaceKind.HUB, 30.65, 114.12),
    Town("SIM-CGO", "Zhengzhou yard", "郑州堆场", PlaceKind.YARD, 34.60, 113.80),
    Town("SIM-CAN", "Guangzhou yard", "广州堆场", PlaceKind.YARD, 22.77, 113.56),
    Town("SIM-CTU", "Chengdu railhead", "成都铁路场站", PlaceKind.RAILHEAD, 30.88, 104.26),
    Town("SIM-TSN", "Tianjin port", "天津港", PlaceKind.PORT, 38.98, 117.74),
)
ENDS = (
    Town("SIM-SZX", "Shenzhen store", "深圳门店", PlaceKind.STORE, 22.53, 113.93),
    Town("SIM-KMG", "Kunming store", "昆明门店", PlaceKind.STORE, 25.04, 102.71),
    Town("SIM-HRB", "Harbin store", "哈尔滨门店", PlaceKind.STORE, 45.76, 126.64),
    Town("SIM-FOC", "Fuzhou store", "福州门店", PlaceKind.STORE, 26.08, 119.30),
    Town("SIM-HAK", "Haikou store", "海口门店", PlaceKind.STORE, 20.03, 110.33),
    Town("SIM-TNA", "Jinan store", "济南门店", PlaceKind.STORE, 36.65, 117.00),
)
HAULIERS = (
    Haulier("sim-east", "Eastgate Haulage", 1.00, 0.6, 1.00, 9.0),
    Haulier("sim-ridge", "Ridgeway Car Carriers", 1.12, 0.3, 0.85, 14.0),
    Haulier("sim-lotus", "Lotus Logistics", 0.95, 0.9, 1.00, 6.0),
)
RAILWAY = Haulier("sim-rail", "Middle Line Rail", 1.03, 0.8, 0.97, 16.0)
SHIPPING = Haulier("sim-sea", "Pearl Strait Ferries", 1.05, 0.7, 0.95, 22.0)
# At sea or on rails between these; everywhere else by truck.
BY_SEA = {("SIM-CAN", "SIM-HAK"), ("SIM-TSN", "SIM-FOC")}


def lanes(count: int, seed: int) -> list[Lane]:
    """So many lanes; the first ones stay the same when more are asked for."""
    chance = random.Random(f"lanes {seed}")  # noqa: S311 - not a secret
    routes = [(plant, hub, end) for plant in PLANTS for hub in HUBS for end in ENDS]
    chance.shuffle(routes)
    return [_lane(*routes[number % len(routes)], chance) for number in range(count)]


def _lane(plant: Town, hub: Town, end: Town, chance: random.Random) -> Lane:
    by_rail = chance.random() < 0.5
    first = _leg(plant, hub, Mode.RAIL if by_rail else Mode.TRUCK, chance, batching=False)
    mode = Mode.VESSEL if (hub.code, end.code) in BY_SEA else Mode.TRUCK
    second = _leg(hub, end, mode, chance, batching=hub.kind in {PlaceKind.YARD, PlaceKind.HUB})
    return Lane(plant, (first, second))


def _leg(start: Town, end: Town, mode: Mode, chance: random.Random, *, batching: bool) -> Leg:
    km = distance_km((start.lat, start.lon), (end.lat, end.lon))
    haulier = {Mode.RAIL: RAILWAY, Mode.VESSEL: SHIPPING}.get(mode) or chance.choice(HAULIERS)
    planned = timedelta(hours=round(km * 1.25 / KM_PER_HOUR[mode])) + HANDLING
    return Leg(
        way=Way(mode, haulier.code, start.code, start.kind, end.code, km),
        to=end,
        haulier=haulier,
        planned_wait=timedelta(hours=chance.choice((24, 36, 48))),
        planned=planned,
        batch_days=chance.uniform(1.5, 3.5) if batching else 0.0,
        closures=chance.uniform(1, 6) if mode is Mode.TRUCK else 0.0,
    )
