"""Inspections with their damages, and cases with their messages."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table, words
from store.words import Audience, CaseKind, CaseState, InspectionKind


class Inspection(Table):
    """A condition report at a handover."""

    __tablename__ = "inspection"
    id: Mapped[Id]
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"))
    kind: Mapped[InspectionKind] = mapped_column(words(InspectionKind))
    inspected_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    odometer_km: Mapped[int | None]
    signature: Mapped[dict[str, Any]]  # {name, strokes_svg?} or {none: nobody_there | refused | contactless}


class Damage(Table):
    """area-type-severity in the code set named."""

    __tablename__ = "damage"
    __table_args__ = (CheckConstraint("severity BETWEEN 1 AND 6", name="severity_range"),)
    id: Mapped[Id]
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    code_set: Mapped[str]
    area: Mapped[str]
    type: Mapped[str]
    severity: Mapped[int]
    clip_id: Mapped[UUID | None] = mapped_column(ForeignKey("clip.id"))
    at_s: Mapped[float | None]
    note: Mapped[str | None]
    published_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]


class Case(Table):
    """A concern, claim or question a buyer or an agent opened."""

    __tablename__ = "case"
    __table_args__ = (CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="money_whole"),)
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    kind: Mapped[CaseKind] = mapped_column(words(CaseKind))
    state: Mapped[CaseState] = mapped_column(words(CaseState))
    cut_id: Mapped[UUID | None] = mapped_column(ForeignKey("cut.id"))
    at_s: Mapped[float | None]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    policy: Mapped[str]
    due_at: Mapped[datetime]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CaseMessage(Table):
    __tablename__ = "case_message"
    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    audience: Mapped[Audience] = mapped_column(words(Audience))
    author_id: Mapped[UUID]
    text: Mapped[str]
    lang: Mapped[str | None]
    written_at: Mapped[datetime]
