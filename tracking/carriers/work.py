"""The stages and trips a carrier works on: only its own, and never who bought the car."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from store.tables import Order, Stage, Trip, Vehicle
from store.words import CarState, Milestone, OrderState

TAIL = 4  # the shortest end of a VIN that is worth searching for
UNDER_WAY = (CarState.LOADED, CarState.UNLOADED)


class StageStatus(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"


def status_of() -> ColumnElement[str]:
    """How far a stage has come. One whose end nobody reported is done once a later one has begun."""
    later = aliased(Stage)
    passed = exists().where(
        later.order_id == Stage.order_id,
        later.position > Stage.position,
        later.withdrawn_at.is_(None),
        later.actual_start.is_not(None),
    )
    over = or_(Stage.actual_end.is_not(None), Order.milestone == Milestone.DELIVERED, passed)
    begun = or_(Stage.actual_start.is_not(None), Stage.car_state.in_(UNDER_WAY))
    return case(
        (over, StageStatus.DONE.value), (begun, StageStatus.IN_PROGRESS.value), else_=StageStatus.PLANNED.value
    )


def work_of(
    carrier_id: UUID, *, status: StageStatus | None = None, vin: str | None = None
) -> Select[*tuple[Any, ...]]:
    """(stage, vehicle, status) of the carrier's stages; `vin` is a whole VIN or its end.

    What was planned for an order that was called off is no work any more.
    """
    state = status_of()
    query = (
        select(Stage, Vehicle, state.label("status"))
        .join(Order, Order.id == Stage.order_id)
        .join(Vehicle, Vehicle.order_id == Order.id)
        .where(
            Stage.carrier_id == carrier_id,
            Stage.withdrawn_at.is_(None),
            or_(Order.state == OrderState.OPEN, state != StageStatus.PLANNED.value),
        )
        .options(
            joinedload(Stage.from_place),
            joinedload(Stage.to_place),
            joinedload(Stage.trip),
            joinedload(Stage.carrier),
        )
    )
    if status is not None:
        query = query.where(state == status.value)
    if vin is not None:
        query = query.where(_ends_with(vin))
    return query


def _ends_with(vin: str) -> ColumnElement[bool]:
    if len(vin) >= 8:  # the index on the last eight characters narrows it down
        return and_(func.right(Vehicle.vin, 8) == vin[-8:], func.right(Vehicle.vin, len(vin)) == vin)
    return func.right(Vehicle.vin, len(vin)) == vin


def trips_of(carrier_id: UUID, begin: datetime, end: datetime) -> Select[Trip]:
    """The carrier's trips that are under way between two moments."""
    return (
        select(Trip)
        .where(Trip.carrier_id == carrier_id, Trip.planned_start < end, Trip.planned_end >= begin)
        .options(joinedload(Trip.from_place), joinedload(Trip.to_place))
    )


def cars_of(carrier_id: UUID, trip_ids: list[UUID]) -> Select[*tuple[Any, ...]]:
    """(stage, vehicle) of the cars on these trips of the carrier."""
    return (
        select(Stage, Vehicle)
        .join(Order, Order.id == Stage.order_id)
        .join(Vehicle, Vehicle.order_id == Order.id)
        .where(
            Stage.carrier_id == carrier_id,
            Stage.trip_id.in_(trip_ids),
            Stage.withdrawn_at.is_(None),
            Order.state == OrderState.OPEN,
        )
        .options(joinedload(Stage.carrier))
        .order_by(Stage.trip_position.nulls_last(), Stage.id)
    )
