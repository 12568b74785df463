"""Whether this installation is alive and ready, and what an app should know before it signs in."""

import time
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from flask import current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.blueprint import Blueprint
from api.caller import objects, services
from api.fields import AnswerSchema
from store.migrate import is_current
from store.tables import Installation

OK, DEGRADED, DOWN, LOADING = "ok", "degraded", "down", "loading"
WORD = ma.validate.OneOf([OK, DEGRADED, DOWN, LOADING])
REMEMBERED_S = 5.0  # storage is asked at most this often, however often the probes come
HEARTBEAT_S = 60

blp = Blueprint("Running it", __name__)


class LiveSchema(AnswerSchema):
    status = ma.fields.String(required=True)


class ReadySchema(AnswerSchema):
    database = ma.fields.String(required=True, validate=WORD)
    storage = ma.fields.String(required=True, validate=WORD)
    queue = ma.fields.String(required=True, validate=WORD)
    demo = ma.fields.String(required=True, validate=WORD)


class AppSchema(AnswerSchema):
    minimum_version = ma.fields.String(required=True, metadata={"description": "Older apps must update"})
    support = ma.fields.String(required=True, allow_none=True)
    privacy_url = ma.fields.String(required=True, allow_none=True)
    terms_url = ma.fields.String(required=True, allow_none=True)


@dataclass
class StorageProbe:
    """The last answer of storage, so that probes do not pile up on one that hangs."""

    asked_at: float = field(default=float("-inf"))
    up: bool = False


@blp.get("/health/live")
@blp.response(200, LiveSchema)
def live() -> dict[str, str]:
    """Whether this process answers"""
    return {"status": OK}


@blp.get("/health/ready")
@blp.response(200, ReadySchema)
@blp.alt_response(503, schema=ReadySchema, description="The database does not answer or is not migrated")
def ready() -> Any:
    """Whether requests can be served

    Only the database decides; the rest tells what works less well at the moment.
    """
    body = {"database": DOWN, "storage": storage_word(), "queue": DOWN, "demo": demo_when_unknown()}
    try:
        with services().database.reading() as session:
            if is_current(session.connection()):
                body |= {"database": OK, "queue": queue_word(session), "demo": demo_word(session)}
    except SQLAlchemyError:
        body["database"] = DOWN
    if body["database"] == OK:
        return body
    response = jsonify(body)
    response.status_code = 503
    return response


@blp.get("/v1/app")
@blp.response(200, AppSchema)
def about_the_app() -> dict[str, str | None]:
    """What an app should know before anybody signs in"""
    settings = services().settings
    return {
        "minimum_version": settings.minimum_app_version,
        "support": settings.support_contact or None,
        "privacy_url": settings.privacy_url or None,
        "terms_url": settings.terms_url or None,
    }


def storage_word() -> str:
    """`ok`, or `down` when the bucket cannot be reached."""
    probe: StorageProbe = current_app.extensions.setdefault("roadreel.storage", StorageProbe())
    if time.monotonic() - probe.asked_at > REMEMBERED_S:
        probe.up = objects().is_up()
        probe.asked_at = time.monotonic()
    return OK if probe.up else DOWN


def queue_word(session: Session) -> str:
    """`down` without the queue's tables, `degraded` while no worker has given a sign of life for a minute."""
    if session.execute(text("SELECT to_regclass('procrastinate_workers')")).scalar() is None:
        return DOWN
    alive = text(
        "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - :s * interval '1 s')"
    )
    return OK if session.execute(alive, {"s": HEARTBEAT_S}).scalar() else DEGRADED


def demo_word(session: Session) -> str:
    """How far the demonstration has loaded; `ok` where none is wanted."""
    if not services().settings.demo:
        return OK
    row = session.get(Installation, "demo")
    state = row.value.get("state") if row is not None else LOADING
    return {OK: OK, "failed": DEGRADED}.get(str(state), LOADING)


def demo_when_unknown() -> str:
    """Without a database nobody knows; a wanted demonstration is then still to come."""
    return LOADING if services().settings.demo else OK
