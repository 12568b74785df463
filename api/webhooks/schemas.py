"""Webhooks on the wire."""

from typing import Any

import marshmallow as ma

from api.caller import services
from api.fields import AnswerSchema, Moment, RequestSchema, Text, WireId
from api.webhooks.messages import CARRIER, PARTNER
from store.words import DeliveryStatus, WebhookState
from tracking.rules.webhook_url import LONGEST, problem_of

EVENTS = sorted({event.value for told in (PARTNER, CARRIER) for event in told})


class Endpoint(Text):
    """An https address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LONGEST, metadata={"format": "uri", "examples": ["https://shop.example/roadreel"]}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        url = super()._deserialize(value, attr, data, **kwargs)
        if wrong := problem_of(url, anywhere=services().settings.webhooks_anywhere):
            raise ma.ValidationError(wrong)
        return url


def _events(**about: Any) -> ma.fields.List:
    length = ma.validate.Length(min=1, max=len(EVENTS))
    return ma.fields.List(ma.fields.String(metadata={"examples": EVENTS}), validate=length, **about)


class WebhookChangesRequestSchema(RequestSchema):
    """What is left out stays as it is."""

    url = Endpoint()
    events = _events()
    description = Text(200, allow_none=True)


class WebhookRequestSchema(WebhookChangesRequestSchema):
    url = Endpoint(required=True)
    events = _events(required=True)


class WebhookSchema(AnswerSchema):
    """An endpoint. `disabled`: it took nothing for three days, or answered 410; resume it once it is well."""

    id = WireId("whk", required=True)
    url = ma.fields.String(required=True)
    events = ma.fields.List(ma.fields.String(), required=True)
    description = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.Enum(WebhookState, by_value=True, required=True)
    state_at = Moment(required=True)
    failures = ma.fields.Integer(required=True, metadata={"description": "Attempts that failed since one succeeded"})
    succeeded_at = Moment(required=True, allow_none=True)
    former_until = Moment(
        required=True, allow_none=True, metadata={"description": "Until then the former secret signs too"}
    )
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class WebhookSecretSchema(WebhookSchema):
    """With the secret, which is shown this once."""

    secret = ma.fields.String(required=True, metadata={"pattern": "^whsec_"})


class DeliverySchema(AnswerSchema):
    """One message for one endpoint; `id` is its `webhook-id`, the same at each attempt."""

    id = WireId("dlv", required=True)
    type = ma.fields.String(attribute="event_type", required=True)
    status = ma.fields.Enum(DeliveryStatus, by_value=True, required=True)
    attempts = ma.fields.Integer(required=True)
    last_status = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "HTTP status of the endpoint's last answer"}
    )
    last_failure = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={
            "examples": [
                "refused",
                "redirected",
                "timeout",
                "connection_failed",
                "tls_failed",
                "no_answer",
                "name_unknown",
                "address_refused",
                "https_required",
                "secret_unreadable",
            ]
        },
    )
    created_at = Moment(required=True)
    attempted_at = Moment(required=True, allow_none=True)
    next_attempt_at = Moment(required=True, allow_none=True)
    delivered_at = Moment(required=True, allow_none=True)
