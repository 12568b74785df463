"""Whether JSON has the shape of an EPCIS 2.0 document or event (GS1 EPCIS 2.0.1, section 10, and its JSON schema)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

OFFSET = re.compile(r"[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
LONGEST_URI = 500

OF_A_DOCUMENT = frozenset(
    {
        "@context",
        "id",
        "type",
        "schemaVersion",
        "creationDate",
        "instanceIdentifier",
        "sender",
        "receiver",
        "epcisHeader",
        "epcisBody",
    }
)
ALWAYS = frozenset(
    {
        "@context",
        "type",
        "eventTime",
        "recordTime",
        "eventTimeZoneOffset",
        "eventID",
        "certificationInfo",
        "errorDeclaration",
    }
)
_WHY_AND_WHERE = frozenset(
    {
        "action",
        "bizStep",
        "disposition",
        "readPoint",
        "bizLocation",
        "bizTransactionList",
        "sourceList",
        "destinationList",
        "sensorElementList",
    }
)
OF_TYPE = {
    "ObjectEvent": ALWAYS | _WHY_AND_WHERE | {"epcList", "quantityList", "persistentDisposition", "ilmd"},
    "AggregationEvent": ALWAYS | _WHY_AND_WHERE | {"parentID", "childEPCs", "childQuantityList"},
    "AssociationEvent": ALWAYS | _WHY_AND_WHERE | {"parentID", "childEPCs", "childQuantityList"},
    "TransactionEvent": ALWAYS | _WHY_AND_WHERE | {"parentID", "epcList", "quantityList"},
}
LISTS = ("quantityList", "childQuantityList", "bizTransactionList", "sourceList", "destinationList")
# What each entry of these lists has to have, and may have.
ENTRIES = {
    "quantityList": ({"epcClass"}, {"epcClass", "quantity", "uom"}),
    "childQuantityList": ({"epcClass"}, {"epcClass", "quantity", "uom"}),
    "bizTransactionList": ({"bizTransaction"}, {"type", "bizTransaction"}),
    "sourceList": ({"type", "source"}, {"type", "source"}),
    "destinationList": ({"type", "destination"}, {"type", "destination"}),
}
ACTIONS = ("OBSERVE", "ADD", "DELETE")


class Misshapen(Exception):
    """It is not what the standard says; the text is a sentence, the code a stable word."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def check_document(document: Any) -> list[Any]:
    """The events of an EPCISDocument. Raises Misshapen."""
    if not isinstance(document, dict) or document.get("type") != "EPCISDocument":
        raise Misshapen("not_a_document", 'The body must be a JSON object with "type": "EPCISDocument".')
    if "@context" not in document:
        raise Misshapen("context_missing", "The document has no @context.")
    if not str(document.get("schemaVersion", "")).startswith("2."):
        raise Misshapen("schema_version", 'This takes EPCIS 2.0: "schemaVersion": "2.0".')
    if not is_moment(document.get("creationDate")):
        raise Misshapen("creation_date", "creationDate must be a time with its offset, as RFC 3339 writes it.")
    _refuse_unknown(document, OF_A_DOCUMENT)
    body = document.get("epcisBody")
    events = body.get("eventList") if isinstance(body, dict) else None
    if not isinstance(events, list):
        raise Misshapen("event_list", "epcisBody.eventList must be a list of events.")
    return events


def check_event(event: Any) -> None:
    """Whether it is an event of the standard that a car can have. Raises Misshapen."""
    if not isinstance(event, dict):
        raise Misshapen("not_an_event", "An event is a JSON object.")
    known = OF_TYPE.get(event.get("type", "")) if isinstance(event.get("type"), str) else None
    if known is None:
        raise Misshapen("unsupported_event_type", f"The types of event taken here are {', '.join(OF_TYPE)}.")
    _refuse_unknown(event, known)
    if not is_moment(event.get("eventTime")):
        raise Misshapen("event_time", "eventTime must be a time with its offset, as RFC 3339 writes it.")
    if not (isinstance(offset := event.get("eventTimeZoneOffset"), str) and OFFSET.fullmatch(offset)):
        raise Misshapen("event_time_zone_offset", "eventTimeZoneOffset must be like +08:00, to 14:00; Z is not one.")
    if event.get("action") not in ACTIONS:
        raise Misshapen("action", f"action must be one of {', '.join(ACTIONS)}.")
    if event["type"] == "TransactionEvent" and not event.get("bizTransactionList"):
        raise Misshapen("biz_transaction_list", "A TransactionEvent needs its bizTransactionList.")
    _check_names(event)
    _check_lists(event)
    _check_rest(event)


def is_moment(value: Any) -> bool:
    """A time as RFC 3339 writes it, with its offset."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_uri(value: Any) -> bool:
    """A URI that is not absurdly long."""
    return isinstance(value, str) and len(value) <= LONGEST_URI and URI.fullmatch(value) is not None


def _refuse_unknown(value: Mapping[str, Any], known: frozenset[str]) -> None:
    """Members that the standard does not know need a prefix: without one they mean nothing."""
    for name in value:
        if name not in known and not is_uri(name):
            raise Misshapen("unknown_member", f"{name[:60]!r} is no member here; one of your own needs a prefix.")


def _check_names(event: Mapping[str, Any]) -> None:
    for name in ("eventID", "parentID"):
        if name in event and not is_uri(event[name]):
            raise Misshapen("not_a_uri", f"{name} must be a URI.")
    for name in ("readPoint", "bizLocation"):
        if name in event and not (isinstance(event[name], dict) and is_uri(event[name].get("id"))):
            raise Misshapen("not_a_uri", f'{name} must be an object with a URI: {{"id": "urn:roadreel:place:CODE"}}.')
    for name in ("bizStep", "disposition"):
        if name in event and not (isinstance(event[name], str) and event[name]):
            raise Misshapen("not_a_word", f"{name} must be a word of the CBV, or its URI.")
    for name in ("epcList", "childEPCs"):
        if name in event and not (isinstance(event[name], list) and all(map(is_uri, event[name]))):
            raise Misshapen("not_a_uri", f"{name} must be a list of URIs.")


def _check_lists(event: Mapping[str, Any]) -> None:
    for name in LISTS:
        needed, known = ENTRIES[name]
        for entry in event.get(name, []) if isinstance(event.get(name, []), list) else [None]:
            if not isinstance(entry, dict) or not needed <= entry.keys() <= known:
                raise Misshapen("misshapen_list", f"Each entry of {name} has {', '.join(sorted(needed))}.")


def _check_rest(event: Mapping[str, Any]) -> None:
    sensors = event.get("sensorElementList", [])
    if not isinstance(sensors, list) or not all(
        isinstance(each, dict) and "sensorReport" in each for each in sensors
    ):
        raise Misshapen("misshapen_list", "Each entry of sensorElementList has a sensorReport.")
    for name in ("persistentDisposition", "ilmd"):
        if name in event and not isinstance(event[name], dict):
            raise Misshapen("not_an_object", f"{name} must be an object.")
    declared = event.get("errorDeclaration")
    if "errorDeclaration" not in event:
        return
    if not isinstance(declared, dict) or not is_moment(declared.get("declarationTime")):
        raise Misshapen("error_declaration", "errorDeclaration needs its declarationTime.")
    corrective = declared.get("correctiveEventIDs", [])
    if not isinstance(corrective, list) or not all(map(is_uri, corrective)):
        raise Misshapen("error_declaration", "correctiveEventIDs must be a list of URIs.")
