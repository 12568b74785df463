"""What is wrong with an event of a document, in the standard's shape of an error."""

from typing import Any

Fault = dict[str, Any]

MOST_KEPT = 1000
VALIDATION = "epcisException:ValidationException"
SENTENCES = {
    "vin_invalid": "The VIN is none: 17 characters, and the check digit where it is mandatory.",
    "unknown_place": "There is no place by that code.",
    "unknown_stage": "You have no such stage.",
    "unknown_trip": "You have no such trip.",
    "unknown_reason": "There is no such reason.",
    "unknown_classifier": "The classifier is PLN, EST or ACT.",
    "unknown_event": "There is no event of yours by that name to declare wrong.",
    "already_corrected": "That event was corrected or declared wrong before.",
    "event_id_reused": "An event with this eventID was captured before, and said something else.",
    "time_out_of_range": "An event that happened lies in the past, by ten years at most; a plan by two years ahead.",
    "location_out_of_range": "The coordinates are not on Earth.",
    "note_too_long": "A note has at most 1000 characters.",
}


def fault_of(index: int, event: Any, code: str, sentence: str | None = None, *, about: str | None = None) -> Fault:
    """RFC 7807 as EPCIS 2.0 uses it, with our stable `code` and where the event stands in its document."""
    given = event.get("eventID") if isinstance(event, dict) else None
    fault: Fault = {
        "type": VALIDATION,
        "title": "The event was not captured.",
        "status": 400,
        "detail": sentence or SENTENCES.get(code, f"The event was rejected: {code}."),
        "code": code,
        "eventIndex": index,
    }
    name = about if about is not None else given
    return fault | {"eventID": name[:500]} if isinstance(name, str) else fault


def kept(faults: list[Fault]) -> list[Fault]:
    """As many as are kept, in the order of the document; the last one says that there were more."""
    ordered = sorted(faults, key=lambda fault: fault.get("eventIndex", -1))
    if len(ordered) <= MOST_KEPT:
        return ordered
    more = f"{len(ordered) - MOST_KEPT} more events were not captured."
    last = {"type": VALIDATION, "title": "More errors", "status": 400, "detail": more, "code": "more_errors"}
    return [*ordered[:MOST_KEPT], last]
