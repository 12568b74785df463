"""The other orders: each waits at another step of its journey."""

from datetime import datetime, time, timedelta

from ops.demo.story.moments import AT_THE_DOOR, LATELY, last, latest_first, on_day
from ops.demo.story.parts import Damage, Event, Footage, Inspection, Order, Stage, Words
from ops.demo.story.people import BUYERS, DOOR, RAIL, SHIP, TRUCK, YARDS
from ops.demo.story.services import services
from ops.demo.story.vehicles import vehicle

SCRATCH = Damage("04", "12", 3, "yard-dusk", 1.0)  # on the rear bumper
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)
LOOKS = {"street-day": "hatch:glacier_blue", "street-dusk": "saloon:ink_black"}
NEEDED = ["identity_card", "contract", "driving_licence"]


def elsewhere(now: datetime) -> list[Order]:
    """Return the orders that are not on the truck, from the newest to the delivered."""
    (lately, at), (before, _) = latest_first(AT_THE_DOOR, now)
    return [
        _ordered(now),
        _in_production(now),
        _ready(now),
        _on_rail(now),
        _delayed(now),
        _out_for_delivery(now, lately, at),
        _to_be_picked_up(now),
        _delivered(now, before),
    ]


def _pickup(store: str, day: datetime) -> Words:
    window = {"earliest": on_day(day, time(10, 0)), "latest": on_day(day, time(18, 0))}
    return {"mode": "pickup", "place_code": store, "window": window, "bring": NEEDED}


def _from_plant(by: datetime) -> tuple[Stage, Stage]:
    """Return the stay at the plant until `by`, and the train to Wuhan that leaves then."""
    return (
        Stage("plant", YARDS, "HEF-PLANT", "HEF-PLANT", by - 3 * DAYS, by - 2 * HOURS),
        Stage("rail", RAIL, "HEF-PLANT", "WUH-HUB", by, by + 18 * HOURS, "rail"),
    )


def _to_guangzhou(by: datetime) -> tuple[Stage, ...]:
    """Return the journey from the plant, left at `by`, to the store in Guangzhou."""
    truck = by + 3 * DAYS
    return (
        *_from_plant(by),
        Stage("wuhan", YARDS, "WUH-HUB", "WUH-HUB", by + 19 * HOURS, truck - 2 * HOURS),
        Stage("truck", TRUCK, "WUH-HUB", "CAN-STORE", truck, truck + 38 * HOURS, "truck"),
    )


def _built(by: datetime) -> tuple[Event, ...]:
    return (
        Event("plant", "commissioning", by - 4 * DAYS),
        Event("plant", "inspecting", by - 3 * DAYS + 2 * HOURS),
        Event("plant", "staging_outbound", by - 8 * HOURS),
    )


def _ordered(now: datetime) -> Order:
    ordered_at, by = last(time(20, 14), now - DAYS), on_day(now, time(20, 30), 33)
    return Order(
        f"LH-{ordered_at:%y%m}-4951",
        BUYERS["deng"],
        vehicle("hatch:amber_orange", 0, now.year, built=False),
        ordered_at,
        (by + 6 * DAYS, by + 16 * DAYS),
        {"mode": "pickup", "place_code": "CAN-STORE"},
        _to_guangzhou(by),
        services(by + 8 * DAYS),
    )


def _in_production(now: datetime) -> Order:
    ordered_at, by = last(time(11, 32), now - 19 * DAYS), on_day(now, time(20, 30), 4)
    return Order(
        f"LH-{ordered_at:%y%m}-4902",
        BUYERS["martin"],
        vehicle("estate:deep_blue", 20688, now.year),
        ordered_at,
        (by + 5 * DAYS, by + 9 * DAYS),
        {"mode": "pickup", "place_code": "CAN-STORE"},
        _to_guangzhou(by),
        services(by + 6 * DAYS),
        (Event("plant", "commissioning", last(time(9, 10), now - LATELY)),),
    )


def _ready(now: datetime) -> Order:
    at = last(time(21, 35), now - LATELY)
    ordered_at, by = last(time(15, 48), now - 24 * DAYS), on_day(now, time(20, 30), 1)
    staged = Event("plant", "staging_outbound", at + timedelta(minutes=10))
    return Order(
        f"LH-{ordered_at:%y%m}-4877",
        BUYERS["tang"],
        vehicle("estate:champagne", 20590, now.year),
        ordered_at,
        (by + 5 * DAYS, by + 8 * DAYS),
        {"mode": "pickup", "place_code": "CAN-STORE"},
        _to_guangzhou(by),
        services(by + 6 * DAYS),
        (*_built(by - DAYS)[:2], staged),
        (
            Footage("yard-dim", at - timedelta(minutes=50), "plant", poor=True),
            Footage("gate-night", at, "plant", origin="gate", camera="GATE-2"),
        ),
    )


