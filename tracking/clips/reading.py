"""Clips as their carrier may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.tables import Clip, ClipCar, Rendition, Stage, Vehicle
from store.words import ClipStatus


@dataclass(frozen=True)
class Car:
    """One car a clip shows; seconds when it is seen only for a while."""

    stage_id: UUID
    vin: str | None
    from_s: float | None
    to_s: float | None


# What the carrier is told where the row's own step says nothing.
_STEPS = {ClipStatus.AWAITING_UPLOAD: ("upload", 0), ClipStatus.UPLOADED: ("queue", 0)}


def clips_of(carrier_id: UUID) -> Select[Clip]:
    """Every clip of this carrier, and of nobody else."""
    return select(Clip).where(Clip.carrier_id == carrier_id)


def clip_of(session: Session, carrier_id: UUID, clip_id: UUID) -> Clip:
    """The carrier's clip. Raises NotFound."""
    clip = session.scalar(clips_of(carrier_id).where(Clip.id == clip_id))
    if clip is None:
        raise NotFound
    return clip


def cars_of(session: Session, clips: Sequence[Clip]) -> dict[UUID, list[Car]]:
    """The cars of each clip, as far as the stage is the clip's carrier's."""
    rows = session.execute(
        select(ClipCar.clip_id, ClipCar.stage_id, Vehicle.vin, ClipCar.from_s, ClipCar.to_s)
        .join(Clip, Clip.id == ClipCar.clip_id)
        .join(Stage, (Stage.id == ClipCar.stage_id) & (Stage.carrier_id == Clip.carrier_id))
        .join(Vehicle, (Vehicle.order_id == ClipCar.order_id) & (Vehicle.car == ClipCar.car))
        .where(ClipCar.clip_id.in_([clip.id for clip in clips]))
        .order_by(ClipCar.id)
    )
    cars: dict[UUID, list[Car]] = {clip.id: [] for clip in clips}
    for clip_id, stage_id, vin, from_s, to_s in rows:
        car = Car(stage_id, vin, from_s, to_s)
        if car not in cars[clip_id]:  # two orders may have the car: one closed, and the one that has it now
            cars[clip_id].append(car)
    return cars


def stills_of(session: Session, clips: Sequence[Clip]) -> dict[UUID, Rendition]:
    """The picture that each clip's verdict is about, where there is one."""
    settled = [clip.id for clip in clips if clip.status in {ClipStatus.HELD, ClipStatus.REJECTED}]
    found = select(Rendition).where(Rendition.kind == "still", Rendition.clip_id.in_(settled))
    return {each.clip_id: each for each in session.scalars(found.order_by(Rendition.attempt))}


def progress_of(clip: Clip) -> tuple[str, int]:
    """The step a clip is in, and how much of its processing is done, in percent."""
    if clip.status is ClipStatus.PROCESSING:
        return clip.step or "queue", clip.percent
    return _STEPS.get(clip.status, ("done", 100))


def captured_local(clip: Clip) -> datetime:
    """When it was filmed, in the offset the device said."""
    return clip.captured_at.astimezone(timezone(timedelta(minutes=clip.captured_offset_min)))
