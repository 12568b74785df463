"""Cuts: what each order may see of a clip. They follow the cars that the clip shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Clip, ClipCar, Cut, Order, Place, Stage, Vehicle
from store.words import ClipStatus, CutStatus, EntryKind, StageKind
from tracking.damages.telling import illustrate
from tracking.orders.spoken import at, towards
from tracking.reading.shown import is_playable
from tracking.timeline import lock_orders, remove_entry, write_entry


def add_cars(session: Session, clip: Clip, stages: Sequence[Stage], now: datetime) -> None:
    """Add cars to a clip, and publish their cuts when it is published. The clip must be locked."""
    for car in cars_at(session, stages):
        car.clip_id = clip.id
        session.add(car)
    session.flush()
    session.expire(clip, ["cars"])
    orders = {stage.order_id for stage in stages}
    if clip.status is ClipStatus.PUBLISHED:
        publish_cuts(session, clip, orders, now)
    elif clip.status is ClipStatus.HELD:
        make_cuts(session, clip, orders)


def cars_at(session: Session, stages: Sequence[Stage]) -> list[ClipCar]:
    """A row for the car that is at each of these stages now; the clip is the caller's to name."""
    orders = {stage.order_id for stage in stages}
    found = session.execute(select(Vehicle.order_id, Vehicle.car).where(Vehicle.order_id.in_(orders)))
    numbers = {row.order_id: row.car for row in found}
    return [
        ClipCar(id=new_id(), stage_id=stage.id, order_id=stage.order_id, car=numbers[stage.order_id])
        for stage in stages
    ]


def stages_shown(session: Session, clip: Clip) -> set[UUID]:
    """The stages whose cars the clip shows."""
    return {stage.id for stage, _car in session.execute(_shown_by(clip))}


def orders_shown(session: Session, clip: Clip) -> set[UUID]:
    """The orders whose cars the clip shows."""
    return set(session.scalars(select(ClipCar.order_id).where(ClipCar.clip_id == clip.id)))


def publish_cuts(session: Session, clip: Clip, order_ids: Iterable[UUID], now: datetime) -> None:
    """Give each of these orders its cut of a published clip, with the entry in its timeline. The clip must be locked.

    A cut that somebody holds or removed stays so.
    """
    for order, cut, stage in make_cuts(session, clip, order_ids):
        if cut.status is CutStatus.PUBLISHED:
            cut.published_at = cut.published_at or now
            _tell(session, order, cut, stage, now)
            illustrate(session, order, clip, now)


def make_cuts(session: Session, clip: Clip, order_ids: Iterable[UUID]) -> list[tuple[Order, Cut, Stage]]:
    """Each of these orders, locked, with its cut; of a clip that is not published a cut shows nothing yet.

    A withdrawn stage is no longer part of anybody's journey. An order that has the car at two stages gets one cut,
    at the later stage. The clip must be locked.
    """
    orders = lock_orders(session, order_ids)
    # Read once the orders are ours: an order that got another car meanwhile is no longer shown.
    shown = session.execute(_shown_by(clip).where(Stage.withdrawn_at.is_(None)).order_by(Stage.position))
    by_order = {stage.order_id: (stage, car) for stage, car in shown}
    cuts = {(cut.order_id, cut.car): cut for cut in cuts_of(session, clip)}
    placed = []
    for order in orders:
        if order.id in by_order:
            stage, car = by_order[order.id]
            placed.append((order, cuts.get((order.id, car)) or _new_cut(session, clip, stage, car), stage))
    return placed


def cuts_of(session: Session, clip: Clip) -> Sequence[Cut]:
    """Every cut of the clip, the removed ones too."""
    return session.scalars(select(Cut).where(Cut.clip_id == clip.id).order_by(Cut.id)).all()


def untell_cuts(session: Session, cuts: Iterable[Cut], now: datetime) -> None:
    """Turn these cuts' entries into tombstones. Their clip must be locked."""
    told = list(cuts)
    for order in lock_orders(session, {cut.order_id for cut in told}):
        for cut in told:  # an order that has had two cars may have two
            if cut.order_id == order.id:
                remove_entry(session, order, subject_of(cut), now)


def subject_of(cut: Cut) -> str:
    """What the cut's entry in the timeline is about."""
    return f"clip:{cut.id}"


def lock_footage(session: Session, order_id: UUID, car: int) -> None:
    """Lock the clips that show this car of an order: before the order itself, as whoever settles a clip does."""
    shown = select(ClipCar.clip_id).where(ClipCar.order_id == order_id, ClipCar.car == car)
    session.execute(select(Clip.id).where(Clip.id.in_(shown)).order_by(Clip.id).with_for_update()).all()


def publish_again(session: Session, order: Order, now: datetime) -> None:
    """Give an order its cuts back when its former car came back. Its footage and the order must be locked."""
    cars = select(ClipCar.clip_id).join(Vehicle, _is_the_orders_car()).where(ClipCar.order_id == order.id)
    clips = select(Clip).where(Clip.id.in_(cars), is_playable()).order_by(Clip.id)
    for clip in session.scalars(clips).all():
        publish_cuts(session, clip, [order.id], now)


def _shown_by(clip: Clip) -> Select[Stage, int]:
    """The stages at which the clip shows the car that their order has, with the car's number."""
    query = select(Stage, Vehicle.car).join(ClipCar, ClipCar.stage_id == Stage.id)
    return query.join(Vehicle, _is_the_orders_car()).where(ClipCar.clip_id == clip.id)


def _is_the_orders_car() -> ColumnElement[bool]:
    return and_(Vehicle.order_id == ClipCar.order_id, Vehicle.car == ClipCar.car)


def _new_cut(session: Session, clip: Clip, stage: Stage, car: int) -> Cut:
    cut = Cut(
        id=new_id(),
        clip=clip,
        order_id=stage.order_id,
        stage=stage,
        car=car,
        status=CutStatus.PUBLISHED,
        proof={},
    )
    session.add(cut)
    session.flush()
    return cut


def _tell(session: Session, order: Order, cut: Cut, stage: Stage, now: datetime) -> None:
    place = _place_at(stage, cut.clip.captured_at)
    code, params = _sentence(stage, place)
    write_entry(
        session,
        order,
        kind=EntryKind.CLIP,
        code=code,
        params=params,
        subject=subject_of(cut),
        happened_at=min(cut.clip.captured_at, now),  # a device's clock may be ahead
        now=now,
        stage=stage,
        place=place,
        cut=cut,
    )


def _place_at(stage: Stage, moment: datetime) -> Place | None:
    """Where the car was at that moment, as far as the stage knows; None on the way."""
    if stage.kind is StageKind.STORAGE or stage.actual_start is None or moment <= stage.actual_start:
        return stage.from_place
    return stage.to_place if stage.actual_end and moment >= stage.actual_end else None


def _sentence(stage: Stage, place: Place | None) -> tuple[str, dict[str, Any]]:
    if place is not None:
        return "clip_published_at", at(place)
    if stage.mode is not None:
        return "clip_published_on", {"mode": stage.mode.value} | towards(stage.to_place)
    return "clip_published", {}
