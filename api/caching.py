"""ETags and Cache-Control: what a client may keep, and how it asks whether that is still right."""

import hashlib
from typing import Any

import marshmallow as ma
from flask import Response, json, request
from werkzeug.exceptions import HTTPException

from api.languages import language

NO_STORE = "no-store"
PRIVATE = "private, no-cache"
SAME = "Nothing changed since the answer with that ETag"
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer one has",
    "schema": {"type": "string"},
}


class NotModified(HTTPException):
    """304 with the tag and nothing else; raised so that a route can stop early."""

    code = 304

    def __init__(self, tag: str) -> None:
        response = Response(status=304)
        response.set_etag(tag, weak=True)
        super().__init__(response=response)


def unless_known(tag: str) -> None:
    """Stop with 304 when the client says it has `tag` already (If-None-Match, weak comparison)."""
    if request.if_none_match.contains_weak(tag) or request.if_none_match.star_tag:
        raise NotModified(tag)


def tagged(response: Response, tag: str) -> Response:
    """Put `tag` on an answer. Weak, because gzip changes bytes and not the sense."""
    response.set_etag(tag, weak=True)
    return response


def answered(schema: ma.Schema, answer: Any) -> Response:
    """The answer with a tag of its content, or 304.

    What an order says depends on more than its version: on how far it was read, and on the clock (`overdue`).
    """
    body = json.dumps(schema.dump(answer))
    tag = f"{hashlib.sha256(body.encode()).hexdigest()[:24]}.{language()}"
    unless_known(tag)
    return tagged(Response(body, content_type="application/json"), tag)


def no_store(response: Response) -> Response:
    """For answers that show a secret."""
    response.headers["Cache-Control"] = NO_STORE
    return response
