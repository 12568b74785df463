"""From an access token to who is calling, in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from store.tables import AccessToken, Agent, Buyer, ClientKey, Driver, SignedIn
from store.words import AgentRole, Audience
from tracking.sign_in.secrets import fingerprint


@dataclass(frozen=True)
class Caller:
    """Whom a live access token belongs to. A driver has its carrier's id too; everybody else has exactly one id."""

    audience: Audience
    session_id: UUID
    buyer_id: UUID | None = None
    driver_id: UUID | None = None
    carrier_id: UUID | None = None
    partner_id: UUID | None = None
    agent_id: UUID | None = None
    role: AgentRole | None = None
    locale: str | None = None

    @property
    def identity(self) -> UUID:
        """The one thing this token speaks for."""
        found = self.driver_id or self.buyer_id or self.carrier_id or self.partner_id or self.agent_id
        if found is None:
            raise ValueError("a session without an identity")  # the table's CHECK forbids it
        return found

    @property
    def label(self) -> str:
        """`buyer:0192...` as logs, audit and idempotency name the caller."""
        return f"{self.audience.value}:{self.identity.hex}"


def is_live() -> ColumnElement[bool]:
    """True for the token `:hash` and its session while both are good at `:now`."""
    return and_(
        AccessToken.hash == bindparam("hash"),
        AccessToken.expires_at > bindparam("now"),
        SignedIn.ended_at.is_(None),
        SignedIn.expires_at > bindparam("now"),
    )


def live_sessions() -> Select[*tuple[Any, ...]]:
    """The caller of the live session with the token `:hash` at `:now`.

    A removed driver, a disabled agent and a revoked key are out at once: they are checked here and not only when
    their sessions are ended.
    """
    return (
        select(
            SignedIn.audience,
            SignedIn.id.label("session_id"),
            SignedIn.buyer_id,
            SignedIn.driver_id,
            func.coalesce(SignedIn.carrier_id, Driver.carrier_id).label("carrier_id"),
            SignedIn.partner_id,
            SignedIn.agent_id,
            Agent.role,
            func.coalesce(Buyer.locale, Driver.locale, Agent.locale).label("locale"),
        )
        .select_from(AccessToken)
        .join(SignedIn, SignedIn.id == AccessToken.session_id)
        .outerjoin(Buyer, Buyer.id == SignedIn.buyer_id)
        .outerjoin(Driver, and_(Driver.id == SignedIn.driver_id, Driver.removed_at.is_(None)))
        .outerjoin(Agent, and_(Agent.id == SignedIn.agent_id, Agent.disabled_at.is_(None)))
        .outerjoin(ClientKey, and_(ClientKey.id == SignedIn.key_id, ClientKey.revoked_at.is_(None)))
        .where(
            is_live(),
            or_(SignedIn.driver_id.is_(None), Driver.id.is_not(None)),
            or_(SignedIn.agent_id.is_(None), Agent.id.is_not(None)),
            or_(SignedIn.key_id.is_(None), ClientKey.id.is_not(None)),
        )
    )


_BY_TOKEN = live_sessions()


def caller_of(session: Session, token: str, now: datetime) -> Caller | None:
    """Who holds this access token; None when it is unknown, expired, or its session has ended."""
    row = session.execute(_BY_TOKEN, {"hash": fingerprint(token), "now": now}).one_or_none()
    return None if row is None else Caller(**row._mapping)
