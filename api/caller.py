"""Who is calling, and the few things every route asks for: time, database, storage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from functools import wraps
from typing import Any

from flask import current_app, g, request
from sqlalchemy.orm import Session

from api.logs import request_id
from api.problems import Unauthenticated
from api.services import Services
from store.errors import Denied
from store.objects import ObjectStore
from store.words import AgentRole, Audience
from tracking.audit import REQUEST
from tracking.rules.roles import reaches
from tracking.sign_in.identity import Caller, caller_of

View = Callable[..., Any]


def require(*audiences: str, role: str | None = None) -> Callable[[View], View]:
    """Let only callers with a token for one of `audiences` through; put it right under the route's decorator.

    With `role`, only support's people of that role or a higher one: `require("console", role="supervisor")`.
    401 with WWW-Authenticate without a live token, 403 with one for somebody else's routes or of too low a role. It
    says nothing about objects: which of them a caller may see is decided by the resource's own query.
    """
    wanted = frozenset(Audience(audience) for audience in audiences)
    least = AgentRole(role) if role else None

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            admit(wanted)
            if least is not None:
                demand(least)
            return view(*args, **kwargs)

        guarded._apidoc = deepcopy(getattr(view, "_apidoc", {}))
        doc = guarded._apidoc.setdefault("manual_doc", {})
        doc["security"] = [{"bearer": sorted(audiences)}]
        if least is not None:
            doc["x-least-role"] = least.value
        return guarded

    return decorate


def admit(wanted: frozenset[Audience]) -> Caller:
    """The caller behind the bearer token. Raises Unauthenticated or Denied."""
    token = given_token()
    with services().database.reading() as session:
        return admitted(caller_of(session, token, now()), wanted)


def admitted(found: Caller | None, wanted: frozenset[Audience]) -> Caller:
    """Remember who the token was found to belong to. Raises Unauthenticated or Denied."""
    if found is None:
        raise Unauthenticated("The access token is unknown, expired or revoked.", code="invalid_token")
    g.caller = found
    if found.audience not in wanted:
        raise Denied("This access token was made for another part of the API.", code="wrong_audience")
    return found


def demand(least: AgentRole) -> None:
    """Raise Denied (`role_too_low`) unless the caller has this role or a higher one."""
    if not reaches(caller().role, least):
        raise Denied(f"This needs the role {least.value}; ask somebody who has it.", code="role_too_low")


def given_token() -> str:
    """The bearer token of the request; Unauthenticated without one."""
    token = bearer_token()
    if token is None:
        raise Unauthenticated("Send an access token: Authorization: Bearer ...")
    return token


def bearer_token() -> str | None:
    """The bearer token of the request, None without one."""
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" and given.token else None


def caller() -> Caller:
    """Who is calling; only under `require`."""
    found: Caller = g.caller
    return found


def services() -> Services:
    """What the application was built with."""
    found: Services = current_app.extensions["roadreel"]
    return found


def objects() -> ObjectStore:
    """Object storage."""
    return services().objects


def now() -> datetime:
    """The time of this request."""
    return services().clock()


def label() -> str:
    """The caller's name for audit and idempotency; empty for nobody."""
    found: Caller | None = g.get("caller")
    return found.label if found is not None else ""


@contextmanager
def reading() -> Iterator[Session]:
    """A read transaction that knows its caller. Close it before calling storage."""
    with services().database.reading(label()) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that knows its caller and request, and commits at its end."""
    with services().database.writing(label()) as session:
        session.info[REQUEST] = request_id()
        yield session
