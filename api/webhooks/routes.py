"""Webhooks of partners and carriers: each sees and changes its own."""

from collections.abc import Sequence
from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, services, writing
from api.fields import path_id
from api.idempotency import refuses_idempotency_key
from api.nothing import NothingSchema
from api.paging import PageQuery, page_of, page_schema
from api.webhooks.messages import CARRIER, PARTNER
from api.webhooks.schemas import (
    DeliverySchema,
    WebhookChangesRequestSchema,
    WebhookRequestSchema,
    WebhookSchema,
    WebhookSecretSchema,
)
from store.errors import Refused
from store.sealing import Seals
from store.tables import Webhook, WebhookDelivery
from tracking.webhooks import deliveries, endpoints
from tracking.webhooks.endpoints import Owner, webhook_of, webhooks_of

blp = Blueprint("Webhooks", __name__, url_prefix="/v1")

SECRET = {"Cache-Control": "no-store"}


def owner() -> Owner:
    """The partner or the carrier that calls."""
    return Owner(partner_id=caller().partner_id, carrier_id=caller().carrier_id)


def told_of(events: Sequence[str]) -> list[str]:
    """`events` without repetition. Raises Refused (`unknown_event`) for what this caller is not told of."""
    known = {event.value for event in (PARTNER if caller().partner_id else CARRIER)}
    if unknown := set(events) - known:
        sentence = f"There is no {', '.join(sorted(unknown))} for you. There are: {', '.join(sorted(known))}."
        raise Refused(sentence, code="unknown_event", errors={"events": [sentence]})
    return sorted(set(events))


@blp.post("/webhooks")
@require("partner", "carrier")
@refuses_idempotency_key
@blp.arguments(WebhookRequestSchema)
@blp.response(201, WebhookSecretSchema)
def create_webhook(wish: dict[str, Any]) -> Any:
    """Make a webhook

    Messages are signed by Standard Webhooks with the secret, which is shown this once. At most 10 for each partner or
    carrier: 409 `too_many_webhooks`.
    """
    wish["events"] = told_of(wish["events"])
    seals = Seals(services().settings.secret_keys)
    with writing() as session:
        webhook, secret = endpoints.make_webhook(session, owner(), seals, **wish, now=now())
    return _with_secret(webhook, secret), 201, SECRET


@blp.get("/webhooks")
@require("partner", "carrier")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(WebhookSchema))
def list_webhooks(query: dict[str, Any]) -> Any:
    """The caller's webhooks"""
    with reading() as session:
        return page_of(
            session, webhooks_of(owner()), (Webhook.created_at, Webhook.id), query["cursor"], query["limit"]
        )


@blp.get("/webhooks/<webhook_id>")
@require("partner", "carrier")
@blp.response(200, WebhookSchema)
def show_webhook(webhook_id: str) -> Any:
    """One webhook"""
    with reading() as session:
        return webhook_of(session, owner(), path_id("whk", webhook_id))


@blp.patch("/webhooks/<webhook_id>")
@require("partner", "carrier")
@blp.arguments(WebhookChangesRequestSchema)
@blp.response(200, WebhookSchema)
def change_webhook(changes: dict[str, Any], webhook_id: str) -> Any:
    """Change a webhook

    Messages that wait go to the new address.
    """
    if "events" in changes:
        changes["events"] = told_of(changes["events"])
    with writing() as session:
        webhook = webhook_of(session, owner(), path_id("whk", webhook_id))
        endpoints.change_webhook(webhook, changes, now())
    return webhook


@blp.delete("/webhooks/<webhook_id>")
@require("partner", "carrier")
@blp.response(204)
def delete_webhook(webhook_id: str) -> None:
    """Delete a webhook

    With the messages that wait for it and the list of its deliveries.
    """
    with writing() as session:
        session.delete(webhook_of(session, owner(), path_id("whk", webhook_id)))


@blp.post("/webhooks/<webhook_id>/pause")
@require("partner", "carrier")
@blp.arguments(NothingSchema, required=False)
@blp.response(200, WebhookSchema)
def pause_webhook(_nothing: dict[str, Any], webhook_id: str) -> Any:
    """Pause a webhook

    Messages wait, each for up to three days.
    """
    with writing() as session:
        webhook = webhook_of(session, owner(), path_id("whk", webhook_id))
        endpoints.pause(webhook, now())
    return webhook


@blp.post("/webhooks/<webhook_id>/resume")
@require("partner", "carrier")
@blp.arguments(NothingSchema, required=False)
@blp.response(200, WebhookSchema)
def resume_webhook(_nothing: dict[str, Any], webhook_id: str) -> Any:
    """Resume a webhook

    One that was paused or disabled; what waits is sent at once.
    """
    with writing() as session:
        webhook = webhook_of(session, owner(), path_id("whk", webhook_id))
        endpoints.resume(session, webhook, now())
    return webhook


@blp.post("/webhooks/<webhook_id>/rotate")
@require("partner", "carrier")
@refuses_idempotency_key
@blp.arguments(NothingSchema, required=False)
@blp.response(200, WebhookSecretSchema)
def rotate_webhook_secret(_nothing: dict[str, Any], webhook_id: str) -> Any:
    """Give a webhook another secret

    The new one is shown this once. Until `former_until`, a day from now, each message carries a signature by either.
    """
    seals = Seals(services().settings.secret_keys)
    with writing() as session:
        webhook = webhook_of(session, owner(), path_id("whk", webhook_id))
        secret = endpoints.rotate_secret(webhook, seals, now())
    return _with_secret(webhook, secret), 200, SECRET


@blp.get("/webhooks/<webhook_id>/deliveries")
@require("partner", "carrier")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(DeliverySchema))
def list_deliveries(query: dict[str, Any], webhook_id: str) -> Any:
    """What was and is to be delivered

    Newest first, for 30 days.
    """
    wanted = path_id("whk", webhook_id)
    with reading() as session:
        webhook_of(session, owner(), wanted)
        rows = deliveries.deliveries_of(owner(), wanted)
        return page_of(session, rows, (WebhookDelivery.id,), query["cursor"], query["limit"])


@blp.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/replay")
@require("partner", "carrier")
@blp.arguments(NothingSchema, required=False)
@blp.response(202, DeliverySchema)
def replay_delivery(_nothing: dict[str, Any], webhook_id: str, delivery_id: str) -> Any:
    """Send a message once more

    Under the same `webhook-id`, so that a receiver who had it knows; a webhook that is disabled is resumed first.
    """
    wanted = path_id("whk", webhook_id), path_id("dlv", delivery_id)
    with writing() as session:
        return deliveries.replay(session, owner(), *wanted, now())


def _with_secret(webhook: Webhook, secret: str) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in WebhookSchema._declared_fields} | {"secret": secret}
