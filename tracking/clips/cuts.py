"""Cuts: what each order may see of a clip. They follow the cars that the clip shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Clip, ClipCar, Cut, Order, Place, Stage
from store.words import ClipStatus, CutStatus, EntryKind, StageKind
from tracking.orders.spoken import at, towards
from tracking.timeline import lock_orders, write_entry


def add_cars(session: Session, clip: Clip, stages: Sequence[Stage], now: datetime) -> None:
    """Add cars to a clip, and publish their cuts when it is published. The clip must be locked."""
    session.add_all(
        ClipCar(id=new_id(), clip_id=clip.id, stage_id=stage.id, order_id=stage.order_id) for stage in stages
    )
    session.flush()
    session.expire(clip, ["cars"])
    if clip.status is ClipStatus.PUBLISHED:
        publish_cuts(session, clip, {stage.order_id for stage in stages}, now)


def orders_shown(session: Session, clip: Clip) -> set[UUID]:
    """The orders whose cars the clip shows."""
    return set(session.scalars(select(ClipCar.order_id).where(ClipCar.clip_id == clip.id)))


def publish_cuts(session: Session, clip: Clip, order_ids: Iterable[UUID], now: datetime) -> None:
    """Give each of these orders its cut of a published clip, with the entry in its timeline. The clip must be locked.

    A withdrawn stage is no longer part of anybody's journey. An order that has the car at two stages gets one cut,
    at the later stage. A cut that somebody removed stays removed.
    """
    orders = lock_orders(session, order_ids)
    # Read once the orders are ours: an order that got another car meanwhile is no longer shown.
    shown = select(Stage).join(ClipCar, ClipCar.stage_id == Stage.id).where(ClipCar.clip_id == clip.id)
    stages = session.scalars(shown.where(Stage.withdrawn_at.is_(None)).order_by(Stage.position)).all()
    by_order = {stage.order_id: stage for stage in stages}
    cuts = {cut.order_id: cut for cut in session.scalars(select(Cut).where(Cut.clip_id == clip.id))}
    for order in orders:
        if (stage := by_order.get(order.id)) is None:
            continue
        cut = cuts.get(order.id) or _new_cut(session, clip, stage)
        if cut.status is CutStatus.PUBLISHED:
            cut.published_at = cut.published_at or now
            _tell(session, order, cut, stage, now)


def _new_cut(session: Session, clip: Clip, stage: Stage) -> Cut:
    cut = Cut(
        id=new_id(),
        clip=clip,
        order_id=stage.order_id,
        stage=stage,
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
        subject=f"clip:{cut.id}",
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
