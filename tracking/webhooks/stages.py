"""What carriers are told when the shop changes the plan: each of its own stages, and never who bought the car."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.ids import wire_id
from store.tables import Order, Stage
from store.words import CarrierEvent, OrderState
from tracking.bodies import wire_time
from tracking.webhooks.tell import tell_carrier


@dataclass(frozen=True)
class Work:
    """One stage as its carrier knows it."""

    carrier_id: UUID
    data: dict[str, Any]


def work_in(session: Session, order: Order) -> dict[UUID, Work]:
    """The stages of the order that are somebody's work: none once it was called off."""
    if order.state is not OrderState.OPEN:
        return {}
    query = select(Stage).where(Stage.order_id == order.id, Stage.withdrawn_at.is_(None))
    places = (joinedload(Stage.from_place), joinedload(Stage.to_place))
    stages = session.scalars(query.options(*places).execution_options(populate_existing=True))
    return {stage.id: Work(stage.carrier_id, _told(stage, order)) for stage in stages}


def tell_of_work(session: Session, order: Order, before: dict[UUID, Work], now: datetime) -> None:
    """Tell each carrier what was added to, changed in and taken from its work since `before`."""
    session.flush()
    after = work_in(session, order)
    for stage_id in sorted(before.keys() | after.keys()):
        was, is_now = before.get(stage_id), after.get(stage_id)
        if was is not None and (is_now is None or is_now.carrier_id != was.carrier_id):
            _tell(session, was, "withdrawn", now)
            was = None
        if is_now is not None and is_now != was:
            _tell(session, is_now, "changed" if was else "added", now)


def _told(stage: Stage, order: Order) -> dict[str, Any]:
    return {
        "stage_id": wire_id("stg", stage.id),
        "trip_id": stage.trip_id and wire_id("trp", stage.trip_id),
        "vin": order.vehicle.vin,
        "kind": stage.kind.value,
        "mode": stage.mode and stage.mode.value,
        "from_place": stage.from_place.code,
        "to_place": stage.to_place.code,
        "planned_start": wire_time(stage.planned_start),
        "planned_end": wire_time(stage.planned_end),
    }


def _tell(session: Session, work: Work, change: str, now: datetime) -> None:
    tell_carrier(session, work.carrier_id, CarrierEvent.STAGE_CHANGED, {"change": change, **work.data}, now)