def _on_rail(now: datetime) -> Order:
    at = last(time(18, 10), now - LATELY)
    by = at - 7 * HOURS
    ordered_at, there = last(time(9, 26), now - 28 * DAYS), by + 52 * HOURS
    stages = (
        Stage("plant", YARDS, "HEF-PLANT", "HEF-PLANT", by - 3 * DAYS, by - 2 * HOURS),
        Stage("rail", RAIL, "HEF-PLANT", "CTU-HUB", by, there, "rail"),
        Stage("store", TRUCK, "CTU-HUB", "CTU-STORE", there + 20 * HOURS, there + 23 * HOURS, "truck"),
    )
    return Order(
        f"LH-{ordered_at:%y%m}-4843",
        BUYERS["han"],
        vehicle("estate:lilac_grey", 20541, now.year),
        ordered_at,
        (there + 24 * HOURS, there + 3 * DAYS),
        {"mode": "pickup", "place_code": "CTU-STORE"},
        stages,
        services(there + DAYS),
        (
            *_built(by),
            Event("rail", "loading", by - 2 * HOURS),
            Event("rail", "departing", by + timedelta(minutes=6)),
            Event("rail", "arriving", there + HOURS, "estimated"),
        ),
        (
            Footage("rail-unsharp", at - timedelta(minutes=25), "rail", poor=True),
            Footage("rail-dusk", at, "rail", lat_lon=(32.05, 112.14)),
        ),
    )


def _delayed(now: datetime) -> Order:
    """Return the car that a storm keeps in the port: the ferry was to leave yesterday, and leaves in three days."""
    at = last(time(21, 40), now - LATELY)
    sailing = on_day(at, time(9, 0))
    ordered_at = last(time(17, 3), now - 33 * DAYS)
    stages = (
        Stage("truck", TRUCK, "HEF-PLANT", "CAN-PORT", sailing - 4 * DAYS, sailing - 2 * DAYS, "truck"),
        Stage("port", YARDS, "CAN-PORT", "CAN-PORT", sailing - 2 * DAYS + HOURS, sailing - 2 * HOURS),
        Stage("ferry", SHIP, "CAN-PORT", "HAK-PORT", sailing, sailing + 20 * HOURS, "vessel"),
        Stage("store", DOOR, "HAK-PORT", "HAK-STORE", sailing + 24 * HOURS, sailing + 26 * HOURS, "truck"),
    )
    return Order(
        f"LH-{ordered_at:%y%m}-4799",
        BUYERS["chen"],
        vehicle("saloon:pearl_white", 20377, now.year),
        ordered_at,
        (on_day(sailing, time(10, 0), 2), on_day(sailing, time(18, 0), 4)),
        {"mode": "pickup", "place_code": "HAK-STORE"},
        stages,
        services(sailing + 3 * DAYS),
        (
            Event("truck", "loading", sailing - 4 * DAYS - 2 * HOURS),
            Event("truck", "departing", sailing - 4 * DAYS),
            Event("truck", "arriving", sailing - 2 * DAYS),
            Event("port", "storing", sailing - 2 * DAYS + HOURS),
            Event("port", "holding", at - HOURS, reason="weather"),
            Event("ferry", "departing", on_day(now, time(9, 0), 3), "estimated", "weather"),
        ),
        (Footage("yard-rain", at, "port", origin="fixed_camera", camera="POLE-7"),),
    )


def _out_for_delivery(now: datetime, clip: str, at: datetime) -> Order:
    """Return the car that is brought today, or, when it left in the evening, tomorrow morning."""
    ordered_at, left = last(time(13, 55), now - 36 * DAYS), at - timedelta(minutes=50)
    begins = on_day(at, time(15, 0)) if clip == "street-day" else on_day(at, time(9, 0), 1)
    window = {"earliest": begins, "latest": begins + 4 * HOURS}
    stages = (
        Stage("truck", TRUCK, "HEF-PLANT", "CAN-HUB", at - 5 * DAYS, at - 3 * DAYS, "truck"),
        Stage("guangzhou", YARDS, "CAN-HUB", "CAN-HUB", at - 3 * DAYS + HOURS, left - HOURS),
        Stage("door", DOOR, "CAN-HUB", "SZX-NANSHAN", left, begins + 2 * HOURS, "truck"),
    )
    return Order(
        f"LH-{ordered_at:%y%m}-4768",
        BUYERS["wang"],
        vehicle(LOOKS[clip], 20298, now.year),
        ordered_at,
        (begins - DAYS, begins + DAYS),
        {"mode": "delivery", "address": "深圳市南山区", "window": window, "bring": NEEDED},
        stages,
        services(begins, over=True),
        (
            Event("truck", "loading", at - 5 * DAYS - 2 * HOURS),
            Event("truck", "departing", at - 5 * DAYS),
            Event("truck", "arriving", at - 3 * DAYS),
            Event("guangzhou", "storing", at - 3 * DAYS + HOURS),
            Event("door", "loading", left - HOURS),
            Event("door", "departing", left),
        ),
        (Footage(clip, at, "door", lat_lon=(22.55, 113.95)),),
        confirms=True,
    )


