"""EPCIS documents that tests send."""

import itertools
from typing import Any

from tests.api.shop import VIN
from tracking.epcis.vocabulary import CAR, CONTEXT, OWN_CONTEXT

NUMBERS = itertools.count(1)
ELSE = {"trucks": "https://northern.example/epcis/"}


def car(vin: str = VIN) -> str:
    return f"{CAR}{vin}"


def event(step: str = "departing", at: str = "2026-11-17T09:00:00+08:00", **about: Any) -> dict[str, Any]:
    """The car A-1 does something; a member that is None is left out."""
    whole = {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:6b1b3f3a-0000-4000-8000-{next(NUMBERS):012d}",
        "eventTime": at,
        "eventTimeZoneOffset": "+08:00",
        "epcList": [car()],
        "action": "OBSERVE",
        "bizStep": step,
        **about,
    }
    return {name: value for name, value in whole.items() if value is not None}


def declared_wrong(of: dict[str, Any], reason: str = "did_not_occur", *corrective: str) -> dict[str, Any]:
    """The same event once more, declared wrong."""
    declaration = {"declarationTime": "2026-11-18T09:00:00+08:00", "reason": reason}
    if corrective:
        declaration["correctiveEventIDs"] = list(corrective)
    return {**of, "errorDeclaration": declaration}


def document(*events: Any, **about: Any) -> dict[str, Any]:
    return {
        "@context": [CONTEXT, OWN_CONTEXT, ELSE],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T08:00:00+08:00",
        "epcisBody": {"eventList": list(events)},
        **about,
    }
