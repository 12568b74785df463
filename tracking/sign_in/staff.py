"""Support's people: added, changed, shut out. Every change is in the audit; `caller` is None for the command line."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound, Refused, WrongState
from store.ids import new_id
from store.tables import Agent, SignedIn
from store.words import AgentRole, Locale
from tracking.audit import record
from tracking.sign_in.identity import Caller
from tracking.sign_in.sessions import end_sessions

LEAST_PASSWORD, MOST_PASSWORD = 10, 200  # characters
Noted = Mapping[str, Any]


def add_agent(
    session: Session,
    caller: Caller | None,
    email: str,
    name: str,
    role: AgentRole,
    locale: Locale,
    password: str,
    now: datetime,
    noted: Noted | None = None,
) -> Agent:
    """A new agent of the support. Raises Refused for what cannot be, WrongState (`agent_exists`) when known."""
    address = email.strip().lower()
    local, at, domain = address.partition("@")
    if not (local and at and "." in domain) or any(letter.isspace() for letter in address):
        detail = f"{email!r} is not an email address."
        raise Refused(detail, code="bad_email", errors={"email": [detail]})
    if session.scalar(select(Agent.id).where(Agent.email == address)):
        raise WrongState(f"{address} is there already; `user password` gives a new password.", code="agent_exists")
    agent = Agent(
        id=new_id(),
        email=address,
        name=name.strip() or local,
        role=role,
        locale=locale,
        password_hash=hashed(password),
        created_at=now,
    )
    session.add(agent)
    details = {"email": address, "role": role.value, **(noted or {})}
    record(session, caller, "agent_added", "agent", agent.id, now, details=details)
    return agent


def change_agent(session: Session, caller: Caller, agent: Agent, wish: Mapping[str, Any], now: datetime) -> None:
    """Write `name`, `role`, `locale` and `disabled` as wished; whoever is disabled is out at once.

    Raises WrongState (`last_admin`) when nobody would be left who may let others in.
    """
    unseated = wish.get("role", agent.role) is not AgentRole.ADMIN or wish.get("disabled", False)
    if agent.role is AgentRole.ADMIN and agent.disabled_at is None and unseated and _admins(session) == 1:
        raise WrongState("This is the last admin: make somebody else one first.", code="last_admin")
    for name in ("name", "role", "locale"):
        setattr(agent, name, wish.get(name, getattr(agent, name)))
    if "disabled" in wish:
        agent.disabled_at = (agent.disabled_at or now) if wish["disabled"] else None
    if agent.disabled_at is not None:
        end_sessions(session, SignedIn.agent_id == agent.id, "agent_disabled", now)
    record(session, caller, "agent_changed", "agent", agent.id, now, details=dict(wish))


def set_password(
    session: Session, caller: Caller | None, agent: Agent, password: str, now: datetime, noted: Noted | None = None
) -> None:
    """A new password; whoever is signed in with the old one is signed out. Raises Refused (`weak_password`)."""
    agent.password_hash = hashed(password)
    end_sessions(session, SignedIn.agent_id == agent.id, "password_set", now)
    record(session, caller, "agent_password_set", "agent", agent.id, now, details=noted)


def agents(session: Session) -> Sequence[Agent]:
    """Everybody, by address; those shut out too, because the audit names them."""
    return session.scalars(select(Agent).order_by(Agent.email)).all()


def agent_of(session: Session, agent_id: UUID) -> Agent:
    """One of them, locked. Raises NotFound."""
    agent = session.get(Agent, agent_id, with_for_update=True)
    if agent is None:
        raise NotFound
    return agent


def new_password() -> str:
    """A password to hand over once."""
    return secrets.token_urlsafe(15)


def hashed(password: str) -> str:
    """What is kept of a password. Raises Refused (`weak_password`)."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        detail = f"A password needs at least {LEAST_PASSWORD} characters."
        raise Refused(detail, code="weak_password", errors={"password": [detail]})
    return PasswordHasher().hash(password)


def _admins(session: Session) -> int:
    # Locked in one order, or two admins could shut each other out at the same moment.
    query = select(Agent.id).where(Agent.role == AgentRole.ADMIN, Agent.disabled_at.is_(None)).order_by(Agent.id)
    return len(session.execute(query.with_for_update()).all())
