"""Taking hold of the order that a shop puts, and of the car it is to have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import WrongState
from store.ids import new_id
from store.tables import Order, Vehicle
from store.words import Milestone, OrderState
from tracking.clips.handing_on import lock_footage
from tracking.orders.buyers import give_to
from tracking.orders.locks import hold_cars
from tracking.timeline import lock_orders

Wish = Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """The order that is put, locked. `held`: all that are locked with it. `claims`: it takes a car."""

    order: Order
    held: dict[UUID, Order]
    created: bool
    claims: bool


def hold_car(session: Session, partner_id: UUID, number: str, wish: Wish) -> Wish:
    """The wish with the VIN the order has, when it names none: a car is only ever given up for another.

    The car is held, and the footage of one that comes to the order is locked: both before the order is.
    """
    query = select(Vehicle.vin, Order.state).join(Order, Order.id == Vehicle.order_id)
    known = session.execute(query.where(Order.partner_id == partner_id, Order.number == number)).one_or_none()
    vin = wish["vehicle"].get("vin") or (known.vin if known else None)
    if vin:
        hold_cars(session, [vin])
    takes = known is None or (known.vin, known.state) != (vin, OrderState.OPEN)
    if vin and takes and wish["state"] is OrderState.OPEN:
        lock_footage(session, vin)
    return {**wish, "vehicle": {**wish["vehicle"], "vin": vin}}


def take(
    session: Session, partner_id: UUID, number: str, wish: Wish, beside: frozenset[UUID], now: datetime
) -> Taken:
    """The order of that number, made when it is new. Raises WrongState: `stale_version`, `vin_in_use`."""
    found = session.scalar(select(Order.id).where(Order.partner_id == partner_id, Order.number == number))
    held = {order.id: order for order in lock_orders(session, beside | ({found} if found else set()))}
    order = held[found] if found else None
    _check_version(order, wish)
    claims = _claims_car(order, wish)
    if claims:
        _check_vin_is_free(session, order, wish["vehicle"]["vin"])
    if order is not None:
        return Taken(order, held, created=False, claims=claims)
    made = _new_order(session, partner_id, number, wish, now)
    return Taken(made, {**held, made.id: made}, created=True, claims=claims)


def _check_version(order: Order | None, wish: Wish) -> None:
    given = wish.get("source_version")
    if order is None or given is None or order.source_version is None or given >= order.source_version:
        return
    detail = f"Version {order.source_version} of this order is known already; this is {given}."
    raise WrongState(detail, code="stale_version", source_version=order.source_version)


def _claims_car(order: Order | None, wish: Wish) -> bool:
    """Whether the order takes a car it did not have: one that is closed, or has had it all along, takes none."""
    vin = wish["vehicle"].get("vin")
    if vin is None or wish["state"] is not OrderState.OPEN:
        return False
    return order is None or order.state is not OrderState.OPEN or order.vehicle.vin != vin


def _check_vin_is_free(session: Session, order: Order | None, vin: str) -> None:
    taken = (
        select(Order.id)
        .join(Vehicle, Vehicle.order_id == Order.id)
        .where(Vehicle.vin == vin, Order.state == OrderState.OPEN, Order.milestone != Milestone.DELIVERED)
    )
    if order is not None:
        taken = taken.where(Order.id != order.id)
    if session.scalar(taken.limit(1)):
        detail = f"Another open order has the car {vin}."
        raise WrongState(detail, code="vin_in_use", errors={"vehicle.vin": [detail]})


def _new_order(session: Session, partner_id: UUID, number: str, wish: Wish, now: datetime) -> Order:
    order = Order(
        id=new_id(),
        partner_id=partner_id,
        number=number,
        state=wish["state"],
        ordered_at=wish["ordered_at"],
        handover={},
        appointment={},
        milestone=Milestone.ORDERED,
        milestone_since=wish["ordered_at"],
        progress_code=Milestone.ORDERED.value,
        progress_params={},
        milestones=[],
        eta={},
        fold={},
        version=1,
        latest_seq=0,
        created_at=now,
        updated_at=now,
    )
    give_to(session, order, wish["buyer"], now)
    session.add(order)
    order.vehicle = Vehicle(id=new_id(), make=wish["vehicle"]["make"], model=wish["vehicle"]["model"], car=1)
    session.flush()
    return order
