"""The messages on their way: which are due, who sends one now, and what came of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.tables import Webhook, WebhookDelivery
from store.words import DeliveryStatus, WebhookState
from tracking.rules.backoff import pause_after, rest_after
from tracking.webhooks.endpoints import Owner
from tracking.webhooks.tell import TRIED_FOR

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Sending:
    """One attempt: what goes where, signed with which (sealed) secrets."""

    delivery_id: UUID
    webhook_id: UUID
    url: str
    body: str
    secrets: tuple[bytes, ...]


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: the endpoint's status, or a word for why there is none."""

    status: int | None = None
    failure: str | None = None
    retry_after: timedelta | None = None

    @property
    def gone(self) -> bool:
        """410: the endpoint says that it wants no more."""
        return self.status == HTTPStatus.GONE


def deliveries_of(owner: Owner, webhook_id: UUID) -> Select[WebhookDelivery]:
    """The messages of one of the owner's webhooks."""
    return (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(owner.owns, Webhook.id == webhook_id)
    )


def replay(session: Session, owner: Owner, webhook_id: UUID, delivery_id: UUID, now: datetime) -> WebhookDelivery:
    """Send a message once more, under the same id and with a time of its own; one that waits is sent now.

    Raises NotFound, and WrongState (`webhook_disabled`).
    """
    query = deliveries_of(owner, webhook_id).where(WebhookDelivery.id == delivery_id)
    delivery = session.scalar(query.with_for_update(of=WebhookDelivery))
    if delivery is None:
        raise NotFound
    if delivery.webhook.state is WebhookState.DISABLED:
        raise WrongState("This webhook is disabled: resume it first.", code="webhook_disabled")
    delivery.status, delivery.next_attempt_at, delivery.gives_up_at = DeliveryStatus.PENDING, now, now + TRIED_FOR
    return delivery


def due_webhooks(session: Session, now: datetime) -> Sequence[UUID]:
    """The endpoints for which a message is due."""
    return session.scalars(_due(now).with_only_columns(WebhookDelivery.webhook_id).distinct()).all()


def claim(session: Session, webhook_id: UUID, now: datetime) -> Sending | None:
    """Take the endpoint's next message; None when none is due.

    It counts as tried from here on: whoever dies while sending leaves a message that comes again later.
    """
    query = _due(now).where(WebhookDelivery.webhook_id == webhook_id).order_by(WebhookDelivery.next_attempt_at)
    delivery = session.scalar(query.limit(1).with_for_update(of=WebhookDelivery, skip_locked=True))
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.attempted_at = now
    delivery.next_attempt_at = now + pause_after(delivery.attempts, random.uniform(0.8, 1.2))  # noqa: S311 - no secret
    webhook = delivery.webhook
    former = webhook.former_until is not None and webhook.former_until > now and webhook.former_secret
    secrets = (webhook.secret, former) if former else (webhook.secret,)
    return Sending(delivery.id, webhook.id, webhook.url, delivery.body, secrets)


def settle(session: Session, sending: Sending, answer: Answer, now: datetime) -> None:
    """Write down what came of an attempt. A webhook that was deleted meanwhile has nothing to write to."""
    # A lock that does not keep anybody from writing further messages for this webhook.
    webhook = session.scalar(select(Webhook).where(Webhook.id == sending.webhook_id).with_for_update(key_share=True))
    delivery = session.get(WebhookDelivery, sending.delivery_id, with_for_update=True)
    if webhook is None or delivery is None:
        return
    delivery.last_status, delivery.last_failure = answer.status, answer.failure
    if answer.failure is None:
        delivery.status, delivery.next_attempt_at, delivery.delivered_at = DeliveryStatus.DELIVERED, None, now
        webhook.succeeded_at, webhook.failures, webhook.not_before = now, 0, None
        return
    webhook.failures += 1
    webhook.not_before = now + rest_after(webhook.failures, answer.retry_after)
    if answer.gone:
        _disable(webhook, now)


def give_up(session: Session, now: datetime) -> list[UUID]:
    """Give up what was not taken for days; the endpoints that took nothing since are disabled, and returned."""
    over = (WebhookDelivery.status == DeliveryStatus.PENDING, WebhookDelivery.gives_up_at <= now)
    touched = select(WebhookDelivery.webhook_id).where(*over)
    webhooks = session.scalars(
        select(Webhook).where(Webhook.id.in_(touched)).order_by(Webhook.id).with_for_update(key_share=True)
    )
    disabled = []
    for webhook in webhooks.all():
        given_up = session.scalars(
            update(WebhookDelivery)
            .where(*over, WebhookDelivery.webhook_id == webhook.id)
            .values(status=DeliveryStatus.FAILED, next_attempt_at=None)
            .returning(WebhookDelivery)
        ).all()
        began = min((each.gives_up_at - TRIED_FOR for each in given_up if each.attempts), default=None)
        silent = began is not None and (webhook.succeeded_at is None or webhook.succeeded_at < began)
        if silent and webhook.state is WebhookState.ACTIVE:
            _disable(webhook, now)
            disabled.append(webhook.id)
    return disabled


def forget_old(session: Session, now: datetime) -> None:
    """Delete messages that are settled and older than a month."""
    old = delete(WebhookDelivery).where(WebhookDelivery.created_at < now - KEPT)
    session.execute(old.where(WebhookDelivery.status != DeliveryStatus.PENDING))


def _due(now: datetime) -> Select[WebhookDelivery]:
    return (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.status == DeliveryStatus.PENDING,
            WebhookDelivery.next_attempt_at <= now,
            WebhookDelivery.gives_up_at > now,
            Webhook.state == WebhookState.ACTIVE,
            or_(Webhook.not_before.is_(None), Webhook.not_before <= now),
        )
    )


def _disable(webhook: Webhook, now: datetime) -> None:
    webhook.state, webhook.state_at = WebhookState.DISABLED, now