def _to_be_picked_up(now: datetime) -> Order:
    at = last(time(18, 20), now - LATELY)
    ordered_at, there = last(time(19, 41), now - 38 * DAYS), on_day(at, time(14, 30))
    stages = (
        *_from_plant(there - 5 * DAYS),
        Stage("truck", TRUCK, "WUH-HUB", "CAN-STORE", there - 38 * HOURS, there, "truck"),
        Stage("store", YARDS, "CAN-STORE", "CAN-STORE", there + HOURS, on_day(now, time(18, 0), 2)),
    )
    return Order(
        f"LH-{ordered_at:%y%m}-4741",
        BUYERS["xu"],
        vehicle("saloon:silver", 20215, now.year),
        ordered_at,
        (on_day(now, time(10, 0), 1), on_day(now, time(18, 0), 4)),
        {**_pickup("CAN-STORE", now + DAYS), "balance_due": {"amount": "1280.00", "currency": "CNY"}},
        stages,
        services(now + DAYS, over=True),
        (
            *_built(there - 5 * DAYS),
            Event("rail", "departing", there - 5 * DAYS),
            Event("rail", "arriving", there - 5 * DAYS + 18 * HOURS),
            Event("truck", "loading", there - 40 * HOURS),
            Event("truck", "departing", there - 38 * HOURS),
            Event("truck", "arriving", there),
            Event("store", "storing", there + HOURS),
        ),
        (Footage("yard-dusk", at, "store"),),
        (
            Inspection("truck", "pickup", there - 40.5 * HOURS, {"name": "唐志强"}, 14),
            Inspection("truck", "handover", there + 0.5 * HOURS, {"none": "nobody_there"}, 15),
            # Somebody brushed the car against something on the truck: the store finds it.
            Inspection("store", "pickup", at + timedelta(minutes=5), {"name": "何丽"}, 15, (SCRATCH,)),
        ),
    )


def _delivered(now: datetime, clip: str) -> Order:
    """Return the earlier car of the demonstration's buyer."""
    at = on_day(now, AT_THE_DOOR[clip], -6)
    ordered_at, left = last(time(16, 20), now - 47 * DAYS), at - timedelta(minutes=40)
    stages = (
        Stage("truck", TRUCK, "HEF-PLANT", "CAN-HUB", at - 6 * DAYS, at - 4 * DAYS, "truck"),
        Stage("guangzhou", YARDS, "CAN-HUB", "CAN-HUB", at - 4 * DAYS + HOURS, left - HOURS),
        Stage("door", DOOR, "CAN-HUB", "CAN-TIANHE", left, left + 2 * HOURS, "truck"),
    )
    return Order(
        f"LH-{ordered_at:%y%m}-4655",
        BUYERS["lin"],
        vehicle(LOOKS[clip], 20056, now.year),
        ordered_at,
        (on_day(at, time(9, 0)), on_day(at, time(20, 0), 1)),
        {"mode": "delivery", "address": "广州市天河区"},
        stages,
        services(at, over=True),
        (
            Event("truck", "departing", at - 6 * DAYS),
            Event("truck", "arriving", at - 4 * DAYS),
            Event("guangzhou", "storing", at - 4 * DAYS + HOURS),
            Event("door", "departing", left),
            Event("door", "arriving", left + 2 * HOURS),
            Event("door", "retail_selling", left + 2.5 * HOURS),
        ),
        (Footage(clip, at, "door", lat_lon=(23.11, 113.33)),),
        receipt={
            "received_at": left + 2.4 * HOURS,
            "condition": "with_remarks",
            "odometer": 21,
            "remarks": "右后门有一处细小划痕，其余一切满意。",
            "damages": [{"area": "13", "type": "12", "severity": 1}],
            "signed_by": BUYERS["lin"].name,
        },
    )
