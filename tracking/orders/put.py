"""Replacing a whole order, as the shop puts it. Putting the same again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import WrongState
from store.ids import new_id
from store.tables import Carrier, Order, Place, Vehicle
from store.words import EntryKind, HandoverMode, Milestone, OrderState
from tracking.bodies import wire_time
from tracking.carriers.companies import carriers_by_code
from tracking.clips.cuts import publish_again
from tracking.clips.handing_on import hand_on, lock_footage
from tracking.damages.car import tell_car
from tracking.events.catching_up import catch_up_all
from tracking.events.closing import renew_riders
from tracking.events.parking import take_parked
from tracking.events.telling import tell_again
from tracking.handover.appointment import shop_put, start_afresh
from tracking.handover.receipts import tell_receipts
from tracking.orders.buyers import give_to
from tracking.orders.chain import Chain, chain_of
from tracking.orders.checks import check_order, places_named
from tracking.orders.folding import refold
from tracking.orders.locks import hold_cars, hold_name, widening
from tracking.orders.projection import project
from tracking.orders.put_services import put_services
from tracking.orders.put_stages import put_stages
from tracking.orders.put_vehicle import put_vehicle
from tracking.orders.snapshot import Snapshot, snapshot
from tracking.orders.trips import has_events, settle_loading
from tracking.places import places_by_code
from tracking.timeline import lock_orders, remove_entry, touch_order, write_entry
from tracking.webhooks.stages import tell_of_work, work_in

Wish = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """Whose order is put, and what its words stand for."""

    partner_id: UUID
    number: str
    places: Mapping[str, Place]
    carriers: Mapping[str, Carrier]
    now: datetime


def put_order(session: Session, partner_id: UUID, number: str, wish: Wish, now: datetime) -> tuple[Order, bool]:
    """Make the order `number` of this partner what `wish` says; whether it is new.

    `wish` has the members of the contract, times in UTC, the phone in E.164, the VIN in upper case.
    Raises Refused with field paths, and WrongState: `stale_version`, `stage_has_events`, `vin_in_use`.
    """
    places = places_by_code(session, places_named(wish))
    carriers = carriers_by_code(session, {stage["carrier"] for stage in wish["stages"]})
    check_order(wish, places, carriers, now)
    hold_name(session, "order", f"{partner_id}/{number}")
    known = Known(partner_id, number, places, carriers, now)
    return widening(session, lambda beside: _replace(session, known, wish, beside))


def _replace(session: Session, known: Known, wish: Wish, beside: frozenset[UUID]) -> tuple[Order, bool]:
    partner_id, number, now = known.partner_id, known.number, known.now
    wish = _hold_car(session, partner_id, number, wish)
    order, held = _find(session, partner_id, number, beside)
    created = order is None
    _check_version(order, wish)
    claims = _claims_car(order, wish)
    if claims:
        _check_vin_is_free(session, order, wish["vehicle"]["vin"])
    if order is None:
        order = _new_order(session, partner_id, number, wish, now)
        held[order.id] = order
    vehicle = order.vehicle
    before, car = snapshot(session, order), vehicle.car
    work = work_in(session, order)
    former_handover = None if created else order.handover
    given_away = give_to(session, order, wish["buyer"], now)
    state_before = order.state if not created else OrderState.OPEN
    _write_columns(order, wish)
    if order.state is not state_before:
        _tell_state(session, order, now)
    came_back = put_vehicle(session, order, vehicle, wish["vehicle"], now)
    put_stages(session, order, vehicle, wish["stages"], known.carriers, known.places, now)
    put_services(session, order, wish["services"], now, tell=not created and order.state is OrderState.OPEN)
    shop_put(session, order, former_handover, now)
    session.flush()
    after = snapshot(session, order)
    reopened = state_before is not OrderState.OPEN and order.state is OrderState.OPEN
    chain = _chain_after(session, order, before, after, reopened=reopened)
    if after.shown != before.shown and not created:
        touch_order(order, now)
    project(session, order, vehicle, chain, now)
    if after.plan != before.plan or reopened:
        _settle_riders(session, order, held, before.trips | after.trips, now)
    if given_away or after.plan != before.plan:
        tell_receipts(session, order, now)
    if vehicle.car != car:
        tell_car(session, order, vehicle, now)
    if came_back:
        tell_again(session, order, vehicle, chain, now)
    if claims:  # what was filmed while it was another's, or while the order was closed
        publish_again(session, order, now)
        hand_on(session, order, now)
    _take_parked(session, order, held, now)
    tell_of_work(session, order, work, now)
    session.flush()
    return order, created


def _chain_after(session: Session, order: Order, before: Snapshot, after: Snapshot, *, reopened: bool) -> Chain:
    """The chain of the new plan: what an event means depends on it, so a changed one is read anew."""
    if after.trips != before.trips or reopened:
        catch_up_all(session, order, order.vehicle)
    return refold(session, order) if after.plan != before.plan else chain_of(session, order)


def _take_parked(session: Session, order: Order, held: Mapping[UUID, Order], now: datetime) -> None:
    if order.vehicle.vin is not None and order.state is OrderState.OPEN:
        take_parked(session, order, order.vehicle, held, now)


def _settle_riders(
    session: Session, order: Order, held: Mapping[UUID, Order], trips: frozenset[UUID], now: datetime
) -> None:
    """Renew every order whose car stands differently with a trip of this one: itself too, if that was reported of."""
    concerned = settle_loading(session, trips, held.keys())
    if any(has_events(session, trip_id) for trip_id in trips):
        concerned.add(order.id)
    renew_riders(session, held, concerned, now)


def _find(
    session: Session, partner_id: UUID, number: str, beside: frozenset[UUID]
) -> tuple[Order | None, dict[UUID, Order]]:
    """The order, if it is there, and all that are locked with it."""
    found = session.scalar(select(Order.id).where(Order.partner_id == partner_id, Order.number == number))
    held = {order.id: order for order in lock_orders(session, beside | ({found} if found else set()))}
    return (held[found] if found else None), held


def _hold_car(session: Session, partner_id: UUID, number: str, wish: Wish) -> Wish:
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


def _write_columns(order: Order, wish: Wish) -> None:
    order.state = wish["state"]
    order.ordered_at = wish["ordered_at"]
    promised = wish.get("promised")
    order.promised_earliest = promised["earliest"] if promised else None
    order.promised_latest = promised["latest"] if promised else None
    order.handover = handover_of(wish["handover"])
    if wish.get("source_version") is not None:
        order.source_version = wish["source_version"]


def _tell_state(session: Session, order: Order, now: datetime) -> None:
    """One entry says that the order was closed, and goes when it was opened again. What was agreed ends with it."""
    if order.state is OrderState.OPEN:
        remove_entry(session, order, "state", now)
        return
    start_afresh(session, order, now)
    code = order.state.value
    write_entry(session, order, kind=EntryKind.NOTE, code=code, params={}, subject="state", happened_at=now, now=now)


def handover_of(handover: Wish) -> dict[str, Any]:
    """The handover as it is kept: JSON, without what the shop left out."""
    kept = {name: value for name, value in handover.items() if value is not None}
    kept["mode"] = HandoverMode(kept["mode"]).value
    if window := kept.get("window"):
        kept["window"] = {end: wire_time(window[end]) for end in ("earliest", "latest")}
    return kept
