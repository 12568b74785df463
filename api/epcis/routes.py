"""GS1 EPCIS 2.0: capture and query. Where the standard fixes a shape, it stands above our own."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, writing
from api.epcis.refusals import in_their_words
from api.epcis.schemas import (
    CaptureJobSchema,
    EpcisDocumentRequestSchema,
    EpcisEventsQuery,
    EpcisQueryDocumentSchema,
)
from api.fields import path_id
from api.paging import read_cursor, write_cursor
from api.problems import BadRequest
from store.errors import TooLarge
from store.ids import wire_id
from store.tables import EpcisCapture
from store.words import CaptureBehaviour
from tracking.bodies import wire_time
from tracking.epcis import captures
from tracking.epcis.query import Question, ask
from tracking.epcis.shapes import Misshapen, check_document
from tracking.epcis.vocabulary import CONTEXT, OWN_CONTEXT

blp = Blueprint("EPCIS", __name__, url_prefix="/v1/epcis")
blp.after_request(in_their_words)

LARGEST_DOCUMENT = 20 * 1024 * 1024  # bytes
MOST_EVENTS = 10_000
MOST_AT_ONCE = 1_000  # in one transaction, which holds their orders
BEHAVIOUR = "GS1-Capture-Error-Behaviour"
LIMITS = {"GS1-EPCIS-Capture-Limit": str(MOST_EVENTS), "GS1-EPCIS-Capture-File-Size-Limit": str(LARGEST_DOCUMENT)}


@blp.before_request
def allow_large_documents() -> None:
    """Documents may be larger than other bodies; what is larger still is refused before it is read."""
    request.max_content_length = LARGEST_DOCUMENT
    if (request.content_length or 0) > LARGEST_DOCUMENT:
        megabytes = LARGEST_DOCUMENT // (1024 * 1024)
        raise RequestEntityTooLarge(f"A document has at most {megabytes} MiB. Send its events in several documents.")


@blp.post("/capture")
@require("carrier")
@blp.doc(
    parameters=[
        {
            "name": BEHAVIOUR,
            "in": "header",
            "required": False,
            "description": "`rollback` (all events or none) or `proceed` (each on its own); the first by default",
            "schema": {"type": "string", "enum": [each.value for each in CaptureBehaviour]},
        }
    ]
)
@blp.arguments(EpcisDocumentRequestSchema)
@blp.response(
    202,
    description="The document waits; its job is at Location",
    headers={"Location": {"description": "The capture job", "schema": {"type": "string"}}},
)
def capture(_document: dict[str, Any]) -> Any:
    """Capture a document

    At most 20 MiB and 10,000 events, 1,000 with `rollback`: 413. A job takes them. The same event again changes
    nothing.
    """
    behaviour = _behaviour()
    try:
        events = check_document(request.get_json())
    except Misshapen as wrong:
        raise BadRequest(wrong.sentence, code=wrong.code) from wrong
    _check_count(len(events), behaviour)
    with writing() as session:
        job = captures.accept(session, caller().carrier_id, request.get_data(), len(events), behaviour, now())
    return Response(status=202, headers={"Location": f"/v1/epcis/capture/{wire_id('cap', job.id)}", **LIMITS})


@blp.get("/capture/<capture_id>")
@require("carrier")
@blp.response(200, CaptureJobSchema)
def show_capture(capture_id: str) -> Any:
    """A capture job"""
    with reading() as session:
        job = captures.capture_of(session, caller().carrier_id, path_id("cap", capture_id))
    return _job(job)


@blp.get("/events")
@require("carrier")
@blp.arguments(EpcisEventsQuery, location="query")
@blp.response(200, EpcisQueryDocumentSchema)
def list_events(query: dict[str, Any]) -> Any:
    """The carrier's events

    Whichever way they came, oldest record first. `Link: <...>; rel="next"` leads to the next page.
    """
    token = query.pop("nextPageToken", None)
    after = read_cursor(token, (datetime, UUID)) if token is not None else None
    with reading() as session:
        found, position = ask(session, caller().carrier_id, _question(query), after, query["perPage"])
    headers = {} if position is None else {"Link": f'<{_next(write_cursor(position))}>; rel="next"'}
    return _query_document(found), 200, headers


def _check_count(count: int, behaviour: CaptureBehaviour) -> None:
    if count > MOST_EVENTS:
        sentence = f"A document has at most {MOST_EVENTS} events; this one has {count}."
        raise TooLarge(sentence, code="too_many_events", most=MOST_EVENTS)
    if behaviour is CaptureBehaviour.ROLLBACK and count > MOST_AT_ONCE:
        sentence = f"At most {MOST_AT_ONCE} events are taken all or none; send this one with {BEHAVIOUR}: proceed."
        raise TooLarge(sentence, code="too_many_events_at_once", most=MOST_AT_ONCE)


def _behaviour() -> CaptureBehaviour:
    given = request.headers.get(BEHAVIOUR, CaptureBehaviour.ROLLBACK.value)
    try:
        return CaptureBehaviour(given.lower())
    except ValueError as error:
        raise BadRequest(f"{BEHAVIOUR} is rollback or proceed.", code="capture_error_behaviour") from error


def _job(job: EpcisCapture) -> dict[str, Any]:
    finished = {"finishedAt": job.finished_at} if job.finished_at else {}
    return {
        "captureID": wire_id("cap", job.id),
        "createdAt": job.created_at,
        **finished,
        "running": job.finished_at is None,
        "success": job.success is not False,  # the standard: true until something is known to be wrong
        "captureErrorBehaviour": job.behaviour.value,
        "errors": job.errors,
        "eventsDone": job.done,
        "eventsTotal": job.total,
    }


def _question(query: dict[str, Any]) -> Question:
    def several(name: str) -> list[str]:
        return [part for part in query[name].split("|") if part]

    return Question(
        steps=several("EQ_bizStep"),
        dispositions=several("EQ_disposition"),
        epcs=several("MATCH_epc"),
        event_from=query.get("GE_eventTime"),
        event_before=query.get("LT_eventTime"),
        record_from=query.get("GE_recordTime"),
        record_before=query.get("LT_recordTime"),
    )


def _next(token: str) -> str:
    asked = [(name, value) for name, value in request.args.items() if name != "nextPageToken"]
    return f"{request.path}?{urlencode([*asked, ('nextPageToken', token)])}"


def _query_document(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "context": [CONTEXT, OWN_CONTEXT],
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": wire_time(now()),
        "epcisBody": {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": events}}},
    }
