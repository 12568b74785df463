"""Everybody who calls: partners, buyers, carriers with their drivers and cameras, agents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table, words
from store.words import AgentRole, Locale


class Partner(Table):
    """A system or sales channel of the seller; sees the orders it made."""

    __tablename__ = "partner"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Buyer(Table):
    __tablename__ = "buyer"
    __table_args__ = (Index("ix_buyer_name_search", text("lower(name) text_pattern_ops")),)
    id: Mapped[Id]
    phone: Mapped[str] = mapped_column(unique=True)  # E.164
    name: Mapped[str]
    locale: Mapped[Locale] = mapped_column(words(Locale))
    created_at: Mapped[datetime]


class Carrier(Table):
    __tablename__ = "carrier"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    shot_level: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Driver(Table):
    """Somebody of a carrier who films. One phone is one driver until it is removed."""

    __tablename__ = "driver"
    __table_args__ = (
        Index("uq_driver_phone_active", "phone", unique=True, postgresql_where=text("removed_at IS NULL")),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"), index=True)
    phone: Mapped[str]
    name: Mapped[str]
    locale: Mapped[Locale] = mapped_column(words(Locale))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Camera(Table):
    __tablename__ = "camera"
    __table_args__ = (UniqueConstraint("carrier_id", "code"),)
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    code: Mapped[str]
    name: Mapped[str]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    bay: Mapped[str | None]
    clock_offset_s: Mapped[float] = mapped_column(default=0.0)
    created_at: Mapped[datetime]


class Agent(Table):
    """A person of the seller's support."""

    __tablename__ = "agent"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)
    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[AgentRole] = mapped_column(words(AgentRole))
    locale: Mapped[Locale] = mapped_column(words(Locale))
    password_hash: Mapped[str]  # argon2id
    totp_secret: Mapped[str | None]  # set once enrolled; then the code is asked for
    totp_offered: Mapped[str | None]  # a secret shown for enrolling; it counts once a code of it was given
    totp_last_step: Mapped[int | None]  # a code is good once (RFC 6238, 5.2)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
