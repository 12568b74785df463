"""What a story is made of; the seeding turns these into requests."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Words = dict[str, Any]  # as it goes on the wire


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    name_zh: str
    kind: str
    lat: float
    lon: float
    address: str


@dataclass(frozen=True)
class Driver:
    name: str
    phone: str


@dataclass(frozen=True)
class Camera:
    code: str
    name: str
    place: str


@dataclass(frozen=True)
class Carrier:
    code: str
    name: str
    phone: str
    drivers: tuple[Driver, ...] = ()
    cameras: tuple[Camera, ...] = ()


@dataclass(frozen=True)
class Buyer:
    name: str
    phone: str
    locale: str = "zh"


@dataclass(frozen=True)
class Vehicle:
    model: str
    trim: str
    colour: str
    vin: str | None


@dataclass(frozen=True)
class Stage:
    """One part of a journey; a stay when both places are the same."""

    ref: str
    carrier: str
    from_place: str
    to_place: str
    planned_start: datetime
    planned_end: datetime
    mode: str | None = None
    trip: str | None = None


@dataclass(frozen=True)
class Event:
    """Something reported about the stage `ref` of an order."""

    ref: str
    type: str
    at: datetime
    classifier: str = "actual"
    reason: str | None = None


@dataclass(frozen=True)
class Footage:
    """A drawn clip as one carrier sends it: of one stage, or of a whole trip.

    `poor`: filmed so badly that it may be turned down.
    """

    clip: str
    at: datetime
    ref: str | None = None
    trip: str | None = None
    origin: str = "handheld"
    camera: str | None = None
    lat_lon: tuple[float, float] | None = None
    poor: bool = False


@dataclass(frozen=True)
class Damage:
    """A damage by its codes, in a clip of the same carrier when one shows it."""

    area: str
    type: str
    severity: int
    clip: str | None = None
    at_s: float | None = None


@dataclass(frozen=True)
class Inspection:
    """A condition report at the stage `ref` of an order; the support shows the buyer what is new in it."""

    ref: str
    kind: str
    at: datetime
    signature: Words
    odometer: int
    damages: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Order:
    number: str
    buyer: Buyer
    vehicle: Vehicle
    ordered_at: datetime
    promised: tuple[datetime, datetime]
    handover: Words
    stages: tuple[Stage, ...]
    services: tuple[Words, ...] = ()
    events: tuple[Event, ...] = ()
    footage: tuple[Footage, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    confirms: bool = False  # whether the buyer has confirmed the time of the handover
    receipt: Words | None = None  # what the buyer signed

    def stage(self, ref: str) -> Stage:
        """Return the stage called `ref`."""
        return next(stage for stage in self.stages if stage.ref == ref)


@dataclass(frozen=True)
class Trip:
    """One run of one truck; its cars are the orders' stages that name it."""

    ref: str
    carrier: str
    events: tuple[Event, ...]
    footage: tuple[Footage, ...]


@dataclass(frozen=True)
class Story:
    places: tuple[Place, ...]
    carriers: tuple[Carrier, ...]
    orders: tuple[Order, ...]
    trips: tuple[Trip, ...]
    hero: str = field(default="")  # the number of the order that the demonstration's buyer looks at
