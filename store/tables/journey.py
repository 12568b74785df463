"""The journey: trips, stages and the facts reported about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.declarative import Id, Table, words
from store.tables.orders import Order
from store.tables.people import Carrier
from store.tables.places import Place
from store.words import Audience, CarState, Classifier, EventType, Mode, Reason, StageKind


class Trip(Table):
    """One run of one truck, train or vessel by one carrier."""

    __tablename__ = "trip"
    __table_args__ = (UniqueConstraint("carrier_id", "ref"),)
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    ref: Mapped[str]
    mode: Mapped[Mode] = mapped_column(words(Mode))
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    to_place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    planned_start: Mapped[datetime] = mapped_column(index=True)
    planned_end: Mapped[datetime]
    carrier_planned_at: Mapped[datetime | None]  # since then its carrier plans it, and the shop's puts do not
    loading_reported: Mapped[bool] = mapped_column(default=False)  # of any car aboard: then the trip takes only those
    created_at: Mapped[datetime]

    from_place: Mapped[Place] = relationship(foreign_keys=[from_place_id])
    to_place: Mapped[Place] = relationship(foreign_keys=[to_place_id])


class Stage(Table):
    """One part of an order's journey: a leg (transport) or a stay (storage)."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("order_id", "ref"),
        CheckConstraint("(kind = 'transport') = (mode IS NOT NULL)", name="leg_has_mode"),
        CheckConstraint("planned_start <= planned_end", name="planned_window"),
        Index(
            "ix_stage_carrier_open",
            "carrier_id",
            "planned_start",
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_stage_left_behind",
            "planned_start",
            postgresql_where=text("car_state IN ('missing', 'refused') AND withdrawn_at IS NULL"),
        ),
        Index(
            "ix_stage_running",
            text("coalesce(estimated_end, planned_end)"),
            postgresql_where=text("actual_start IS NOT NULL AND actual_end IS NULL AND withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    ref: Mapped[str]
    position: Mapped[int]  # 0 is the first part of the journey
    kind: Mapped[StageKind] = mapped_column(words(StageKind))
    mode: Mapped[Mode | None] = mapped_column(words(Mode))
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    trip_id: Mapped[UUID | None] = mapped_column(ForeignKey("trip.id"), index=True)
    trip_position: Mapped[str | None]
    put_trip: Mapped[str | None]  # the trip by the shop's last word; the carrier may have moved the car since
    refused_at: Mapped[datetime | None]  # the carrier would not take the car on this trip
    refused_reason: Mapped[Reason | None] = mapped_column(words(Reason))
    refused_note: Mapped[str | None]  # for staff only
    car_state: Mapped[CarState] = mapped_column(words(CarState), default=CarState.EXPECTED)
    from_place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    to_place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    planned_start: Mapped[datetime]
    planned_end: Mapped[datetime]
    estimated_start: Mapped[datetime | None]
    estimated_end: Mapped[datetime | None]
    actual_start: Mapped[datetime | None]
    actual_end: Mapped[datetime | None]
    fold: Mapped[dict[str, Any]]  # greatest event by (classifier, time, id) for start and end
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    order: Mapped[Order] = relationship()
    carrier: Mapped[Carrier] = relationship()
    trip: Mapped[Trip | None] = relationship()
    from_place: Mapped[Place] = relationship(foreign_keys=[from_place_id])
    to_place: Mapped[Place] = relationship(foreign_keys=[to_place_id])


class Event(Table):
    """A fact somebody reported about a stage. A trigger refuses every change: a correction is a row of its own."""

    __tablename__ = "event"
    __table_args__ = (
        Index(
            "uq_event_reported_once",
            "carrier_id",
            "event_id",
            "stage_id",
            unique=True,
        ),
        CheckConstraint("utc_offset_min BETWEEN -840 AND 840", name="offset_range"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="location_whole"),
        Index("ix_event_order_recorded", "order_id", "recorded_at"),
        Index("ix_event_carrier_recorded", "carrier_id", "recorded_at", "id"),
        Index("ix_event_corrects", "corrects_id", postgresql_where=text("corrects_id IS NOT NULL")),
        Index("ix_event_trip_stage", "trip_id", "stage_id", postgresql_where=text("trip_id IS NOT NULL")),
    )
    id: Mapped[Id]
    event_id: Mapped[str]  # the reporter's name for it
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    trip_id: Mapped[UUID | None] = mapped_column(ForeignKey("trip.id"))  # said of the whole trip: a row for each car
    car: Mapped[int] = mapped_column(default=1)  # which car of the order: the shop may swap it for another
    type: Mapped[EventType] = mapped_column(words(EventType))
    classifier: Mapped[Classifier] = mapped_column(words(Classifier))
    happened_at: Mapped[datetime]
    utc_offset_min: Mapped[int]  # the reporter's offset from UTC
    recorded_at: Mapped[datetime]
    said_at: Mapped[datetime | None]  # the reporter's clock when it was sent; tells the newer of two estimates
    content_hash: Mapped[bytes]  # of what was reported: the same again is a duplicate, anything else is refused
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    note: Mapped[str | None]  # for staff only
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))


class ParkedEvent(Table):
    """An event about a VIN nobody ordered yet; applied when the order appears."""

    __tablename__ = "parked_event"
    __table_args__ = (
        UniqueConstraint("carrier_id", "event_id"),
        Index("ix_parked_event_waiting", "recorded_at", postgresql_where=text("applied_at IS NULL")),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey("driver.id"))
    event_id: Mapped[str]
    vin: Mapped[str] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]
    content_hash: Mapped[bytes]
    recorded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class AuditEntry(Table):
    """Who did or looked at what, and why. Can be added to and read; a trigger refuses everything else."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
    )
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    audience: Mapped[Audience | None] = mapped_column(words(Audience))  # null: the system itself
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    details: Mapped[dict[str, Any]]
