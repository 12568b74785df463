"""The order's car. Another VIN is another car: what was told of the former one is taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import AuditEntry, ClipCar, Cut, Order, Stage, TimelineEntry, Vehicle
from store.words import CutStatus, EntryKind
from tracking.timeline import remove_entry, write_entry

# What is about one car and not about the order. Milestones follow from the folds.
OF_ONE_CAR = (EntryKind.EVENT, EntryKind.CLIP, EntryKind.INSPECTION, EntryKind.CORRECTION)


def put_vehicle(session: Session, order: Order, vehicle: Vehicle, wish: Mapping[str, Any], now: datetime) -> None:
    """Write what the shop says of the car; swap it when the VIN is another one."""
    for name in ("make", "model", "trim", "colour"):
        setattr(vehicle, name, wish.get(name))
    vin = wish.get("vin")
    if vin == vehicle.vin:
        return
    if vehicle.vin is None:
        # In the order's first version the car was known from the beginning.
        vehicle.vin_assigned_at = order.ordered_at if order.latest_seq == 0 else now
        vehicle.vin = vin
        return
    _swap(session, order, vehicle, vin, now)


def _swap(session: Session, order: Order, vehicle: Vehicle, vin: str | None, now: datetime) -> None:
    former = vehicle.vin
    vehicle.vin, vehicle.vin_assigned_at = vin, now if vin else None
    vehicle.car += 1  # the former car's events no longer count here
    clips = _take_cuts_away(session, order, now)
    stages = session.scalars(select(Stage).where(Stage.order_id == order.id))
    for stage in stages:
        stage.fold = {}
    _remove_entries(session, order, now)
    write_entry(
        session,
        order,
        kind=EntryKind.CORRECTION,
        code="vehicle_swapped",
        params={},
        subject=f"vehicle:{vehicle.car}",
        happened_at=now,
        now=now,
    )
    session.add(
        AuditEntry(
            id=new_id(),
            at=now,
            audience=None,
            action="vehicle_swapped",
            subject_kind="order",
            subject_id=order.id,
            details={"former_vin": former, "vin": vin, "clips": clips},
        )
    )


def _take_cuts_away(session: Session, order: Order, now: datetime) -> list[str]:
    """The former car's footage leaves this order, published or still on its way; the ids of its clips."""
    cuts = session.scalars(select(Cut).where(Cut.order_id == order.id, Cut.status != CutStatus.REMOVED))
    for cut in cuts:
        cut.status, cut.removed_at = CutStatus.REMOVED, now
    cars = session.scalars(delete(ClipCar).where(ClipCar.order_id == order.id).returning(ClipCar.clip_id))
    return sorted({clip_id.hex for clip_id in cars})


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
