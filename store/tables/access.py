"""Keys, sessions, tokens and codes. Secrets are random, so a plain SHA-256 of them is stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table, words
from store.words import Audience

_ONE_IDENTITY = "num_nonnulls(buyer_id, driver_id, carrier_id, partner_id, agent_id) = 1"


class ClientKey(Table):
    """A machine's credential (RFC 6749 client) of one carrier or one partner."""

    __tablename__ = "client_key"
    __table_args__ = (CheckConstraint("num_nonnulls(carrier_id, partner_id) = 1", name="one_owner"),)
    id: Mapped[Id]
    client_id: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[bytes]
    carrier_id: Mapped[UUID | None] = mapped_column(ForeignKey("carrier.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"), index=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignedIn(Table):
    """One device's session (the wire calls it a device). Ending it ends every token made from it."""

    __tablename__ = "session"
    __table_args__ = (CheckConstraint(_ONE_IDENTITY, name="one_identity"),)
    id: Mapped[Id]
    audience: Mapped[Audience] = mapped_column(words(Audience))
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("buyer.id"), index=True)
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"), index=True)
    carrier_id: Mapped[UUID | None] = mapped_column(ForeignKey("carrier.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    key_id: Mapped[UUID | None] = mapped_column(ForeignKey("client_key.id"), index=True)
    device_name: Mapped[str | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]


class AccessToken(Table):
    __tablename__ = "access_token"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RefreshToken(Table):
    """One link of a session's chain of refresh tokens; `generation` counts from 1."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index("uq_refresh_token_chain", "session_id", "generation", unique=True),)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    generation: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    rotated_at: Mapped[datetime | None]  # when it was first exchanged


class Challenge(Table):
    """A sign-in code sent to a phone. The row is made whether or not anybody has that phone."""

    __tablename__ = "challenge"
    id: Mapped[Id]
    phone: Mapped[str]
    audience: Mapped[Audience] = mapped_column(words(Audience))
    code_hash: Mapped[bytes]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class HandoffCode(Table):
    """A shop's app hands over its signed-in buyer; good once, for a minute."""

    __tablename__ = "handoff_code"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("buyer.id"))
    device_name: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class PlaybackToken(Table):
    """Lets one signed-in session play every published cut of one order."""

    __tablename__ = "playback_token"
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LimitCounter(Table):
    """How often something was done in one window of time; `key` names the limit and whom it counts."""

    __tablename__ = "limit_counter"
    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class IdempotencyKey(Table):
    """What a creating POST did under a caller's key; the row commits together with the effect."""

    __tablename__ = "idempotency_key"
    caller: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes]
    resource: Mapped[str | None]  # wire id of what was made; the answer is rebuilt from it
    status: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
