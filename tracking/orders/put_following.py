"""What follows from an order that was put: its plan is read anew, and everybody concerned hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Order
from store.words import OrderState
from tracking.clips.cuts import publish_again
from tracking.clips.handing_on import hand_on
from tracking.damages.car import tell_car
from tracking.damages.newness import judge
from tracking.events.catching_up import catch_up_all
from tracking.events.closing import renew_riders
from tracking.events.parking import take_parked
from tracking.events.telling import tell_again
from tracking.handover.receipts import tell_receipts
from tracking.orders.chain import Chain, chain_of
from tracking.orders.folding import refold
from tracking.orders.projection import project
from tracking.orders.put_taking import Taken
from tracking.orders.snapshot import Snapshot, snapshot
from tracking.orders.trips import has_events, settle_loading
from tracking.timeline import touch_order
from tracking.webhooks.stages import tell_of_work, work_in


@dataclass(frozen=True)
class Was:
    """An order before it was put. A new one was open and had no handover."""

    snapshot: Snapshot
    car: int
    state: OrderState
    handover: Mapping[str, Any] | None
    work: Any


@dataclass(frozen=True)
class Written:
    """What writing the order changed: it went to another buyer, a former car of its own came back."""

    transferred: bool
    came_back: bool


def as_it_was(session: Session, taken: Taken) -> Was:
    """The order as it stands, before anything is written."""
    order = taken.order
    return Was(
        snapshot=snapshot(session, order),
        car=order.vehicle.car,
        state=OrderState.OPEN if taken.created else order.state,
        handover=None if taken.created else order.handover,
        work=work_in(session, order),
    )


def follow(session: Session, taken: Taken, was: Was, written: Written, now: datetime) -> None:
    """Renew what is read of the order, and tell whoever rides, drives or waits with it."""
    order = taken.order
    session.flush()
    after = snapshot(session, order)
    reopened = was.state is not OrderState.OPEN and order.state is OrderState.OPEN
    replanned = after.plan != was.snapshot.plan
    chain = _chain_after(session, order, was.snapshot, after, reopened=reopened)
    if after.shown != was.snapshot.shown and not taken.created:
        touch_order(order, now)
    project(session, order, order.vehicle, chain, now)
    if replanned or reopened:
        _settle_riders(session, order, taken.held, was.snapshot.trips | after.trips, now)
    if written.transferred or replanned:
        tell_receipts(session, order, now)
    if replanned:
        judge(session, order, order.vehicle.car, now)  # which report came before another depends on the plan
    _tell_of_its_car(session, taken, was, written, chain, now)
    if order.vehicle.vin is not None and order.state is OrderState.OPEN:
        take_parked(session, order, order.vehicle, taken.held, now)
    tell_of_work(session, order, was.work, now)
    session.flush()


def _tell_of_its_car(session: Session, taken: Taken, was: Was, written: Written, chain: Chain, now: datetime) -> None:
    """What is known of a car that came to the order: its condition, its story, its footage."""
    order, vehicle = taken.order, taken.order.vehicle
    if vehicle.car != was.car:
        tell_car(session, order, vehicle, now)
    if written.came_back:
        tell_again(session, order, vehicle, chain, now)
    if taken.claims:  # what was filmed while it was another's, or while the order was closed
        publish_again(session, order, now)
        hand_on(session, order, now)


def _chain_after(session: Session, order: Order, before: Snapshot, after: Snapshot, *, reopened: bool) -> Chain:
    """The chain of the new plan: what an event means depends on it, so a changed one is read anew."""
    if after.trips != before.trips or reopened:
        catch_up_all(session, order, order.vehicle)
    return refold(session, order) if after.plan != before.plan else chain_of(session, order)


def _settle_riders(
    session: Session, order: Order, held: Mapping[UUID, Order], trips: frozenset[UUID], now: datetime
) -> None:
    """Renew every order whose car stands differently with a trip of this one: itself too, if that was reported of."""
    concerned = settle_loading(session, trips, held.keys())
    if any(has_events(session, trip_id) for trip_id in trips):
        concerned.add(order.id)
    renew_riders(session, held, concerned, now)
