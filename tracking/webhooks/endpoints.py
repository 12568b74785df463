"""The endpoints of one owner: made, changed, paused, resumed, given another secret."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import new_id
from store.sealing import Seals
from store.tables import Webhook, WebhookDelivery
from store.words import DeliveryStatus, WebhookState
from tracking.orders.locks import hold_name

MOST = 10  # for each owner: every event is written once for each
FORMER_SECRET_GOOD_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Owner:
    """A partner or a carrier: exactly one is set."""

    partner_id: UUID | None = None
    carrier_id: UUID | None = None

    @property
    def owns(self) -> ColumnElement[bool]:
        """True for this owner's webhooks."""
        return Webhook.partner_id == self.partner_id if self.partner_id else Webhook.carrier_id == self.carrier_id


def webhooks_of(owner: Owner) -> Select[Webhook]:
    """The owner's webhooks."""
    return select(Webhook).where(owner.owns)


def webhook_of(session: Session, owner: Owner, webhook_id: UUID) -> Webhook:
    """One of the owner's webhooks. Raises NotFound."""
    found = session.scalar(webhooks_of(owner).where(Webhook.id == webhook_id))
    if found is None:
        raise NotFound
    return found


def make_webhook(
    session: Session,
    owner: Owner,
    seals: Seals,
    *,
    url: str,
    events: Sequence[str],
    description: str | None = None,
    now: datetime,
) -> tuple[Webhook, str]:
    """A new webhook, active at once, and its secret, which is shown this once.

    Raises WrongState (`too_many_webhooks`).
    """
    hold_name(session, "webhooks", str(owner.partner_id or owner.carrier_id))
    if session.scalar(select(func.count()).select_from(Webhook).where(owner.owns)) >= MOST:  # type: ignore[operator]
        raise WrongState(f"{MOST} webhooks are the most. Delete one that is not needed.", code="too_many_webhooks")
    secret = new_signing_secret()
    webhook = Webhook(
        id=new_id(),
        partner_id=owner.partner_id,
        carrier_id=owner.carrier_id,
        url=url,
        events=list(events),
        description=description,
        secret=seals.seal(secret),
        state=WebhookState.ACTIVE,
        state_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(webhook)
    session.flush()
    return webhook, secret


def change_webhook(webhook: Webhook, changes: dict[str, Any], now: datetime) -> None:
    """Write another url, other events, another description. What waits goes to the new address, and at once."""
    if "url" in changes:
        webhook.failures, webhook.not_before = 0, None
    for name, value in changes.items():
        setattr(webhook, name, value)
    webhook.updated_at = now


def rotate_secret(webhook: Webhook, seals: Seals, now: datetime) -> str:
    """Another secret. For a day both sign each message, so that the receiver can change at leisure."""
    secret = new_signing_secret()
    webhook.former_secret, webhook.former_until = webhook.secret, now + FORMER_SECRET_GOOD_FOR
    webhook.secret = seals.seal(secret)
    webhook.updated_at = now
    return secret


def pause(webhook: Webhook, now: datetime) -> None:
    """Send nothing until it is resumed; messages wait, each for as long as it would be tried."""
    if webhook.state is WebhookState.ACTIVE:
        webhook.state, webhook.state_at = WebhookState.PAUSED, now


def resume(session: Session, webhook: Webhook, now: datetime) -> None:
    """Send again, beginning with what waits. Also for one that was disabled."""
    if webhook.state is WebhookState.ACTIVE:
        return
    webhook.state, webhook.state_at = WebhookState.ACTIVE, now
    webhook.failures, webhook.not_before = 0, None
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.status == DeliveryStatus.PENDING)
        .values(next_attempt_at=now)
    )


def new_signing_secret() -> str:
    """`whsec_` and 256 random bits in base64, as Standard Webhooks writes secrets."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
