"""What the buyer bought: the order, its vehicle, what comes with it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.declarative import Id, Table, words
from store.tables.people import Buyer
from store.words import Milestone, OrderState, ServiceKind, ServiceStatus


class Order(Table):
    """One bought car. What a buyer reads of it is kept on the row by mergeable folds (`fold`)."""

    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("partner_id", "number"),
        CheckConstraint("promised_earliest <= promised_latest", name="promised_window"),
        CheckConstraint("latest_seq >= 0 AND version > 0", name="counters"),
        Index("ix_order_renew_at", "renew_at", postgresql_where=text("renew_at IS NOT NULL")),
        Index("ix_order_number_search", text("lower(number) text_pattern_ops")),
        Index("ix_order_newest", "ordered_at", "id"),
        Index("ix_order_milestone_newest", "milestone", "ordered_at", "id"),
    )
    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    number: Mapped[str] = mapped_column(index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("buyer.id"), index=True)
    state: Mapped[OrderState] = mapped_column(words(OrderState))
    source_version: Mapped[int | None] = mapped_column(BigInteger)
    ordered_at: Mapped[datetime]
    promised_earliest: Mapped[datetime | None]
    promised_latest: Mapped[datetime | None]
    handover: Mapped[dict[str, Any]]  # as the shop put it: mode, place_code | address, window, ...
    appointment: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {state, since, by?}: how it stands

    # The projection: written on change, never computed on read.
    milestone: Mapped[Milestone] = mapped_column(words(Milestone))
    milestone_since: Mapped[datetime]
    progress_code: Mapped[str]
    progress_params: Mapped[dict[str, Any]]
    milestones: Mapped[list[Any]]  # [{milestone, state, planned?, estimated?, actual?}]
    eta: Mapped[dict[str, Any]]  # as on the wire, without texts
    delayed: Mapped[bool] = mapped_column(default=False)
    on_hold: Mapped[bool] = mapped_column(default=False)
    exception: Mapped[dict[str, Any] | None]  # {code, since} while a grave case is open; the cases decide, no fold
    current_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    next_expected: Mapped[dict[str, Any] | None]
    renew_at: Mapped[datetime | None]  # when the estimate is looked at again though nobody reported anything
    heard: Mapped[dict[str, Any] | None]  # the last news, and how long it is usually quiet after it
    fold: Mapped[dict[str, Any]]  # greatest event by (rank, time, id) for the status and for each milestone

    version: Mapped[int] = mapped_column(BigInteger, default=1)  # every visible change adds one; the ETag
    latest_seq: Mapped[int] = mapped_column(BigInteger, default=0)  # seq of the newest change
    changed_seq: Mapped[int] = mapped_column(BigInteger, default=0)  # seq of the newest change of the order itself
    purged_seq: Mapped[int] = mapped_column(BigInteger, default=0)  # tombstones up to here are gone
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    buyer: Mapped[Buyer] = relationship()
    vehicle: Mapped["Vehicle"] = relationship(back_populates="order", uselist=False)


class Vehicle(Table):
    __tablename__ = "vehicle"
    __table_args__ = (
        CheckConstraint("vin ~ '^[A-HJ-NPR-Z0-9]{17}$'", name="vin_shape"),
        Index("ix_vehicle_vin_tail", text("right(vin, 8)")),
        Index(
            "ix_vehicle_former_cars",
            "former_cars",
            postgresql_using="gin",
            postgresql_where=text("former_cars <> '{}'::jsonb"),
        ),
        Index("ix_vehicle_vin_backwards", text("reverse(vin) text_pattern_ops")),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"), unique=True)
    make: Mapped[str]
    model: Mapped[str]
    trim: Mapped[str | None]
    colour: Mapped[str | None]
    vin: Mapped[str | None] = mapped_column(index=True)
    vin_assigned_at: Mapped[datetime | None]
    car: Mapped[int] = mapped_column(default=1)  # the number of its car among all this order has had
    former_cars: Mapped[dict[str, Any]] = mapped_column(default=dict)  # VIN -> {car, vin_assigned_at}

    order: Mapped[Order] = relationship(back_populates="vehicle")


class Service(Table):
    """Something that comes with the car; `ref` is the shop's name for it."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("order_id", "ref"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="money_whole"),
        CheckConstraint("appointment_earliest <= appointment_latest", name="appointment_window"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"))
    ref: Mapped[str]
    kind: Mapped[ServiceKind] = mapped_column(words(ServiceKind))
    status: Mapped[ServiceStatus] = mapped_column(words(ServiceStatus))
    provider: Mapped[str | None]
    appointment_earliest: Mapped[datetime | None]
    appointment_latest: Mapped[datetime | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str | None]
    position: Mapped[int]
    updated_at: Mapped[datetime]
