"""`Idempotency-Key`: the same POST twice makes one thing.

The key's row is written in the transaction that makes the thing, so a killed request leaves neither. A repeat is
answered by building the answer again from the thing, with fresh URLs. A route uses it so:

    @blp.post("/orders/<order_id>/cases")
    @require("buyer")
    @idempotent
    @blp.arguments(CaseRequest)
    @blp.response(201, CaseSchema)
    def open_a_case(body, order_id):
        with writing() as session:
            case_id = once(session, "cas", lambda: open_case(session, ...).id)
            return case_answer(session, case_id)
"""

import hashlib
import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from flask import g, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.caller import label, now
from api.problems import BadRequest
from store.errors import Refused, WrongState
from store.ids import from_wire, wire_id
from store.tables import IdempotencyKey

KEPT = timedelta(hours=24)
GOOD_KEY = re.compile(r"[\x21-\x7e]{1,128}")
HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Your own name for this request; repeating it within 24 h makes nothing twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}
View = Callable[..., Any]


@dataclass(frozen=True)
class Made:
    """What a key made before; `status` is how that was answered, where the route has several."""

    id: UUID
    status: int | None


def idempotent(view: View) -> View:
    """Read the header for `once`; 400 when it cannot be a key."""

    @wraps(view)
    def keyed(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is not None and not GOOD_KEY.fullmatch(key):
            raise BadRequest("Idempotency-Key is 1 to 128 visible ASCII characters.", code="bad_idempotency_key")
        g.idempotency_key = key
        return view(*args, **kwargs)

    keyed._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    keyed._apidoc.setdefault("manual_doc", {}).setdefault("parameters", []).append(HEADER)
    return keyed


def refuses_idempotency_key(view: View) -> View:
    """For routes that show a secret or a source: an answer must not be had twice."""

    @wraps(view)
    def unkeyed(*args: Any, **kwargs: Any) -> Any:
        if "Idempotency-Key" in request.headers:
            detail = "This route shows a secret, so its answer is never repeated: leave Idempotency-Key out."
            raise BadRequest(detail, code="idempotency_key_refused")
        return view(*args, **kwargs)

    unkeyed._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    return unkeyed


def earlier(session: Session, prefix: str) -> Made | None:
    """What this key made before; None when it is new or there is no key.

    Holds the key until the transaction ends. Raises WrongState (`idempotency_key_in_use`) while another request
    holds it, Refused (`idempotency_key_reused`) when it came with another body.
    """
    key = g.get("idempotency_key")
    if key is None:
        return None
    who, route = label(), _route()
    lock = hashlib.sha256(f"{who}\n{route}\n{key}".encode()).digest()[:8]
    number = int.from_bytes(lock, "big", signed=True)
    if not session.execute(select(func.pg_try_advisory_xact_lock(number))).scalar():
        detail = "A request with this Idempotency-Key is still running; try again in a moment."
        raise WrongState(detail, code="idempotency_key_in_use", retry_after_s=1)
    row = session.get(IdempotencyKey, (who, route, key))
    if row is None:
        return None
    if row.expires_at <= now():
        forget(session)
        return None
    if row.body_hash != _body_hash():
        detail = "This Idempotency-Key was used with another body: use a new key."
        raise Refused(detail, code="idempotency_key_reused")
    return Made(from_wire(prefix, row.resource), row.status) if row.resource else None


def once(session: Session, prefix: str, make: Callable[[], UUID]) -> UUID:
    """The id of what `make` made, now or under the same key before. Call it inside `writing()`.

    Raises as `earlier` does.
    """
    found = earlier(session, prefix)
    if found is not None:
        return found.id
    made = make()
    remember(session, prefix, made)
    return made


def remember(session: Session, prefix: str, made: UUID, status: int | None = None) -> None:
    """Tie the key of this request to what it made, in the transaction that makes it.

    A route that answers with more than one status says which, so that the repeat has the same.
    """
    key = g.get("idempotency_key")
    if key is None:
        return
    row = IdempotencyKey(
        caller=label(),
        route=_route(),
        key=key,
        body_hash=_body_hash(),
        resource=wire_id(prefix, made),
        status=status,
        created_at=now(),
        expires_at=now() + KEPT,
    )
    session.add(row)
    session.flush()


def forget(session: Session) -> None:
    """Free the key that `earlier` found, where a repeat has to make a new thing."""
    session.delete(session.get_one(IdempotencyKey, (label(), _route(), g.idempotency_key)))
    session.flush()


def _route() -> str:
    return f"{request.method} {request.path}"


def _body_hash() -> bytes:
    """Of the JSON's meaning, so that another order of members is the same body."""
    body = request.get_data(cache=True)
    if body and request.is_json:
        body = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(request.query_string + b"\n" + body).digest()
