"""EPCIS 2.0: documents that were captured, and their events as they were sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from store.tables.declarative import Id, Table, words
from store.words import CaptureBehaviour


class EpcisCapture(Table):
    """A capture job. `document` is there until it is finished."""

    __tablename__ = "epcis_capture"
    __table_args__ = (
        CheckConstraint("(document IS NULL) = (finished_at IS NOT NULL)", name="document_until_finished"),
        CheckConstraint("(success IS NULL) = (finished_at IS NULL)", name="success_once_finished"),
        CheckConstraint("done BETWEEN 0 AND total", name="done_counts"),
        Index("ix_epcis_capture_unfinished", "carrier_id", "id", postgresql_where=text("finished_at IS NULL")),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    behaviour: Mapped[CaptureBehaviour] = mapped_column(words(CaptureBehaviour))
    document: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # gzip of the JSON
    total: Mapped[int]  # events in it
    done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)  # since it last got on
    errors: Mapped[list[Any]]  # as on the wire
    success: Mapped[bool | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class EpcisEvent(Table):
    """One captured event, as it was sent. What follows from it for orders is in `event` or `parked_event`."""

    __tablename__ = "epcis_event"
    __table_args__ = (
        UniqueConstraint("carrier_id", "event_id", "declares_error"),
        Index("ix_epcis_event_reading", "carrier_id", "recorded_at", "id"),
        Index("ix_epcis_event_epcs", "epcs", postgresql_using="gin"),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    event_id: Mapped[str]  # eventID
    declares_error: Mapped[bool]  # the same event once more, declared wrong
    body: Mapped[str]  # its JSON
    content_hash: Mapped[bytes]
    event_time: Mapped[datetime]
    recorded_at: Mapped[datetime]
    biz_step: Mapped[str]
    disposition: Mapped[str | None]
    epcs: Mapped[list[str]] = mapped_column(ARRAY(Text))


class EpcisReport(Table):
    """Which reported event, by its reporter's name for it, came from which captured one."""

    __tablename__ = "epcis_report"
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(primary_key=True)
    epcis_event_id: Mapped[UUID] = mapped_column(ForeignKey("epcis_event.id", ondelete="CASCADE"), index=True)
