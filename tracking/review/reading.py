"""Footage as a reviewer sees it: why it is held, which cars it shows, what can be played of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased, joinedload

from store.errors import NotFound
from store.tables import Agent, Carrier, Clip, ClipCar, Cut, Order, Rendition, Stage, Vehicle
from store.words import ClipStatus, CutStatus
from tracking.clips.keeping import kept_attempt


@dataclass(frozen=True)
class Reviewed:
    """A clip with its carrier, who holds it and who looks at it."""

    clip: Clip
    carrier: Carrier
    holder: Agent | None
    looker: Agent | None


def held_clips() -> Select[*tuple[Any, ...]]:
    """(clip, carrier, holder, looker) of everything that waits for a person, whole or for some buyers only."""
    whole = select(Clip.id).where(Clip.status == ClipStatus.HELD)
    # What is being processed comes here once it is done.
    some = select(Cut.clip_id).join(Clip, Clip.id == Cut.clip_id)
    some = some.where(Cut.status == CutStatus.HELD, Clip.status == ClipStatus.PUBLISHED)
    return _reviewed().where(Clip.id.in_(whole.union(some)))


def reviewed_clip(session: Session, clip_id: UUID) -> Reviewed:
    """One clip, whatever its status. Raises NotFound."""
    row = session.execute(_reviewed().where(Clip.id == clip_id)).one_or_none()
    if row is None:
        raise NotFound
    return Reviewed(*row)


def cars_shown(session: Session, clips: Sequence[Clip]) -> dict[UUID, list[Any]]:
    """(car, stage, order, vehicle, cut or None) of each clip."""
    is_its_cut = and_(Cut.clip_id == ClipCar.clip_id, Cut.order_id == ClipCar.order_id, Cut.car == ClipCar.car)
    rows = session.execute(
        select(ClipCar, Stage, Order, Vehicle, Cut)
        .join(Stage, Stage.id == ClipCar.stage_id)
        .join(Order, Order.id == ClipCar.order_id)
        .join(Vehicle, Vehicle.order_id == Order.id)
        .outerjoin(Cut, is_its_cut)
        .where(ClipCar.clip_id.in_([clip.id for clip in clips]))
        .order_by(ClipCar.id)
    ).all()
    shown: dict[UUID, list[Any]] = {clip.id: [] for clip in clips}
    for row in rows:
        shown[row[0].clip_id].append(row)
    return shown


def playable_outputs(session: Session, clip: Clip) -> Sequence[Rendition]:
    """What was made of the clip and is kept: what buyers see, or would see."""
    query = select(Rendition).where(
        Rendition.clip_id == clip.id, Rendition.attempt == kept_attempt(clip), Rendition.cut_id.is_(None)
    )
    return session.scalars(query.order_by(Rendition.height.desc(), Rendition.id)).all()


def _reviewed() -> Select[*tuple[Any, ...]]:
    holder, looker = aliased(Agent, name="holder"), aliased(Agent, name="looker")
    return (
        select(Clip, Carrier, holder, looker)
        .join(Carrier, Carrier.id == Clip.carrier_id)
        .outerjoin(holder, holder.id == Clip.held_by_id)
        .outerjoin(looker, looker.id == Clip.claimed_by_id)
        .options(joinedload(Clip.upload))
    )
