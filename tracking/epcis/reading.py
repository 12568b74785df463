"""One EPCIS event as the reports that follow from it: one for each car it is about."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from store.words import EventType
from tracking.epcis.shapes import Misshapen, check_event
from tracking.epcis.vocabulary import (
    CAR,
    CLASSIFIERS,
    PLACE,
    STAGE,
    TRIP,
    bare,
    contexts_of,
    own_member,
    prefixes_in,
)

MOST_CARS = 100
# A declaration takes a report back and puts nothing in its place. Among events it is the correction that says least:
# a mere plan, of a kind that begins and ends nothing.
SAYS_NOTHING = {"type": EventType.TRANSPORTING.value, "classifier": "planned"}


@dataclass(frozen=True)
class Reading:
    """An event that could be read: what is kept of it, and the reports to be judged."""

    event_id: str
    declares_error: bool
    event_time: datetime
    biz_step: str
    disposition: str | None
    epcs: tuple[str, ...]
    content_hash: bytes
    items: tuple[dict[str, Any], ...] = field(default=())


def read_event(event: Any, contexts: Iterable[Any]) -> Reading:
    """Read an event that stands in a document with these JSON-LD contexts. Raises Misshapen."""
    check_event(event)
    event_id = event.get("eventID") or _made_up_id(event)
    epcs = _epcs(event)
    reading = Reading(
        event_id=event_id,
        declares_error="errorDeclaration" in event,
        event_time=datetime.fromisoformat(event["eventTime"]),
        biz_step=_step(event),
        disposition=bare("disposition", event["disposition"]) if "disposition" in event else None,
        epcs=epcs,
        content_hash=hashlib.sha256(_canonical(event)).digest(),
    )
    about = _about(event, prefixes_in((*contexts, *contexts_of(event.get("@context")))))
    names = {epc: event_id if len(epcs) == 1 else f"{event_id}#{epc}" for epc in epcs}
    items = tuple(_item(names[epc], epc, about, event) for epc in epcs)
    return Reading(**{**vars(reading), "items": items})


def _item(name: str, epc: str, about: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    item = {"event_id": name, **_target(epc), **about}
    if "errorDeclaration" not in event:
        return item
    reason = bare("error", str(event["errorDeclaration"].get("reason", "incorrect_data")))
    note = f"EPCIS error declaration: {reason}"[:200]
    return {**item, **SAYS_NOTHING, "event_id": f"{name}#declared", "corrects": name, "note": note}


def _about(event: Mapping[str, Any], prefixes: set[str]) -> dict[str, Any]:
    """What all its cars have in common, as an item of `POST /v1/events`."""
    hours, minutes = map(int, event["eventTimeZoneOffset"][1:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if event["eventTimeZoneOffset"][0] == "-" else 1)
    moment = datetime.fromisoformat(event["eventTime"])
    declared = event.get("errorDeclaration", {})
    said = {name: own_member(event, name, prefixes) for name in ("classifier", "reason", "note")}
    if (why := own_member(declared, "reason", prefixes)) is not None:
        said["reason"] = why
    if any(value is not None and not isinstance(value, str) for value in said.values()):
        raise Misshapen("not_a_word", "Our own members classifier, reason and note hold text.")
    classifier = said["classifier"] or "ACT"
    try:
        happened_at = moment.astimezone(timezone(offset)).isoformat()
    except (ValueError, OverflowError) as error:
        raise Misshapen("event_time", "eventTime cannot be told in that offset.") from error
    return {
        "type": _step(event),
        "classifier": CLASSIFIERS.get(classifier, classifier),
        "happened_at": happened_at,
        "reason": said["reason"],
        "note": said["note"],
        **_place(event),
    }


def _step(event: Mapping[str, Any]) -> str:
    if "bizStep" not in event:
        raise Misshapen("biz_step_missing", "Without a bizStep nothing is said of the car.")
    step = bare("step", event["bizStep"])
    if step not in set(EventType):
        words = ", ".join(word.value for word in EventType)
        raise Misshapen("unsupported_biz_step", f"{step[:60]!r} says nothing of a car's journey; there are: {words}.")
    return step


def _epcs(event: Mapping[str, Any]) -> tuple[str, ...]:
    """What the event is about: the cars, or the trip that carries them when none is named."""
    named = event.get("childEPCs") or event.get("epcList") or []
    if not named and str(event.get("parentID", "")).startswith(TRIP):
        named = [event["parentID"]]
    found = tuple(dict.fromkeys(named))
    if not found:
        raise Misshapen("no_car", f"The event names no car: {CAR} and its VIN.")
    if len(found) > MOST_CARS:
        raise Misshapen("too_many_cars", f"One event is about at most {MOST_CARS} cars.")
    for epc in found:
        _target(epc)
    return found


def _target(epc: str) -> dict[str, str]:
    for prefix, name in ((CAR, "vin"), (STAGE, "stage_id"), (TRIP, "trip_id")):
        if epc.startswith(prefix):
            return {name: epc.removeprefix(prefix)}
    raise Misshapen("unknown_epc", f"{epc[:80]!r} is no car here. A car is {CAR} and its VIN.")


def _place(event: Mapping[str, Any]) -> dict[str, Any]:
    where = (event.get("readPoint") or event.get("bizLocation") or {}).get("id")
    if where is None:
        return {}
    if where.startswith(PLACE):
        return {"place_code": where.removeprefix(PLACE)}
    if where.startswith("geo:"):  # RFC 5870, which the CBV allows for read points
        return {"location": _coordinates(where)}
    raise Misshapen("unknown_place", f"{where[:80]!r} is no place here: {PLACE} and its code is, or geo:lat,lon.")


def _coordinates(uri: str) -> dict[str, float]:
    try:
        lat, lon = (float(part) for part in uri.removeprefix("geo:").partition(";")[0].split(",")[:2])
    except ValueError as error:
        raise Misshapen("unknown_place", "A geo URI is geo:latitude,longitude.") from error
    return {"lat": lat, "lon": lon}


def _made_up_id(event: Mapping[str, Any]) -> str:
    """The same event without an id, sent twice, is one: its name comes from its content (not the CBV's own hash)."""
    plain = {name: value for name, value in event.items() if name != "errorDeclaration"}
    return f"urn:roadreel:event:sha-256:{hashlib.sha256(_canonical(plain)).hexdigest()}"


def _canonical(event: Mapping[str, Any]) -> bytes:
    kept = {name: value for name, value in event.items() if name != "recordTime"}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
