"""Eight cars on one truck from Wuhan to Guangzhou; one of them is the demonstration's own."""

from datetime import datetime, time, timedelta

from ops.demo.story.moments import ON_THE_ROAD, last, latest_first, on_day
from ops.demo.story.parts import Event, Footage, Inspection, Order, Stage, Trip
from ops.demo.story.people import BUYERS, DOOR, RAIL, TRUCK, YARDS
from ops.demo.story.services import services
from ops.demo.story.vehicles import vehicle

# The buyers of the cars in the order in which they are drawn on the truck, and what they look like.
ABOARD = (
    ("chen", "saloon:deep_blue"),
    ("wang", "hatch:pearl_white"),
    ("liu", "estate:ruby_red"),
    ("huang", "saloon:silver"),
    ("zhou", "saloon:graphite"),
    ("wu", "hatch:amber_orange"),
    ("lin", "saloon:jade_green"),
    ("xu", "hatch:glacier_blue"),
)
HERO = ABOARD.index(("lin", "saloon:jade_green"))
HOURS = timedelta(hours=1)
ROUTE = ((29.36, 113.13), (28.19, 112.98), (26.89, 112.57), (25.79, 113.03))  # along the way south


def on_the_truck(now: datetime) -> tuple[list[Order], Trip]:
    """Return the eight orders and their trip, which set out before the oldest of its clips."""
    clips = latest_first(ON_THE_ROAD, now)[::-1]
    departure = clips[0][1] - 1.5 * HOURS
    loading = last(time(7, 50), departure - HOURS)
    trip = f"RW-{departure:%m%d}-WUH-CAN"
    orders = [_order(place, trip, departure, loading) for place in range(len(ABOARD))]
    footage = [Footage(clip, at, trip=trip, lat_lon=where) for (clip, at), where in zip(clips, ROUTE, strict=True)]
    events = (
        Event(trip, "departing", departure),
        Event(trip, "arriving", departure + 37 * HOURS, "estimated"),
    )
    return orders, Trip(trip, TRUCK, events, tuple(footage))


def _order(place: int, trip: str, departure: datetime, loading: datetime) -> Order:
    who, look = ABOARD[place]
    ordered_at = on_day(departure, time(10 + place, 7 * place), -31 - place)
    handover = on_day(departure, time(9, 0), 4)
    stages = _stages(departure, loading, trip)
    events = _events(stages, loading + timedelta(minutes=9 * place))
    return Order(
        number=f"LH-{ordered_at:%y%m}-{4810 + 7 * place}",
        buyer=BUYERS[who],
        vehicle=vehicle(look, 20411 + 13 * place, departure.year),
        ordered_at=ordered_at,
        promised=(handover, handover + 57 * HOURS),
        handover={
            "mode": "delivery",
            "address": "广州市天河区",
            "contact": "林海交付专员 020 3800 0110",
            "window": {"earliest": handover, "latest": handover + 4 * HOURS},
            "bring": ["id_card", "driving_licence"],
            "balance_due": {"amount": "36800.00", "currency": "CNY"},
        },
        stages=stages,
        services=services(handover),
        events=events,
        footage=_footage(stages, loading) if place == HERO else _too_dark(loading) if place == 0 else (),
        inspections=_inspections(stages, loading) if place == HERO else (),
        confirms=place == HERO,
    )


def _stages(departure: datetime, loading: datetime, trip: str) -> tuple[Stage, ...]:
    train = on_day(loading, time(20, 30), -5)
    arrival = departure + 36 * HOURS
    to_door = on_day(departure, time(8, 30), 4)
    return (
        Stage("plant", YARDS, "HEF-PLANT", "HEF-PLANT", on_day(train, time(8, 0), -3), train - 2 * HOURS),
        Stage("rail", RAIL, "HEF-PLANT", "WUH-HUB", train, train + 18 * HOURS, "rail"),
        Stage("wuhan", YARDS, "WUH-HUB", "WUH-HUB", train + 19 * HOURS, loading),
        Stage("truck", TRUCK, "WUH-HUB", "CAN-HUB", departure, arrival, "truck", trip),
        Stage("guangzhou", YARDS, "CAN-HUB", "CAN-HUB", arrival + HOURS, to_door - HOURS),
        Stage("door", DOOR, "CAN-HUB", "CAN-TIANHE", to_door, to_door + 2 * HOURS, "truck"),
    )


def _events(stages: tuple[Stage, ...], loading: datetime) -> tuple[Event, ...]:
    plant, rail = stages[0], stages[1]
    quarter = timedelta(minutes=15)
    return (
        Event("plant", "commissioning", plant.planned_start - 22 * HOURS),
        Event("plant", "inspecting", plant.planned_start + 3 * HOURS),
        Event("plant", "staging_outbound", plant.planned_end - 4 * HOURS),
        Event("rail", "loading", rail.planned_start - 1.5 * HOURS),
        Event("rail", "departing", rail.planned_start + quarter),
        Event("rail", "arriving", rail.planned_end - quarter),
        Event("rail", "unloading", rail.planned_end + 2 * quarter),
        Event("wuhan", "storing", rail.planned_end + 5 * quarter),
        Event("truck", "loading", loading),
    )


def _footage(stages: tuple[Stage, ...], loading: datetime) -> tuple[Footage, ...]:
    """Return what was filmed of the demonstration's own car before it was on the road."""
    plant, rail = stages[0], stages[1]
    minute = timedelta(minutes=1)
    return (
        Footage("gate-day", on_day(plant.planned_end, time(11, 5)), "plant", origin="gate", camera="GATE-2"),
        Footage("rail-morning", on_day(rail.planned_end, time(7, 25)), "rail", lat_lon=(31.13, 115.02)),
        Footage("yard-photo", on_day(rail.planned_end, time(16, 40)), "wuhan"),
        Footage("yard-day", on_day(loading, time(11, 40), -2), "wuhan"),
        Footage("loading-morning", loading + (9 * HERO + 2) * minute, "truck"),
    )


def _too_dark(loading: datetime) -> tuple[Footage, ...]:
    """Return what the driver filmed of the first car, before it was light and with the lamps off."""
    return (Footage("loading-black", loading - timedelta(minutes=4), "truck", poor=True),)


def _inspections(stages: tuple[Stage, ...], loading: datetime) -> tuple[Inspection, ...]:
    """Return what was signed for: the train brought the car as it was, and so the truck took it over."""
    rail = stages[1]
    minute = timedelta(minutes=1)
    return (
        Inspection("rail", "handover", rail.planned_end + 40 * minute, {"name": "周敏"}, 12),
        Inspection("truck", "pickup", loading + (9 * HERO - 3) * minute, {"name": "唐志强"}, 12),
    )
