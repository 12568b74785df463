"""Agents of the support and the keys of machines, as `python -m ops user` and `key` manage them.

The first agent cannot be made through the API: somebody has to let the first admin in.
"""

from __future__ import annotations

import getpass
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.ids import new_id
from store.tables import Agent, Carrier, ClientKey, Partner, SignedIn
from store.words import AgentRole, Locale
from tracking.audit import record
from tracking.sign_in import staff
from tracking.sign_in.secrets import fingerprint, new_secret
from tracking.sign_in.sessions import end_sessions


def add_agent(
    session: Session, email: str, name: str, role: AgentRole, locale: Locale, password: str, now: datetime
) -> Agent:
    """A new agent of the support. Raises Refused for what cannot be, WrongState when known."""
    return staff.add_agent(session, None, email, name, role, locale, password, now, _by())


def set_password(session: Session, email: str, password: str, now: datetime) -> Agent:
    """A new password; whoever is signed in with the old one is signed out, and a disabled agent is let in again."""
    agent = _agent(session, email)
    agent.disabled_at = None
    staff.set_password(session, None, agent, password, now, _by())
    return agent


def disable_agent(session: Session, email: str, now: datetime) -> Agent:
    """Out at once, on every device. The row stays: the audit names it."""
    agent = _agent(session, email)
    agent.disabled_at = agent.disabled_at or now
    end_sessions(session, SignedIn.agent_id == agent.id, "agent_disabled", now)
    _note(session, "agent_disabled", "agent", agent.id, now)
    return agent


def forget_totp(session: Session, email: str, now: datetime) -> Agent:
    """Forget an authenticator that was lost: the last admin cannot ask another one."""
    agent = _agent(session, email)
    agent.totp_secret = agent.totp_offered = agent.totp_last_step = None
    _note(session, "totp_removed", "agent", agent.id, now)
    return agent


def partner_with_code(session: Session, code: str, name: str, now: datetime) -> UUID:
    """The partner's id; it is made when it is not there, for a shop cannot introduce itself."""
    found = session.scalar(select(Partner.id).where(Partner.code == code))
    if found is not None:
        return found
    partner = Partner(id=new_id(), code=code, name=name or code, created_at=now)
    session.add(partner)
    session.flush()
    _note(session, "partner_added", "partner", partner.id, now, code=code)
    return partner.id


def carrier_with_code(session: Session, code: str) -> UUID:
    """The carrier's id. Raises NotFound: carriers are introduced by the shop."""
    found = session.scalar(select(Carrier.id).where(Carrier.code == code))
    if found is None:
        raise NotFound(f"There is no carrier {code}; the shop adds it with PUT /v1/partner/carriers/{code}.")
    return found


def make_key(
    session: Session, now: datetime, *, partner: UUID | None = None, carrier: UUID | None = None
) -> tuple[str, str]:
    """A client id and its secret for one partner or one carrier; the secret is not kept."""
    client_id, secret = f"{'carrier' if carrier else 'partner'}_{secrets.token_hex(8)}", new_secret("rrk")
    key = ClientKey(
        id=new_id(),
        client_id=client_id,
        secret_hash=fingerprint(secret),
        carrier_id=carrier,
        partner_id=partner,
        created_at=now,
    )
    session.add(key)
    _note(session, "key_made", "client_key", key.id, now, client_id=client_id)
    return client_id, secret


def revoke_key(session: Session, client_id: str, now: datetime) -> None:
    """The key and everything signed in with it end at once. Raises NotFound."""
    key = session.scalar(select(ClientKey).where(ClientKey.client_id == client_id))
    if key is None:
        raise NotFound(f"There is no key {client_id}.")
    key.revoked_at = key.revoked_at or now
    end_sessions(session, SignedIn.key_id == key.id, "key_revoked", now)
    _note(session, "key_revoked", "client_key", key.id, now, client_id=client_id)


def _agent(session: Session, email: str) -> Agent:
    agent = session.scalar(select(Agent).where(Agent.email == email.strip().lower()))
    if agent is None:
        raise NotFound(f"There is no agent {email}.")
    return agent


def _note(session: Session, action: str, kind: str, subject: UUID, now: datetime, **details: str) -> None:
    record(session, None, action, kind, subject, now, details={**details, **_by()})


def _by() -> dict[str, str]:
    return {"by": f"command line, {getpass.getuser()}"}
