"""From rows to what support reads."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.languages import language
from api.orders.ahead import eta_answer, milestone_answer, next_answer
from api.orders.answers import flags_answer, progress_answer, vehicle_answer
from store.ids import wire_id
from store.tables import AuditEntry, Event, Order, Place, Stage, TimelineEntry
from store.words import Audience, Locale
from tracking.bodies import place_name
from tracking.clips.wording import doubt_words
from tracking.sentences import sentence
from tracking.support.whole import Whole

PREFIXES = {
    "order": "ord",
    "clip": "clp",
    "agent": "agt",
    "partner": "par",
    "client_key": "key",
    "case": "cas",
    "damage": "dmg",
}
_ACTORS = {
    Audience.CONSOLE: "agt",
    Audience.BUYER: "byr",
    Audience.DRIVER: "drv",
    Audience.CARRIER: "car",
    Audience.PARTNER: "par",
}


def found_answer(order: Order, spoken: Locale, now: datetime) -> dict[str, Any]:
    """One line of a search: enough to tell orders apart. The phone's end is enough to compare with."""
    return {
        "id": order.id,
        "number": order.number,
        "state": order.state,
        "buyer": {"name": order.buyer.name, "phone_end": order.buyer.phone[-4:]},
        "vehicle": vehicle_answer(order.vehicle),
        "progress": progress_answer(order, spoken),
        "eta": eta_answer(order.eta, spoken, now),
        "flags": flags_answer(order, spoken),
        "ordered_at": order.ordered_at,
    }


def whole_answer(session: Session, whole: Whole, spoken: Locale, now: datetime) -> dict[str, Any]:
    """One order with everything that belongs to it."""
    order = whole.order
    return found_answer(order, spoken, now) | {
        "partner": whole.partner,
        "source_version": order.source_version,
        "version": order.version,
        "latest_seq": order.latest_seq,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "buyer": order.buyer,
        "vehicle": vehicle_answer(order.vehicle) | {"former": former_answers(order)},
        "promised": {"earliest": order.promised_earliest, "latest": order.promised_latest},
        "milestones": [milestone_answer(milestone, now) for milestone in order.milestones],
        "current_place": _place(session, order.current_place_id),
        "next_expected": next_answer(order.next_expected, spoken, now) if order.next_expected else None,
        "handover": order.handover,
        "stages": [stage_answer(stage) for stage in whole.stages],
        "clips": [clip_line(row, order) for row in whole.clips],
        "events": [event_answer(row, order) for row in whole.events],
        "parked_events": whole.parked,
        "services": [service_answer(service) for service in whole.services],
        "cases": whole.cases,
        "inspections": whole.inspections,
        "damages": whole.damages,
        "access": {"sessions": whole.sessions, "playback_tokens": whole.playback_tokens},
        "webhooks": whole.webhooks,
    }


def former_answers(order: Order) -> list[dict[str, Any]]:
    """The cars the order had before."""
    cars = [{"vin": vin, **about} for vin, about in order.vehicle.former_cars.items()]
    return sorted(cars, key=lambda car: car["car"])


def stage_answer(stage: Stage) -> dict[str, Any]:
    """One part of the journey, a withdrawn one too."""
    ends = [f"{sure}_{end}" for sure in ("planned", "estimated", "actual") for end in ("start", "end")]
    names = ("id", "ref", "position", "kind", "mode", "car_state", "withdrawn_at", "carrier", "trip", *ends)
    places = {name: place_line(getattr(stage, name)) for name in ("from_place", "to_place")}
    return {name: getattr(stage, name) for name in names} | places


def clip_line(row: Any, order: Order) -> dict[str, Any]:
    """One piece of footage, whatever became of it."""
    clip, car, cut, carrier, holder = row
    names = ("id", "status", "status_at", "origin", "captured_at", "created_at", "duration_s", "note", "failure")
    told = {name: getattr(clip, name) for name in names}
    return told | {
        "carrier": carrier,
        "cut": cut,
        "stage_id": car.stage_id,
        "current_car": car.car == order.vehicle.car,
        "verdict": verdict_answer(clip),
        "held_by": holder.name if holder else None,
        "hold_reason": clip.hold_reason,
    }


def verdict_answer(clip: Any) -> dict[str, Any] | None:
    """What was found against a clip, in words."""
    if clip.verdict_code is None:
        return None
    code, params = clip.verdict_code.value, clip.verdict_params or {}
    text = doubt_words(code, params, Locale(language()))
    return {"code": code, "params": params, "text": text, "at_s": clip.verdict_at_s}


def event_answer(row: Any, order: Order) -> dict[str, Any]:
    """One report with who made it and its three times; `happened_at` has the reporter's own offset."""
    event, carrier, driver, corrected_at = row
    names = ("id", "event_id", "stage_id", "type", "classifier", "recorded_at", "said_at", "reason", "note")
    told = {name: getattr(event, name) for name in names}
    return told | {
        "happened_at": _local(event),
        "carrier": carrier,
        "driver": driver,
        "location": None if event.lat is None else {"lat": event.lat, "lon": event.lon},
        "corrects": event.corrects_id,
        "corrected_at": corrected_at,
        "current_car": event.car == order.vehicle.car,
    }


def entry_answer(entry: TimelineEntry, spoken: Locale) -> dict[str, Any]:
    """One entry of the timeline; of a removed one what it said."""
    names = ("id", "seq", "kind", "code", "params", "happened_at", "recorded_at", "changed_at", "removed")
    told = {name: getattr(entry, name) for name in names}
    return told | {
        "text": sentence(entry.code, entry.params, spoken),
        "stage_id": entry.stage_id,
        "event_id": entry.event_id,
        "cut_id": entry.cut_id,
        "corrects": entry.corrects_id,
    }


def audit_answer(entry: AuditEntry, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One line of the audit."""
    actor = {"audience": "system"}
    if entry.audience is not None and entry.actor_id is not None:
        actor = {
            "audience": entry.audience.value,
            "id": wire_id(_ACTORS[entry.audience], entry.actor_id),
            "name": names.get(entry.actor_id, ""),
        }
    prefix = PREFIXES.get(entry.subject_kind)
    named = entry.subject_id and (wire_id(prefix, entry.subject_id) if prefix else str(entry.subject_id))
    columns = ("id", "at", "action", "reason", "request_id", "details")
    told = {name: getattr(entry, name) for name in columns}
    return told | {"actor": actor, "subject": {"kind": entry.subject_kind, "id": named}}


def place_line(place: Place) -> dict[str, Any]:
    """A place by name."""
    return {"code": place.code, "name": place_name(place, Locale(language())), "time_zone": place.time_zone}


def service_answer(service: Any) -> dict[str, Any]:
    """What comes with the car, in the shop's words."""
    names = ("ref", "kind", "status", "provider", "appointment_earliest", "appointment_latest", "currency")
    amount = None if service.amount is None else str(service.amount)
    return {name: getattr(service, name) for name in names} | {"amount": amount}


def _place(session: Session, place_id: UUID | None) -> dict[str, Any] | None:
    return None if place_id is None else place_line(session.get_one(Place, place_id))


def _local(event: Event) -> str:
    offset = timezone(timedelta(minutes=event.utc_offset_min))
    return event.happened_at.astimezone(offset).isoformat(timespec="milliseconds")
