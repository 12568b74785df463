"""The order's car. Another VIN is another car: what was told of the former one is taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import ClipCar, Order, Stage, TimelineEntry, Vehicle
from store.words import EntryKind
from tracking.audit import record
from tracking.timeline import remove_entry, write_entry

# What is about one car and not about the order. Milestones follow from the folds.
OF_ONE_CAR = (EntryKind.EVENT, EntryKind.CLIP, EntryKind.INSPECTION, EntryKind.CORRECTION)


def put_vehicle(session: Session, order: Order, vehicle: Vehicle, wish: Mapping[str, Any], now: datetime) -> bool:
    """Write what the shop says of the car; swap it when the VIN is another one. Whether a former car came back."""
    for name in ("make", "model", "trim", "colour"):
        setattr(vehicle, name, wish.get(name))
    vin = wish["vin"]
    if vin == vehicle.vin:
        return False
    if vehicle.vin is None:
        # In the order's first version the car was known from the beginning.
        vehicle.vin_assigned_at = order.ordered_at if order.latest_seq == 0 else now
        vehicle.vin = vin
        return False
    came_back = vin in vehicle.former_cars
    _swap(session, order, vehicle, vehicle.vin, vin, now)
    return came_back


def _swap(session: Session, order: Order, vehicle: Vehicle, former: str, vin: str, now: datetime) -> None:
    clips = session.scalars(
        select(ClipCar.clip_id).where(ClipCar.order_id == order.id, ClipCar.car == vehicle.car).distinct()
    ).all()
    _number(vehicle, former, vin, now)  # from here on the former car's events and footage do not count
    swap = record(
        session,
        None,
        "vehicle_swapped",
        "order",
        order.id,
        now,
        details={"former_vin": former, "vin": vin, "clips": sorted(clip_id.hex for clip_id in clips)},
    )
    stages = session.scalars(select(Stage).where(Stage.order_id == order.id))
    for stage in stages:
        stage.fold = {}
        stage.refused_at = stage.refused_reason = stage.refused_note = None
    _remove_entries(session, order, now)
    write_entry(
        session,
        order,
        kind=EntryKind.CORRECTION,
        code="vehicle_swapped",
        params={},
        subject=f"vehicle:{swap.id.hex}",
        happened_at=now,
        now=now,
    )


def _number(vehicle: Vehicle, former: str, vin: str, now: datetime) -> None:
    """Make `vin` the order's car: with its own number and time when the order had it before, else with the next."""
    since = vehicle.vin_assigned_at or now
    cars = {**vehicle.former_cars, former: {"car": vehicle.car, "vin_assigned_at": since.isoformat()}}
    highest = max(car["car"] for car in cars.values())
    known = cars.pop(vin, {"car": highest + 1, "vin_assigned_at": now.isoformat()})
    vehicle.vin, vehicle.car, vehicle.former_cars = vin, known["car"], cars
    vehicle.vin_assigned_at = datetime.fromisoformat(known["vin_assigned_at"])


def _remove_entries(session: Session, order: Order, now: datetime) -> None:
    subjects = session.scalars(
        select(TimelineEntry.subject)
        .where(
            TimelineEntry.order_id == order.id,
            TimelineEntry.kind.in_(OF_ONE_CAR),
            ~TimelineEntry.removed,
            ~TimelineEntry.subject.startswith("vehicle:"),  # that cars were swapped before stays said
        )
        .order_by(TimelineEntry.seq)
    ).all()
    for subject in subjects:
        remove_entry(session, order, subject, now)
