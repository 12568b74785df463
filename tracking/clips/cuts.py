"""Cuts: what each order may see of a clip. They follow the cars that the clip shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Clip, ClipCar, Cut, Order, Place, Stage, Vehicle
from store.words import ClipStatus, CutStatus, EntryKind, OrderState, StageKind
from tracking.clips.at_handover import Handovers
from tracking.clips.proof import proof_of
from tracking.damages.telling import illustrate
from tracking.orders.spoken import at, towards
from tracking.reading.shown import is_playable
from tracking.rules.handed_on import is_at_a_door
from tracking.timeline import lock_orders, remove_entry, tell_of_files, write_entry


def add_cars(session: Session, clip: Clip, stages: Sequence[Stage], now: datetime) -> None:
    """Add cars to a clip, and publish their cuts when it is published. The clip must be locked."""
    for car in cars_at(session, stages, clip.captured_at):
        car.clip_id = clip.id
        session.add(car)
    session.flush()
    session.expire(clip, ["cars"])
    orders = {stage.order_id for stage in stages}
    if clip.status is ClipStatus.PUBLISHED:
        publish_cuts(session, clip, orders, now)
    elif clip.status is ClipStatus.HELD:
        make_cuts(session, clip, orders)


def cars_at(session: Session, stages: Sequence[Stage], captured_at: datetime) -> list[ClipCar]:
    """A row for the car that is at each of these stages now; the clip is the caller's to name."""
    orders = {stage.order_id for stage in stages}
    found = session.execute(select(Vehicle.order_id, Vehicle.car).where(Vehicle.order_id.in_(orders)))
    numbers = {row.order_id: row.car for row in found}
    handovers = Handovers(session, orders)
    return [
        ClipCar(
            id=new_id(),
            stage_id=stage.id,
            order_id=stage.order_id,
            car=(car := numbers[stage.order_id]),
            at_a_door=is_at_a_door(handovers.filmed(stage, car, captured_at)),
        )
        for stage in stages
    ]


def stages_shown(session: Session, clip: Clip) -> set[UUID]:
    """The stages whose cars the clip shows."""
    return {stage.id for _order_id, stage, _car in session.execute(_shown_by(clip))}


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
            cut.proof = proof_of(session, clip, cut.published_at)
            _tell(session, order, cut, stage, now)
            illustrate(session, order, clip, now)


def renew_files(session: Session, clip: Clip, now: datetime) -> None:
    """A published clip got more files: its cuts vouch for them, and what names them says so. It must be locked."""
    shown = [cut for cut in cuts_of(session, clip) if cut.status is CutStatus.PUBLISHED]
    for order in lock_orders(session, {cut.order_id for cut in shown}):
        for cut in shown:  # an order that has had two cars may have two
            if cut.order_id == order.id and cut.published_at is not None:
                cut.proof = proof_of(session, clip, cut.published_at)
                tell_of_files(session, order, cut, now)


def make_cuts(session: Session, clip: Clip, order_ids: Iterable[UUID]) -> list[tuple[Order, Cut, Stage]]:
    """Each of these orders, locked, with its cut; of a clip that is not published a cut shows nothing yet.

    A withdrawn stage is no longer part of its order's journey. An order that has the car at two stages gets one cut,
    at the later stage of its own. A closed order gets none any more. The clip must be locked.
    """
    orders = lock_orders(session, order_ids)
    # Read once the orders are ours: an order that got another car meanwhile is no longer shown.
    own = Stage.order_id == ClipCar.order_id
    shown = session.execute(
        _shown_by(clip).where(or_(Stage.withdrawn_at.is_(None), ~own)).order_by(own, Stage.position)
    )
    by_order = {order_id: (stage, car) for order_id, stage, car in shown}
    cuts = {(cut.order_id, cut.car): cut for cut in cuts_of(session, clip)}
    placed = []
    for order in orders:
        if order.id not in by_order:
            continue
        stage, car = by_order[order.id]
        cut = cuts.get((order.id, car))
        if cut is None and order.state is OrderState.OPEN:
            cut = _new_cut(session, clip, order, stage, car, list(cuts.values()))
        if cut is not None:
            _prove(cut, clip)
            placed.append((order, cut, stage))
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


def publish_again(session: Session, order: Order, now: datetime) -> None:
    """Give an order its cuts back when its former car came back. Its footage and the order must be locked."""
    cars = select(ClipCar.clip_id).join(Vehicle, _is_the_orders_car()).where(ClipCar.order_id == order.id)
    clips = select(Clip).where(Clip.id.in_(cars), is_playable()).order_by(Clip.id)
    for clip in session.scalars(clips).all():
        publish_cuts(session, clip, [order.id], now)


def _shown_by(clip: Clip) -> Select[UUID, Stage, int]:
    """The orders whose present car the clip shows, the stage at which it was filmed, and the car's number."""
    query = select(ClipCar.order_id, Stage, Vehicle.car).join(ClipCar, ClipCar.stage_id == Stage.id)
    return query.join(Vehicle, _is_the_orders_car()).where(ClipCar.clip_id == clip.id)


def _is_the_orders_car() -> ColumnElement[bool]:
    return and_(Vehicle.order_id == ClipCar.order_id, Vehicle.car == ClipCar.car)


def _new_cut(session: Session, clip: Clip, order: Order, stage: Stage, car: int, others: Sequence[Cut]) -> Cut:
    """What somebody holds of the car in the order it was filmed for waits here too."""
    held = any(cut.order_id == stage.order_id and cut.status is CutStatus.HELD for cut in others)
    cut = Cut(
        id=new_id(),
        clip=clip,
        order_id=order.id,
        stage=stage,
        car=car,
        status=CutStatus.HELD if held and stage.order_id != order.id else CutStatus.PUBLISHED,
        proof={},
    )
    session.add(cut)
    session.flush()
    return cut


def _prove(cut: Cut, clip: Clip) -> None:
    """What buyers are told about the making of what they see."""
    if clip.hidden is not None:  # nothing was looked for in the earliest clips
        cut.blurred = clip.hidden.get("seconds", 0) > 0
        cut.proof = {**cut.proof, "hidden": clip.hidden}


def _tell(session: Session, order: Order, cut: Cut, stage: Stage, now: datetime) -> None:
    place = _place_at(stage, cut)
    code, params = _sentence(stage, place, "photo" if cut.clip.photo else "clip")
    write_entry(
        session,
        order,
        kind=EntryKind.CLIP,
        code=code,
        params=params,
        subject=subject_of(cut),
        happened_at=min(cut.clip.captured_at, now),  # a device's clock may be ahead
        now=now,
        stage=stage if stage.order_id == order.id else None,  # another order's plan is not this buyer's to know
        place=place,
        cut=cut,
    )


def _place_at(stage: Stage, cut: Cut) -> Place | None:
    """Where the car was when it was filmed, as far as the stage knows; None on the way."""
    moment = cut.clip.captured_at
    if stage.kind is StageKind.STORAGE:
        return stage.from_place
    if stage.order_id != cut.order_id:  # its times are of the car that the other order has now
        return None
    if stage.actual_start is None or moment <= stage.actual_start:
        return stage.from_place
    return stage.to_place if stage.actual_end and moment >= stage.actual_end else None


def _sentence(stage: Stage, place: Place | None, what: str) -> tuple[str, dict[str, Any]]:
    if place is not None:
        return f"{what}_published_at", at(place)
    if stage.mode is not None:
        return f"{what}_published_on", {"mode": stage.mode.value} | towards(stage.to_place)
    return f"{what}_published", {}
