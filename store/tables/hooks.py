"""Webhooks: the endpoints of partners and carriers, and what is to be delivered to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from store.tables.declarative import Id, Table, words
from store.words import DeliveryStatus, WebhookState


class Webhook(Table):
    """An endpoint of one partner or one carrier. Its secrets are sealed (`store.sealing`)."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("num_nonnulls(carrier_id, partner_id) = 1", name="one_owner"),
        CheckConstraint("(former_secret IS NULL) = (former_until IS NULL)", name="former_secret_ends"),
        CheckConstraint("failures >= 0", name="failures_count"),
    )
    id: Mapped[Id]
    carrier_id: Mapped[UUID | None] = mapped_column(ForeignKey("carrier.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"), index=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    description: Mapped[str | None]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    former_secret: Mapped[bytes | None] = mapped_column(LargeBinary)  # signs too until `former_until`
    former_until: Mapped[datetime | None]
    state: Mapped[WebhookState] = mapped_column(words(WebhookState))
    state_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)  # attempts that failed since one succeeded
    not_before: Mapped[datetime | None]  # an endpoint that fails is left alone for a while
    succeeded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebhookDelivery(Table):
    """One message for one endpoint. `body` is sent as it stands, however often it is tried."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("(status = 'pending') = (next_attempt_at IS NOT NULL)", name="pending_has_its_time"),
        Index("ix_webhook_delivery_listing", "webhook_id", "id"),
        Index(
            "ix_webhook_delivery_due",
            "webhook_id",
            "next_attempt_at",
            postgresql_where=text("status = 'pending'"),
        ),
    )
    id: Mapped[Id]
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event_type: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[DeliveryStatus] = mapped_column(words(DeliveryStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    gives_up_at: Mapped[datetime]
    attempted_at: Mapped[datetime | None]
    last_status: Mapped[int | None]  # of the endpoint's last answer
    last_failure: Mapped[str | None]  # a word: why the last attempt failed
    delivered_at: Mapped[datetime | None]

    webhook: Mapped[Webhook] = relationship()
