"""An order before and after a change, to tell what changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, Service, Stage

STAGE_COLUMNS = ("ref", "position", "kind", "mode", "carrier_id", "from_place_id", "to_place_id", "trip_id")
TIME_COLUMNS = ("planned_start", "planned_end")
SERVICE_COLUMNS = (
    "ref",
    "kind",
    "status",
    "provider",
    "appointment_earliest",
    "appointment_latest",
    "amount",
    "currency",
    "position",
)
VEHICLE_COLUMNS = ("make", "model", "trim", "colour", "vin", "car")
ORDER_COLUMNS = ("state", "ordered_at", "promised_earliest", "promised_latest", "handover", "buyer_id")


@dataclass(frozen=True)
class Snapshot:
    """`plan`: what the meaning of events depends on. `shown`: all that readers see and no projection writes.

    `trips`: those that its cars are booked on.
    """

    plan: list[Any]
    shown: list[Any]
    trips: frozenset[UUID]


def snapshot(session: Session, order: Order) -> Snapshot:
    """The order as it stands in this transaction."""
    session.flush()
    stages = list(
        session.scalars(
            select(Stage)
            .where(Stage.order_id == order.id, Stage.withdrawn_at.is_(None))
            .order_by(Stage.position, Stage.id)
        )
    )
    services = session.scalars(
        select(Service).where(Service.order_id == order.id).order_by(Service.position, Service.id)
    )
    plan = [
        order.handover.get("mode"),
        order.handover.get("place_code"),
        order.vehicle.car,
        [_values(stage, STAGE_COLUMNS) for stage in stages],
    ]
    shown = [
        plan,
        _values(order, ORDER_COLUMNS),
        _values(order.vehicle, VEHICLE_COLUMNS),
        [_values(stage, TIME_COLUMNS) for stage in stages],
        [_values(service, SERVICE_COLUMNS) for service in services],
    ]
    return Snapshot(plan, shown, frozenset(stage.trip_id for stage in stages if stage.trip_id))


def _values(row: Any, columns: tuple[str, ...]) -> list[Any]:
    return [getattr(row, column) for column in columns]
