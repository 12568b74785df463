"""What a person adds to a clip before deciding: boxes to be hidden, and which cars it really shows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import Refused
from store.ids import wire_id
from store.tables import Clip, ClipCar, Stage
from store.words import CutStatus
from tracking.audit import record
from tracking.clips.cuts import add_cars, cuts_of, untell_cuts
from tracking.review.lease import decided, free_clip
from tracking.rules.redaction import Box, checked_boxes
from tracking.sign_in.identity import Caller
from tracking.timeline import lock_orders


def draw_boxes(session: Session, caller: Caller, clip_id: UUID, boxes: Sequence[Box], now: datetime) -> Clip:
    """Keep the boxes that the next attempt hides, in place of those drawn before.

    Raises NotFound, WrongState (`claimed`, `clip_removed`), Refused (`bad_boxes`).
    """
    clip = free_clip(session, caller, clip_id, now)
    clip.redactions = checked_boxes(boxes, clip.duration_s)
    record(session, caller, "clip_redacted", "clip", clip.id, now, details={"boxes": clip.redactions})
    return clip


def assign(
    session: Session, caller: Caller, clip_id: UUID, stage_ids: Sequence[UUID], reason: str, now: datetime
) -> Clip:
    """Say which cars the clip shows, by their stages: cuts of other cars are removed, missing ones made.

    A car that is said again after it was left out gets its cut back.

    Raises NotFound, WrongState (`claimed`, `clip_removed`), Refused (`not_the_carrier_s_stage`).
    """
    clip = free_clip(session, caller, clip_id, now)
    wanted = _stages(session, clip, stage_ids)
    before = session.scalars(select(ClipCar).where(ClipCar.clip_id == clip.id)).all()
    lock_orders(session, {car.order_id for car in before} | {stage.order_id for stage in wanted})
    gone = [car for car in before if car.stage_id not in stage_ids]
    kept_orders = {car.order_id for car in before if car.stage_id in stage_ids}
    left = {car.order_id for car in gone} - kept_orders
    for cut in (each for each in cuts_of(session, clip) if each.order_id in left):
        untell_cuts(session, [cut], now)
        cut.status, cut.removed_at = CutStatus.REMOVED, cut.removed_at or now
    for car in gone:
        session.delete(car)
    session.flush()
    known = {car.stage_id for car in before}
    added = [stage for stage in wanted if stage.id not in known]
    _give_back(session, clip, {stage.order_id for stage in added} - {car.order_id for car in before})
    add_cars(session, clip, added, now)
    decided(clip)
    details = {
        "before": sorted(wire_id("stg", car.stage_id) for car in before),
        "after": sorted(wire_id("stg", stage.id) for stage in wanted),
    }
    record(session, caller, "clip_assigned", "clip", clip.id, now, reason=reason, details=details)
    return clip


def _give_back(session: Session, clip: Clip, order_ids: Collection[UUID]) -> None:
    """Undo that the clip was said not to show these orders' cars."""
    for cut in cuts_of(session, clip):
        if cut.order_id in order_ids and cut.status is CutStatus.REMOVED:
            cut.status, cut.removed_at = CutStatus.PUBLISHED, None


def _stages(session: Session, clip: Clip, stage_ids: Sequence[UUID]) -> Sequence[Stage]:
    own = Stage.carrier_id == clip.carrier_id
    found = session.scalars(select(Stage).where(Stage.id.in_(stage_ids), own, Stage.withdrawn_at.is_(None))).all()
    if missing := set(stage_ids) - {stage.id for stage in found}:
        sentences = [
            f"{wire_id('stg', each)} is no stage of the carrier that filmed this." for each in sorted(missing)
        ]
        errors = {"stage_ids": sentences}
        raise Refused("A clip shows cars of its own carrier.", code="not_the_carrier_s_stage", errors=errors)
    return found
