"""From an order's rows to what its buyer reads: sentences in their language, nothing that lies in the past ahead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.handover.answers import action_answers, agreed_answer, bring_answer, receipt_answer
from api.orders.ahead import HOME_ZONE, eta_answer, milestone_answer, next_answer
from api.orders.silence import silence_answer
from store.ids import wire_id
from store.tables import Order, Place, Service, Vehicle
from store.words import Locale, Milestone, OrderState
from tracking.bodies import place_name, wire_time
from tracking.handover.receipts import receipt_of
from tracking.orders.service_entries import service_said
from tracking.reading.orders import SeenOrder, place_by_code, services_of
from tracking.sentences import sentence

# The car is there: it is for the buyer to come, or nothing more is to come.
WAITS_FOR_NOBODY = {Milestone.AVAILABLE_FOR_PICKUP, Milestone.DELIVERED}


def order_item(seen: SeenOrder, language: Locale, now: datetime) -> dict[str, Any]:
    """One line of the list of orders."""
    order = seen.order
    item = {
        "id": order.id,
        "number": order.number,
        "vehicle": vehicle_answer(order.vehicle),
        "state": order.state.value,
        "progress": progress_answer(order, language),
        "eta": eta_answer(order.eta, language, now),
        "flags": flags_answer(order, language),
        "unread": seen.unread,
    }
    if seen.newest_cut is not None:
        item["poster"] = f"/v1/cuts/{wire_id('cut', seen.newest_cut)}/poster.jpg"
    return item


def order_answer(session: Session, seen: SeenOrder, language: Locale, now: datetime) -> dict[str, Any]:
    """The whole order."""
    order = seen.order
    services, receipt = services_of(session, order), receipt_of(session, order)
    answer = order_item(seen, language, now) | {
        "milestones": [milestone_answer(milestone, now) for milestone in order.milestones],
        "services": [service_answer(session, order, service, language) for service in services],
        "handover": handover_answer(session, order, services, language, now),
        "actions": action_answers(order, services, language, now, signed=receipt is not None),
        **({"receipt": receipt_answer(receipt)} if receipt else {}),
        "version": order.version,
    }
    if order.current_place_id is not None:
        answer["current_place"] = place_answer(session.get_one(Place, order.current_place_id), language)
    if order.next_expected is not None:
        place = place_by_code(session, order.next_expected.get("params", {}).get("place_code"))
        answer["next_expected"] = next_answer(order.next_expected, language, now)
        if place is not None:
            answer["next_expected"]["place"] = place_answer(place, language)
    if order.state is OrderState.OPEN and order.milestone not in WAITS_FOR_NOBODY:
        answer |= _silence(order, answer.get("next_expected"), language, now)
    return answer


def flags_answer(order: Order, language: Locale) -> dict[str, Any]:
    """What stands beside the status; an exception until support has settled it."""
    flags: dict[str, Any] = {"delayed": order.delayed, "on_hold": order.on_hold}
    if order.exception is not None and order.state is OrderState.OPEN:
        code, since = order.exception["code"], datetime.fromisoformat(order.exception["since"])
        flags["exception"] = {
            "code": code,
            "text": sentence(f"exception_{code}", {}, language),
            "since": wire_time(since),
        }
    return flags


def vehicle_answer(vehicle: Vehicle) -> dict[str, Any]:
    """The car, as far as it is known."""
    told = {name: getattr(vehicle, name) for name in ("make", "model", "trim", "colour", "vin")}
    return {name: value for name, value in told.items() if value is not None}


def progress_answer(order: Order, language: Locale) -> dict[str, Any]:
    """The status sentence; a code that is not the milestone's own is a step since then."""
    answer = {
        "milestone": order.milestone.value,
        "code": order.progress_code,
        "params": order.progress_params,
        "text": sentence(order.progress_code, order.progress_params, language),
        "since": wire_time(order.milestone_since),
    }
    return answer if order.progress_code == order.milestone.value else answer | {"substatus": order.progress_code}


def place_answer(place: Place, language: Locale) -> dict[str, Any]:
    """A place, where on the map only to about 10 km: never where a truck or a store's gate is."""
    return {
        "code": place.code,
        "name": place_name(place, language),
        "kind": place.kind.value,
        "time_zone": place.time_zone,
        "lat": round(place.lat, 1),
        "lon": round(place.lon, 1),
    }


def service_answer(session: Session, order: Order, service: Service, language: Locale) -> dict[str, Any]:
    """One thing that comes with the car: its name, and how it stands."""
    answer: dict[str, Any] = {
        "kind": service.kind.value,
        "status": service.status.value,
        "text": sentence(f"service_{service.kind.value}", {}, language),
        "status_text": sentence(*service_said(session, order, service), language),
    }
    if service.provider is not None:
        answer["provider"] = service.provider
    if service.appointment_earliest is not None and service.appointment_latest is not None:
        window = (service.appointment_earliest, service.appointment_latest)
        answer["appointment"] = dict(zip(("earliest", "latest"), map(wire_time, window), strict=True))
    if service.amount is not None:
        answer |= {"amount": str(service.amount), "currency": service.currency}
    return answer


def handover_answer(
    session: Session, order: Order, services: Sequence[Service], language: Locale, now: datetime
) -> dict[str, Any]:
    """Where, when and how the car is handed over. A place is named with its address: the buyer has to find it."""
    told = order.handover
    shown = ("mode", "address", "window", "contact", "bring", "balance_due")
    answer = {name: told[name] for name in shown if told.get(name) is not None}
    place = place_by_code(session, told.get("place_code"))
    if place is not None:
        answer["place"] = place_answer(place, language) | ({"address": place.address} if place.address else {})
    answer["to_bring"] = bring_answer(told.get("bring") or [], language)
    return answer | agreed_answer(session, order, services, language, now)


def _silence(order: Order, expected: dict[str, Any] | None, language: Locale, now: datetime) -> dict[str, Any]:
    """The silence, once anything was heard; days are told where the next step will be."""
    if order.heard is None:
        return {}
    zone = ZoneInfo(expected["place"]["time_zone"]) if expected and "place" in expected else HOME_ZONE
    return {"silence": silence_answer(order.heard, expected, zone, language, now)}
