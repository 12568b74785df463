"""The outbox: what is to be told is written in the transaction that makes it true, and so never told in vain."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from store.ids import new_id, wire_id
from store.tables import Order, Webhook, WebhookDelivery
from store.words import CarrierEvent, DeliveryStatus, PartnerEvent, WebhookState
from tracking.bodies import wire_time

TRIED_FOR = timedelta(days=3)


def tell_partner(session: Session, order: Order, event_type: str, data: Mapping[str, Any], now: datetime) -> None:
    """Tell the webhooks of the shop that made `order`; `data` is JSON with wire ids, the order is added to it.

    Raises ValueError for an event that shops are not told of.
    """
    about = {"order_id": wire_id("ord", order.id), "order_number": order.number}
    _tell(session, Webhook.partner_id == order.partner_id, PartnerEvent(event_type), {**about, **data}, now)


def tell_carrier(session: Session, carrier_id: UUID, event_type: str, data: Mapping[str, Any], now: datetime) -> None:
    """Tell a carrier's webhooks; `data` is JSON with wire ids and holds nothing of who bought the car.

    Raises ValueError for an event that carriers are not told of.
    """
    _tell(session, Webhook.carrier_id == carrier_id, CarrierEvent(event_type), data, now)


def _tell(
    session: Session,
    owned: ColumnElement[bool],
    event: PartnerEvent | CarrierEvent,
    data: Mapping[str, Any],
    now: datetime,
) -> None:
    listening = select(Webhook.id).where(
        owned, Webhook.events.contains([event.value]), Webhook.state != WebhookState.DISABLED
    )
    webhooks = session.scalars(listening).all()
    if not webhooks:
        return
    message = {"type": event.value, "timestamp": wire_time(now), "data": data}
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    session.execute(insert(WebhookDelivery), [_delivery(webhook_id, event, body, now) for webhook_id in webhooks])


def _delivery(webhook_id: UUID, event: PartnerEvent | CarrierEvent, body: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "webhook_id": webhook_id,
        "event_type": event.value,
        "body": body,
        "created_at": now,
        "status": DeliveryStatus.PENDING,
        "next_attempt_at": now,
        "gives_up_at": now + TRIED_FOR,
    }
