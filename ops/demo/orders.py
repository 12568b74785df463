"""Puts the story's places, carriers, orders and events, each as its own client would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ops.demo.caller import Answer, Caller, NotLoaded
from ops.demo.keys import KeyRing, carrier_caller
from ops.demo.progress import Progress
from ops.demo.story.moments import ZONE
from ops.demo.story.parts import Carrier, Event, Order, Place, Story
from ops.demo.story.vehicles import MAKE

BATCH = 200  # events a request


@dataclass
class Known:
    """What the API called the story's things."""

    carriers: dict[str, Caller] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)  # number -> id
    stages: dict[tuple[str, str], str] = field(default_factory=dict)  # number, ref -> id
    trips: dict[str, str] = field(default_factory=dict)  # ref -> id


def steps(story: Story) -> int:
    """Return how many steps `load_company` and `load_orders` report."""
    return 1 + len(story.carriers) + len(story.orders) + 1


def load_company(story: Story, shop: Caller, ring: KeyRing, progress: Progress) -> Known:
    """Put the places, and the carriers with their people. Doing it again changes nothing."""
    known = Known()
    for place in story.places:
        shop.put(f"/v1/partner/places/{place.code}", _place(place))
    progress.step("places")
    for carrier in story.carriers:
        shop.put(f"/v1/partner/carriers/{carrier.code}", {"name": carrier.name, "phone": carrier.phone})
        known.carriers[carrier.code] = carrier_caller(ring, shop, carrier.code)
        _people(carrier, known.carriers[carrier.code])
        progress.step(carrier.name)
    return known


def load_orders(story: Story, shop: Caller, known: Known, progress: Progress) -> None:
    """Put the orders, learning their ids, and report the events. Doing it again changes nothing."""
    for order in story.orders:
        learn(known, order.number, shop.put(f"/v1/partner/orders/{order.number}", _order(order)))
        progress.step(f"{order.number}, {order.vehicle.model} {order.vehicle.colour}")
    _report_events(story, known)
    progress.step("events")


def learn(known: Known, number: str, answer: Answer) -> None:
    """Remember the ids in what the shop was answered about an order."""
    known.orders[number] = answer["id"]
    for stage in answer["stages"]:
        known.stages[number, stage["ref"]] = stage["id"]
        if stage.get("trip"):
            known.trips[stage["trip"]] = stage["trip_id"]


def _place(place: Place) -> Answer:
    return {name: value for name, value in vars(place).items() if name != "code"} | {"time_zone": ZONE.key}


def _people(carrier: Carrier, caller: Caller) -> None:
    there = {driver["phone"] for driver in caller.get("/v1/carrier/drivers", limit="100")["items"]}
    for driver in carrier.drivers:
        if driver.phone not in there:
            caller.post("/v1/carrier/drivers", {"name": driver.name, "phone": driver.phone, "locale": "zh"})
    for camera in carrier.cameras:
        body = {"name": camera.name, "place_code": camera.place}
        caller.put(f"/v1/carrier/cameras/{camera.code}", body)


def _order(order: Order) -> Answer:
    earliest, latest = order.promised
    stages = [
        {**vars(stage), "kind": "storage" if stage.from_place == stage.to_place else "transport"}
        for stage in order.stages
    ]
    return {
        "source_version": 1,
        "ordered_at": order.ordered_at,
        "state": "open",
        "buyer": vars(order.buyer),
        "vehicle": {"make": MAKE, **vars(order.vehicle)},
        "promised": {"earliest": earliest, "latest": latest},
        "handover": order.handover,
        "stages": stages,
        "services": list(order.services),
    }


def _report_events(story: Story, known: Known) -> None:
    """Send each carrier's events in the order in which they happened."""
    reported: dict[str, list[tuple[datetime, Answer]]] = {}
    for carrier, event, about, name in _events(story, known):
        body = {
            "event_id": name,
            **about,
            "type": event.type,
            "classifier": event.classifier,
            "happened_at": event.at,
            "reason": event.reason,
        }
        reported.setdefault(carrier, []).append((event.at, body))
    for carrier, events in reported.items():
        bodies = [body for _, body in sorted(events, key=lambda pair: pair[0])]
        for first in range(0, len(bodies), BATCH):
            answer = known.carriers[carrier].post("/v1/events", {"events": bodies[first : first + BATCH]})
            for result in answer["results"]:
                if result["status"] == "rejected":
                    raise NotLoaded(f"The event {result['event_id']} was rejected: {result.get('code')}.")


def _events(story: Story, known: Known) -> Iterator[tuple[str, Event, Answer, str]]:
    """Yield carrier, event, whom it is about, and its name: always the same, so that it counts once."""
    for order in story.orders:
        for event in order.events:
            about = {"stage_id": known.stages[order.number, event.ref]}
            name = f"demo-{order.number}-{event.ref}-{event.type}-{event.classifier}"
            yield order.stage(event.ref).carrier, event, about, name
    for trip in story.trips:
        for event in trip.events:
            name = f"demo-{trip.ref}-{event.type}-{event.classifier}"
            yield trip.carrier, event, {"trip_id": known.trips[trip.ref]}, name
