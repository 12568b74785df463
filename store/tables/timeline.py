"""What a buyer reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table, words
from store.words import EntryKind


class TimelineEntry(Table):
    """One line of an order's timeline, written on change; a removed one stays as a tombstone."""

    __tablename__ = "timeline_entry"
    __table_args__ = (
        UniqueConstraint("order_id", "seq"),
        UniqueConstraint("order_id", "subject"),
        CheckConstraint("seq > 0", name="seq_counts"),
        Index(
            "ix_timeline_entry_reading",
            "order_id",
            text("happened_at DESC"),
            text("id DESC"),
            postgresql_where=text("NOT removed"),
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    seq: Mapped[int] = mapped_column(BigInteger)  # of its last change
    first_seq: Mapped[int] = mapped_column(BigInteger)  # of its being told, anew after it was taken back
    news_seq: Mapped[int] = mapped_column(BigInteger)  # of the last change that is news: not of more files
    subject: Mapped[str]  # what it is about: "event:<uuid>", "clip:<cut uuid>", "milestone:delivered"
    kind: Mapped[EntryKind] = mapped_column(words(EntryKind))
    code: Mapped[str]
    params: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("stage.id"))
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    cut_id: Mapped[UUID | None] = mapped_column(ForeignKey("cut.id"))
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("timeline_entry.id"))
    removed: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    body_en: Mapped[str]  # JSON as on the wire; a tombstone's holds only id, seq, kind, removed
    body_zh: Mapped[str]
