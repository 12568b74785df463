"""Replacing a whole order, as the shop puts it. Putting the same again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Carrier, Order, Place
from store.words import EntryKind, HandoverMode, OrderState
from tracking.bodies import wire_time
from tracking.carriers.companies import carriers_by_code
from tracking.handover.appointment import shop_put, start_afresh
from tracking.orders.buyers import give_to
from tracking.orders.checks import check_order, places_named
from tracking.orders.locks import hold_name, widening
from tracking.orders.put_following import Was, Written, as_it_was, follow
from tracking.orders.put_services import put_services
from tracking.orders.put_stages import put_stages
from tracking.orders.put_taking import Taken, hold_car, take
from tracking.orders.put_vehicle import put_vehicle
from tracking.places import places_by_code
from tracking.timeline import remove_entry, write_entry

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
    wish = hold_car(session, known.partner_id, known.number, wish)
    taken = take(session, known.partner_id, known.number, wish, beside, known.now)
    was = as_it_was(session, taken)
    written = _write(session, known, taken, was, wish)
    follow(session, taken, was, written, known.now)
    return taken.order, taken.created


def _write(session: Session, known: Known, taken: Taken, was: Was, wish: Wish) -> Written:
    """Every part of the order as it is wished."""
    order, now = taken.order, known.now
    transferred = give_to(session, order, wish["buyer"], now)
    _write_columns(order, wish)
    if order.state is not was.state:
        _tell_state(session, order, now)
    came_back = put_vehicle(session, order, order.vehicle, wish["vehicle"], now)
    put_stages(session, order, order.vehicle, wish["stages"], known.carriers, known.places, now)
    is_news = not taken.created and order.state is OrderState.OPEN
    put_services(session, order, wish["services"], now, tell=is_news)
    shop_put(session, order, was.handover, now)
    return Written(transferred, came_back)


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
