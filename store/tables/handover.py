"""The handover: what the buyer asked about its appointment, and the receipt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.care import Damage
from store.tables.declarative import Id, Table, words
from store.words import ChangeAnswer, ChangeReason, ReceiptCondition


class ChangeRequest(Table):
    """A buyer asks for another appointment; the shop answers by putting the order."""

    __tablename__ = "change_request"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_time"),
        # The shop is asked one thing at a time.
        Index("uq_change_request_open", "order_id", unique=True, postgresql_where=text("answered_at IS NULL")),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("buyer.id"))
    instead_of: Mapped[dict[str, Any]]  # the window it is about: {earliest, latest}
    windows: Mapped[list[Any]]  # what would suit the buyer, the best first
    reason: Mapped[ChangeReason] = mapped_column(words(ChangeReason))
    note: Mapped[str | None]
    lang: Mapped[str | None]  # of the note
    asked_at: Mapped[datetime]
    answer: Mapped[ChangeAnswer | None] = mapped_column(words(ChangeAnswer))
    answered_at: Mapped[datetime | None]


class Receipt(Table):
    """A buyer's word that the car was received."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("order_id", "car", "buyer_id"),
        CheckConstraint("odometer_km >= 0", name="odometer_range"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    car: Mapped[int]  # which car of the order: it counts while the order has that one
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("buyer.id"))
    received_at: Mapped[datetime]
    condition: Mapped[ReceiptCondition] = mapped_column(words(ReceiptCondition))
    odometer_km: Mapped[int | None]
    remarks: Mapped[str | None]
    lang: Mapped[str | None]  # of the remarks
    signed_by: Mapped[str]
    recorded_at: Mapped[datetime]
    completed_at: Mapped[datetime]  # when something was last added

    damages: Mapped[list[Damage]] = relationship(order_by=Damage.id)
