"""An order's timeline, and how far its buyer has read it."""

import json
import re
from uuid import UUID

from flask import Response, current_app, request
from marshmallow import ValidationError

from api.blueprint import Blueprint
from api.caching import IF_NONE_MATCH, SAME, answered, tagged
from api.caller import admitted, caller, given_token, now, reading, require, services, writing
from api.compression import gzip_is_wanted
from api.fields import path_id
from api.languages import asked_language, language
from api.paging import write_cursor
from api.timeline.digest import digest_answer
from api.timeline.questions import question_in
from api.timeline.schemas import DigestSchema, SeenRequest, SeenSchema, TimelineQuery, TimelineSchema
from api.timeline.shelf import Answer, Shelf
from store.errors import DomainError, Gone, NotFound
from store.ids import UnknownId
from store.words import Audience, Locale
from tracking.reading.digest import digest_of
from tracking.reading.orders import have_seen
from tracking.reading.timeline import Entries, Question, read_timeline

blp = Blueprint("Timeline", __name__, url_prefix="/v1", description="What happened to an order, newest first.")

SHELF_BYTES = 32 * 1024 * 1024
BUYERS = frozenset({Audience.BUYER})
NOBODYS = UUID(int=0)  # what a malformed identifier names: the statement runs all the same and finds nothing
OUR_TAGS = re.compile(r'"(\d{1,19}\.(?:en|zh))"')
VARY = "Authorization, Accept-Language, Accept-Encoding"


@blp.get("/orders/<order_id>/timeline")
@blp.doc(parameters=[{"in": "query", "schema": TimelineQuery}, IF_NONE_MATCH], security=[{"bearer": ["buyer"]}])
@blp.response(200, TimelineSchema)
@blp.alt_response(304, description=SAME)
def show_timeline(order_id: str) -> Response:
    """Read an order's timeline, newest first; or what changed since a seq

    One statement checks the token and the order and reads the entries, because this is what phones ask all day.
    """
    token = given_token()
    question, wrong = _asked()
    order, language = _order_named(order_id), asked_language() or ""
    shelf = _shelf()
    place = (order, language, question)
    kept = shelf.find(place)
    theirs = _their_tags()
    found_caller, entries = read_timeline(
        services().database,
        token=token,
        order_id=order,
        question=question,
        language=language,
        known=[*theirs, kept.tag] if kept else theirs,
        now=now(),
    )
    admitted(found_caller, BUYERS)
    if wrong is not None:
        raise wrong
    if entries is None:
        raise NotFound
    _must_reach_back(question, entries)
    if entries.tag in theirs or request.headers.get("If-None-Match") == "*":
        return tagged(Response(status=304), entries.tag)
    if kept is None or kept.tag != entries.tag:
        kept = Answer(entries.tag, _written(question, entries))
        shelf.keep(place, kept)
    return _sent(kept)


@blp.post("/orders/<order_id>/seen")
@require("buyer")
@blp.arguments(SeenRequest)
@blp.response(200, SeenSchema)
def see_timeline(body, order_id):
    """Tell how far this device has read the timeline"""
    with writing() as session:
        who = caller()
        order = path_id("ord", order_id)
        seen_seq, unread = have_seen(session, who.identity, who.session_id, order, body["seq"], now())
        return {"seen_seq": seen_seq, "unread": unread}


@blp.get("/orders/<order_id>/digest")
@require("buyer")
@blp.doc(parameters=[IF_NONE_MATCH])
@blp.response(200, DigestSchema)
@blp.alt_response(304, description=SAME)
def show_digest(order_id):
    """Read what changed since this device last looked

    A few lines: what the timeline says, and no more. A device that is new begins where the buyer's others are; who
    never looked is told of no change. `POST .../seen` is the look.
    """
    who = caller()
    with reading() as session:
        found = digest_of(session, who.identity, who.session_id, path_id("ord", order_id))
    return answered(DigestSchema(), digest_answer(found, Locale(language())))


def _asked() -> tuple[Question, Exception | None]:
    """The question, or why there is none: said only after the caller is known, like everywhere."""
    try:
        return question_in(request.query_string), None
    except (ValidationError, DomainError) as error:
        return Question(), error


def _order_named(text: str) -> UUID:
    try:
        return path_id("ord", text)
    except UnknownId:
        return NOBODYS


def _shelf() -> Shelf:
    """The answers this process keeps."""
    if "roadreel.timelines" not in current_app.extensions:
        current_app.extensions.setdefault("roadreel.timelines", Shelf(SHELF_BYTES))
    shelf: Shelf = current_app.extensions["roadreel.timelines"]
    return shelf


def _their_tags() -> list[str]:
    """Tags the client has, as far as they can be ours; weak or strong is the same here (RFC 9110, 13.1.2)."""
    given = request.headers.get("If-None-Match")
    return OUR_TAGS.findall(given)[:8] if given else []


def _must_reach_back(question: Question, entries: Entries) -> None:
    """Raise Gone when `since` cannot be answered: we lost what they saw, or the tombstones they lack are gone."""
    since = question.since
    if since is not None and (since > entries.latest_seq or 0 < since < entries.purged_seq):
        raise Gone("Forget what you have and read the timeline from its beginning.", code="resync_required")


def _written(question: Question, entries: Entries) -> bytes:
    rest: dict[str, object] = {"latest_seq": entries.latest_seq}
    if question.since is None:
        rest["next_cursor"] = write_cursor(entries.last) if entries.more and entries.last else None
    else:
        rest |= {"has_more": entries.more, "order_changed": entries.order_changed}
    return f'{{"items":[{entries.items}],{json.dumps(rest)[1:]}'.encode()


def _sent(answer: Answer) -> Response:
    zipped = gzip_is_wanted() and len(answer.body) > 860
    response = Response(answer.gzipped if zipped else answer.body, content_type="application/json")
    response.headers["Vary"] = VARY
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Language"] = answer.tag.rpartition(".")[2]
    return tagged(response, answer.tag)
