"""Taking a carrier's condition report: checked whole, written once, and compared with what was known of the car."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import new_id
from store.tables import Clip, ClipCar, Inspection, Order, Stage, Vehicle
from store.words import ClipStatus, OrderState
from tracking.cases.terms import terms_in
from tracking.damages.newness import judge
from tracking.damages.reported import check_codes, damage_of
from tracking.events.reports import CLOCK_SKEW, OLDEST
from tracking.events.under_way import Reporter
from tracking.orders.faults import Faults
from tracking.timeline import lock_orders
from tracking.webhooks.condition import tell_inspection

GONE = (ClipStatus.REMOVED, ClipStatus.FAILED)  # footage that will never show anything


def report_inspection(
    session: Session, reporter: Reporter, stage_id: UUID, told: Mapping[str, Any], now: datetime
) -> tuple[Inspection, bool]:
    """Write the report, or find the one that says exactly the same; whether it is new.

    `told` has the members of the contract, with `inspected_at` in the inspector's offset. Raises NotFound when the
    stage is not this carrier's, WrongState (`order_closed`), and Refused with field paths.
    """
    stage = stage_of(session, reporter.carrier_id, stage_id)
    order = lock_orders(session, [stage.order_id])[0]
    session.refresh(stage)  # under the lock: the shop may have given it to another carrier meanwhile
    if stage.carrier_id != reporter.carrier_id or stage.withdrawn_at is not None:
        raise NotFound
    car = session.scalars(select(Vehicle.car).where(Vehicle.order_id == order.id)).one()
    content_hash = _content_hash(told)
    same = select(Inspection).where(
        Inspection.stage_id == stage.id, Inspection.car == car, Inspection.content_hash == content_hash
    )
    if (there := session.scalar(same)) is not None:
        return there, False
    if order.state is not OrderState.OPEN:
        raise WrongState("The order of this car was closed; there is nothing to hand over.", code="order_closed")
    _check(session, reporter, order, car, told, now)
    inspection = _inspection(reporter, stage, order, car, told, now)
    inspection.content_hash = content_hash
    session.add(inspection)
    codes = terms_in(session).codes
    inspection.damages += [damage_of(order, car, found, codes, inspection.inspected_at) for found in told["damages"]]
    judge(session, order, car, now)
    tell_inspection(session, inspection, now)
    return inspection, True


def stage_of(session: Session, carrier_id: UUID, stage_id: UUID) -> Stage:
    """The carrier's stage. Raises NotFound when it is not there, withdrawn, or somebody else's."""
    mine = select(Stage).where(Stage.id == stage_id, Stage.carrier_id == carrier_id, Stage.withdrawn_at.is_(None))
    stage = session.scalar(mine)
    if stage is None:
        raise NotFound
    return stage


def _inspection(
    reporter: Reporter, stage: Stage, order: Order, car: int, told: Mapping[str, Any], now: datetime
) -> Inspection:
    offset = told["inspected_at"].utcoffset()
    return Inspection(
        id=new_id(),
        stage_id=stage.id,
        order_id=order.id,
        car=car,
        carrier_id=reporter.carrier_id,
        driver_id=reporter.driver_id,
        kind=told["kind"],
        inspected_at=told["inspected_at"].astimezone(UTC),
        utc_offset_min=int(offset.total_seconds() // 60),
        recorded_at=now,
        odometer_km=told.get("odometer"),
        signature=dict(told["signature"]),
    )


def _check(
    session: Session,
    reporter: Reporter,
    order: Order,
    car: int,
    told: Mapping[str, Any],
    now: datetime,
) -> None:
    faults = Faults()
    if not now - OLDEST <= told["inspected_at"] <= now + CLOCK_SKEW:
        faults.add("inspected_at", "This is not a time at which it can have been looked at.", "time_out_of_range")
    check_codes(faults, told["damages"], terms_in(session).codes)
    _check_clips(session, faults, reporter, order, car, told["damages"])
    faults.raise_if_any()


def _check_clips(
    session: Session, faults: Faults, reporter: Reporter, order: Order, car: int, damages: Sequence[Mapping[str, Any]]
) -> None:
    """A still must be of that very car, filmed by whoever reports. Another's clip is as unknown as none."""
    named = {damage["clip_id"] for damage in damages if damage.get("clip_id")}
    shows = select(Clip.id, Clip.duration_s).join(ClipCar, ClipCar.clip_id == Clip.id)
    mine = shows.where(Clip.carrier_id == reporter.carrier_id, Clip.status.not_in(GONE))
    of_the_car = mine.where(Clip.id.in_(named), ClipCar.order_id == order.id, ClipCar.car == car)
    known: dict[Any, float | None] = dict(session.execute(of_the_car).all())
    for index, damage in enumerate(damages):
        clip_id, at_s = damage.get("clip_id"), damage.get("at_s")
        if clip_id is not None and clip_id not in known:
            faults.add(f"damages.{index}.clip_id", "You have no clip of this car by that id.", "unknown_clip")
        elif at_s is not None and clip_id is None:
            faults.add(f"damages.{index}.at_s", "A second needs the clip it lies in: give clip_id.", "clip_missing")
        elif at_s is not None and (lasts := known[clip_id]) is not None and at_s > lasts:
            sentence = f"The clip lasts only {lasts:.1f} seconds."
            faults.add(f"damages.{index}.at_s", sentence, "at_s_out_of_range")


def _content_hash(told: Mapping[str, Any]) -> bytes:
    """What must be the same for the same report sent twice. The instant counts, not the offset it was written in."""
    content = json.dumps(_plain({**told, "inspected_at": told["inspected_at"].astimezone(UTC)}), sort_keys=True)
    return hashlib.sha256(content.encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, datetime) else value
