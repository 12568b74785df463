"""Support's people: who they are, and one's own password and authenticator."""

from typing import Any

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.caching import NO_STORE
from api.caller import caller, now, reading, require, writing
from api.fields import AnswerSchema, Moment, RequestSchema, Text, WireId, path_id
from api.idempotency import refuses_idempotency_key
from api.nothing import NothingSchema
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.blueprint import blp, key
from store.tables import Agent
from store.words import AgentRole, Locale
from tracking.sign_in.agents import prove_password
from tracking.sign_in.staff import MOST_PASSWORD, add_agent, agent_of, change_agent, new_password, set_password
from tracking.sign_in.totp import confirm_totp, offer_totp, take_totp_away

SECRET = {"Cache-Control": NO_STORE}


class AgentSchema(AnswerSchema):
    """Somebody of support."""

    id = WireId("agt", required=True)
    email = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    role = ma.fields.Enum(AgentRole, by_value=True, required=True)
    locale = ma.fields.Enum(Locale, by_value=True, required=True)
    totp = ma.fields.Boolean(required=True, metadata={"description": "Whether an authenticator is asked for"})
    created_at = Moment(required=True)
    disabled_at = Moment(required=True, allow_none=True)


class NewAgentSchema(AgentSchema):
    password = ma.fields.String(required=True, metadata={"description": "Shown this once"})


class PasswordShownSchema(AnswerSchema):
    password = ma.fields.String(required=True, metadata={"description": "Shown this once"})


class AgentRequestSchema(RequestSchema):
    email = Text(200, required=True)
    name = Text(100, required=True)
    role = ma.fields.Enum(AgentRole, by_value=True, load_default=AgentRole.AGENT)
    locale = ma.fields.Enum(Locale, by_value=True, load_default=Locale.ZH)


class AgentChangeSchema(RequestSchema):
    name = Text(100)
    role = ma.fields.Enum(AgentRole, by_value=True)
    locale = ma.fields.Enum(Locale, by_value=True)
    disabled = ma.fields.Boolean()


class Password(ma.fields.String):
    def __init__(self, **about: Any) -> None:
        super().__init__(validate=ma.validate.Length(min=1, max=MOST_PASSWORD), required=True, **about)


class PasswordChangeSchema(RequestSchema):
    current = Password()
    new = Password()


class OwnPasswordSchema(RequestSchema):
    password = Password(metadata={"description": "One's own: a token left lying about must not enrol a phone"})


class OfferedTotpSchema(AnswerSchema):
    secret = ma.fields.String(required=True)
    uri = ma.fields.String(required=True, metadata={"description": "otpauth://..., what an authenticator scans"})


class TotpCodeSchema(RequestSchema):
    code = ma.fields.String(required=True, validate=ma.validate.Regexp(r"\A\d{6}\Z", error="Six digits."))


@blp.get("/users")
@require("console", role="admin")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(AgentSchema))
def list_users(query: dict[str, Any]) -> Page:
    """List support's people

    Those who were shut out, too: the audit names them.
    """
    with reading() as session:
        page = page_of(session, select(Agent), (Agent.id,), query["cursor"], query["limit"])
        return Page([_shown(agent) for agent in page.items], page.next_cursor)


@blp.post("/users")
@require("console", role="admin")
@refuses_idempotency_key
@blp.arguments(AgentRequestSchema)
@blp.response(201, NewAgentSchema)
def create_user(wish: dict[str, Any]) -> Any:
    """Let somebody into the console

    The password is made here and shown this once; they change it with `POST /v1/support/password`.
    """
    password = new_password()
    with writing() as session:
        agent = add_agent(session, caller(), **wish, password=password, now=now())
        session.flush()
    return _shown(agent) | {"password": password}, 201, SECRET


@blp.patch("/users/<user_id>")
@require("console", role="admin")
@blp.arguments(AgentChangeSchema)
@blp.response(200, AgentSchema)
def change_user(wish: dict[str, Any], user_id: str) -> Any:
    """Change somebody's name, role or language, or shut them out and in again

    Whoever is disabled is out at once, on every device. The last admin stays.
    """
    with writing() as session:
        agent = agent_of(session, path_id("agt", user_id))
        change_agent(session, caller(), agent, wish, now())
        return _shown(agent)


@blp.post("/users/<user_id>/password")
@require("console", role="admin")
@refuses_idempotency_key
@blp.arguments(NothingSchema, required=False)
@blp.response(200, PasswordShownSchema)
def reset_password(_nothing: Any, user_id: str) -> Any:
    """Give somebody a new password

    Shown this once; whoever is signed in with the old one is signed out.
    """
    password = new_password()
    with writing() as session:
        set_password(session, caller(), agent_of(session, path_id("agt", user_id)), password, now())
    return {"password": password}, 200, SECRET


@blp.delete("/users/<user_id>/totp")
@require("console", role="admin")
@blp.response(204)
def remove_totp(user_id: str) -> None:
    """Forget somebody's lost authenticator"""
    with writing() as session:
        take_totp_away(session, caller(), agent_of(session, path_id("agt", user_id)), now())


@blp.post("/password")
@require("console")
@refuses_idempotency_key
@blp.arguments(PasswordChangeSchema)
@blp.response(204)
def change_own_password(wish: dict[str, str]) -> None:
    """Change one's own password

    Every session ends, this one too: sign in again.
    """
    _proven(wish["current"])
    with writing() as session:
        set_password(session, caller(), _own(session), wish["new"], now())


@blp.post("/totp")
@require("console")
@refuses_idempotency_key
@blp.arguments(OwnPasswordSchema)
@blp.response(201, OfferedTotpSchema)
def begin_totp(wish: dict[str, str]) -> Any:
    """Get a secret for one's authenticator

    It counts once `POST /v1/support/totp/confirm` got a code of it.
    """
    _proven(wish["password"])
    with writing() as session:
        secret, uri = offer_totp(_own(session))
    return {"secret": secret, "uri": uri}, 201, SECRET


@blp.post("/totp/confirm")
@require("console")
@refuses_idempotency_key
@blp.arguments(TotpCodeSchema)
@blp.response(204)
def enrol_totp(wish: dict[str, str]) -> None:
    """Enrol the authenticator by its first code

    From now on signing in asks for it.
    """
    with writing() as session:
        confirm_totp(session, caller(), _own(session), wish["code"], now())


def _shown(agent: Agent) -> dict[str, Any]:
    names = ("id", "email", "name", "role", "locale", "created_at", "disabled_at")
    return {name: getattr(agent, name) for name in names} | {"totp": agent.totp_secret is not None}


def _proven(password: str) -> None:
    """Raise unless it is the caller's password; in a transaction of its own, so that a wrong one is counted."""
    with writing() as session:
        refusal = prove_password(session, _own(session), password, now(), key())
    if refusal is not None:
        raise refusal


def _own(session: Session) -> Agent:
    return agent_of(session, caller().identity)
