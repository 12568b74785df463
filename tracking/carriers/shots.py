"""Which shots a carrier owes of each car, and how far they have come."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Clip, ClipCar, Stage, Vehicle
from store.words import ClipStatus, ShotCode

SIDES = (ShotCode.FRONT, ShotCode.REAR, ShotCode.LEFT, ShotCode.RIGHT)
# By the carrier's `shot_level`, which the shop sets; a level not listed here asks for the usual.
NEEDED: Mapping[str, tuple[ShotCode, ...]] = {
    "none": (),
    "two_sides": (ShotCode.FRONT, ShotCode.REAR),
    "sides": SIDES,
    "full": (*SIDES, ShotCode.ROOF, ShotCode.ODOMETER),
}
USUAL = (ShotCode.WALKAROUND, ShotCode.LOADED)
STATES = {
    ClipStatus.AWAITING_UPLOAD: "sending",
    ClipStatus.UPLOADED: "checking",
    ClipStatus.PROCESSING: "checking",
    ClipStatus.HELD: "checking",
    ClipStatus.PUBLISHED: "ok",
    ClipStatus.REJECTED: "rejected",
}
BEST_FIRST = ("ok", "checking", "sending", "rejected")


def shot_lists(session: Session, levels: Mapping[UUID, str | None]) -> dict[UUID, list[dict[str, Any]]]:
    """Stage id -> its shot list, without labels. `levels`: stage id -> its carrier's shot level."""
    query = (
        select(ClipCar.stage_id, Clip)
        .join(Clip, Clip.id == ClipCar.clip_id)
        .join(Stage, (Stage.id == ClipCar.stage_id) & (Stage.order_id == ClipCar.order_id))
        .join(Vehicle, (Vehicle.order_id == ClipCar.order_id) & (Vehicle.car == ClipCar.car))
        .where(ClipCar.stage_id.in_(levels), Clip.status.in_(STATES))
        .order_by(Clip.id)
    )
    clips: dict[UUID, list[Clip]] = {stage_id: [] for stage_id in levels}
    for stage_id, clip in session.execute(query):
        clips[stage_id].append(clip)
    return {stage_id: _shot_list(level, clips[stage_id]) for stage_id, level in levels.items()}


def _shot_list(level: str | None, clips: Sequence[Clip]) -> list[dict[str, Any]]:
    needed = NEEDED.get(level or "", USUAL)
    sent = {ShotCode(shot) for clip in clips for shot in clip.shots}
    shown = [shot for shot in ShotCode if shot in needed or shot in sent]
    return [_shot(shot, clips, needed=shot in needed) for shot in shown]


def _shot(shot: ShotCode, clips: Sequence[Clip], *, needed: bool) -> dict[str, Any]:
    """The best clip that shows it; a walkaround shows the four sides."""
    answer: dict[str, Any] = {"code": shot.value, "needed": needed, "state": "missing"}
    shows = [clip for clip in clips if shot in clip.shots or (shot in SIDES and ShotCode.WALKAROUND in clip.shots)]
    if not shows:
        return answer
    # Of two as far on, the newer one.
    best = min(reversed(shows), key=lambda clip: BEST_FIRST.index(STATES[clip.status]))
    answer |= {"state": STATES[best.status], "clip_id": best.id}
    if best.status is ClipStatus.REJECTED and best.verdict_code is not None:
        answer["verdict"] = {"code": best.verdict_code.value, "params": best.verdict_params or {}}
    return answer
