"""Events as EPCIS has them: what was captured as it was sent, what was reported otherwise put into the same words."""

import json
from datetime import timedelta, timezone
from typing import Any
from urllib.parse import quote

from store.ids import wire_id
from store.tables import EpcisEvent, Event, Place, Vehicle
from store.words import EventType
from tracking.bodies import wire_time
from tracking.epcis.vocabulary import CAR, PLACE, PREFIX, SHORT_CLASSIFIERS, STAGE

REPORTED = "urn:roadreel:reported:"
ON_THE_ROAD = (EventType.LOADING, EventType.SHIPPING, EventType.DEPARTING, EventType.TRANSPORTING)


def captured_event(row: EpcisEvent) -> dict[str, Any]:
    """What was captured, with the time when it was."""
    body: dict[str, Any] = json.loads(row.body)
    return body | {"recordTime": wire_time(row.recorded_at)}


def reported_event(event: Event, vehicle: Vehicle, place: Place | None, corrected_by: Event | None) -> dict[str, Any]:
    """An event that came by `POST /v1/events`, or from our own pages."""
    offset = timezone(timedelta(minutes=event.utc_offset_min))
    local = event.happened_at.astimezone(offset).isoformat(timespec="milliseconds")
    answer: dict[str, Any] = {
        "type": "ObjectEvent",
        "eventID": name_of(event),
        "eventTime": local,
        "eventTimeZoneOffset": local[-6:],
        "recordTime": wire_time(event.recorded_at),
        "epcList": [epc_of(event, vehicle)],
        "action": "OBSERVE",
        "bizStep": event.type.value,
        "disposition": disposition_of(event.type),
        f"{PREFIX}:classifier": SHORT_CLASSIFIERS[event.classifier.value],
        f"{PREFIX}:reportedAs": event.event_id,
    }
    if (where := _where(event, place)) is not None:
        answer["readPoint"] = {"id": where}
    for name in ("reason", "note"):
        if (value := getattr(event, name)) is not None:
            answer[f"{PREFIX}:{name}"] = str(value)
    if corrected_by is not None:
        answer["errorDeclaration"] = {
            "declarationTime": wire_time(corrected_by.recorded_at),
            "reason": "incorrect_data",
            "correctiveEventIDs": [name_of(corrected_by)],
        }
    return answer


def name_of(event: Event) -> str:
    """A URI for an event: its reporter's name for it, and the stage, since one report may be about several cars."""
    return f"{REPORTED}{quote(event.event_id, safe='')}:{event.stage_id.hex}"


def epc_of(event: Event, vehicle: Vehicle) -> str:
    """The car the event is about: by its VIN, or by the stage while it has none."""
    vin = vehicle.vin if vehicle.car == event.car else vin_of_car(vehicle, event.car)
    return f"{CAR}{vin}" if vin else f"{STAGE}{wire_id('stg', event.stage_id)}"


def vin_of_car(vehicle: Vehicle, car: int) -> str | None:
    """The VIN of a car that the order had before."""
    return next((vin for vin, former in vehicle.former_cars.items() if former["car"] == car), None)


def disposition_of(type_: EventType) -> str:
    """The business condition after such a step, in the words of the CBV."""
    if type_ is EventType.RETAIL_SELLING:
        return "retail_sold"
    return "in_transit" if type_ in ON_THE_ROAD else "in_progress"


def _where(event: Event, place: Place | None) -> str | None:
    if place is not None:
        return f"{PLACE}{place.code}"
    return None if event.lat is None else f"geo:{event.lat},{event.lon}"
