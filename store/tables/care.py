"""Inspections with their damages, and cases with their messages."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.declarative import Id, Table, words
from store.tables.journey import Stage
from store.words import Audience, CaseKind, CaseState, ExceptionCode, InspectionKind


class Inspection(Table):
    """A condition report at a handover. It is never edited: what differs is another report."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("stage_id", "car", "content_hash"),
        CheckConstraint("utc_offset_min BETWEEN -840 AND 840", name="offset_range"),
        CheckConstraint("odometer_km >= 0", name="odometer_counts"),
    )
    id: Mapped[Id]
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    car: Mapped[int] = mapped_column(default=1)  # which car of the order: the shop may swap it for another
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"))
    kind: Mapped[InspectionKind] = mapped_column(words(InspectionKind))
    inspected_at: Mapped[datetime]
    utc_offset_min: Mapped[int]  # the inspector's offset from UTC
    recorded_at: Mapped[datetime]
    odometer_km: Mapped[int | None]
    signature: Mapped[dict[str, Any]]  # {name, strokes_svg?: path data} or {none: why nobody signed}
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)  # of all that was reported

    stage: Mapped[Stage] = relationship()
    damages: Mapped[list["Damage"]] = relationship(back_populates="inspection", order_by="Damage.id")


class Damage(Table):
    """area-type-severity in the code set named. Without an inspection it is from the buyer's receipt."""

    __tablename__ = "damage"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 1 AND 6", name="severity_range"),
        CheckConstraint("at_s >= 0", name="at_s_counts"),
        CheckConstraint("published_at IS NULL OR dismissed_at IS NULL", name="shown_or_not"),
        Index(
            "ix_damage_to_publish",
            "publish_at",
            postgresql_where=text("publish_at IS NOT NULL AND published_at IS NULL AND dismissed_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    receipt_id: Mapped[UUID | None] = mapped_column(ForeignKey("receipt.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    car: Mapped[int] = mapped_column(default=1)
    found_at: Mapped[datetime]
    code_set: Mapped[str]
    area: Mapped[str]
    type: Mapped[str]
    severity: Mapped[int]
    labels: Mapped[dict[str, Any]]  # {area, type, size}, each {en, zh}: the code set's words when it was reported
    clip_id: Mapped[UUID | None] = mapped_column(ForeignKey("clip.id"), index=True)
    at_s: Mapped[float | None]
    note: Mapped[str | None]  # for staff only
    is_new: Mapped[bool] = mapped_column(default=False)  # no report before it has it, or only a smaller one
    former_severity: Mapped[int | None]  # of the smaller one
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    publish_at: Mapped[datetime | None]  # when the buyer is shown it though no agent decided
    published_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]

    inspection: Mapped[Inspection | None] = relationship(back_populates="damages")


class Case(Table):
    """A concern, claim or question a buyer, an agent or a report opened."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="money_whole"),
        Index(
            "ix_case_open",
            "due_at",
            "id",
            postgresql_where=text("state IN ('open', 'waiting_buyer', 'waiting_carrier')"),
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    car: Mapped[int] = mapped_column(default=1)
    kind: Mapped[CaseKind] = mapped_column(words(CaseKind))
    exception: Mapped[ExceptionCode | None] = mapped_column(words(ExceptionCode))  # what it is about, if one of these
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))  # the report that opened it
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
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))  # null: not by an agent
    closed_at: Mapped[datetime | None]


class CaseMessage(Table):
    """What somebody wrote in a case. `audience` and `author_id` name who; nobody when it was the system itself."""

    __tablename__ = "case_message"
    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    audience: Mapped[Audience] = mapped_column(words(Audience))
    author_id: Mapped[UUID | None]
    internal: Mapped[bool] = mapped_column(default=False)  # for staff only
    text: Mapped[str]
    lang: Mapped[str | None]
    written_at: Mapped[datetime]
