"""What does not go on by itself and needs a person: footage, cars, stages, events. Each kind reads its own index."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, cast, func, literal, null, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from store.tables import Clip, ClipCar, Order, OwedRenditions, ParkedEvent, Stage
from store.words import LEFT_BEHIND, ClipStatus, Milestone, OrderState
from tracking.rules.clip_status import UNSETTLED

# How long each may take before somebody has to look. Not measured: what support would ask about unprompted.
PROCESSING_TAKES = timedelta(minutes=30)
LATE = timedelta(hours=24)
PARKED = timedelta(hours=1)


def stuck_things(now: datetime) -> Select[*tuple[Any, ...]]:
    """(kind, since, id, order_id) of everything that is stuck; `id` is of a clip, a stage or a parked event."""
    clips = (_failed_clips(), _waiting_clips(now), _unfinished_clips())
    parts = union_all(*clips, _cars_left_behind(), _late_stages(now), _parked(now))
    found = parts.subquery("stuck")
    return select(found.c.kind, found.c.since, found.c.id, found.c.order_id)


def stuck_orders(now: datetime) -> Select[UUID]:
    """The ids of the orders that something stuck belongs to."""
    cars = union_all(_cars_left_behind(), _late_stages(now)).subquery()
    clips = union_all(_failed_clips(), _waiting_clips(now), _unfinished_clips()).subquery()
    shown = select(ClipCar.order_id).join(clips, clips.c.id == ClipCar.clip_id)
    both = union_all(select(cars.c.order_id), shown).subquery()
    return select(both.c[0])


def _thing(kind: str, since: Any, id_: InstrumentedAttribute[UUID], order_id: Any = None) -> Select[*tuple[Any, ...]]:
    return select(
        literal(kind, String()).label("kind"),
        since.label("since"),
        id_.label("id"),
        (cast(null(), Uuid()) if order_id is None else order_id).label("order_id"),
    )


def _failed_clips() -> Select[*tuple[Any, ...]]:
    return _thing("clip_failed", Clip.status_at, Clip.id).where(Clip.status == ClipStatus.FAILED)


def _waiting_clips(now: datetime) -> Select[*tuple[Any, ...]]:
    waiting = _thing("clip_waiting", Clip.status_at, Clip.id)
    return waiting.where(Clip.status.in_(UNSETTLED), Clip.status_at <= now - PROCESSING_TAKES)


def _unfinished_clips() -> Select[*tuple[Any, ...]]:
    owing = _thing("clip_unfinished", OwedRenditions.gave_up_at, OwedRenditions.clip_id)
    return owing.where(OwedRenditions.gave_up_at.is_not(None))


def _cars_left_behind() -> Select[*tuple[Any, ...]]:
    cars = _thing("car_left_behind", Stage.planned_start, Stage.id, Stage.order_id)
    return cars.join(Order, Order.id == Stage.order_id).where(
        Stage.car_state.in_(LEFT_BEHIND), Stage.withdrawn_at.is_(None), Order.state == OrderState.OPEN
    )


def _late_stages(now: datetime) -> Select[*tuple[Any, ...]]:
    due = func.coalesce(Stage.estimated_end, Stage.planned_end)
    late = _thing("stage_late", due, Stage.id, Stage.order_id).join(Order, Order.id == Stage.order_id)
    return late.where(
        Stage.actual_start.is_not(None),
        Stage.actual_end.is_(None),
        Stage.withdrawn_at.is_(None),
        due <= now - LATE,
        Order.state == OrderState.OPEN,
        Order.milestone != Milestone.DELIVERED,
    )


def _parked(now: datetime) -> Select[*tuple[Any, ...]]:
    parked = _thing("event_parked", ParkedEvent.recorded_at, ParkedEvent.id)
    return parked.where(ParkedEvent.applied_at.is_(None), ParkedEvent.recorded_at <= now - PARKED)
