"""What webhooks send, for the contract's `webhooks`: one schema for the `data` of each type."""

from typing import Any

import marshmallow as ma
from apispec import APISpec

from api.fields import AnswerSchema, WireId
from store.words import (
    CarrierEvent,
    CarState,
    CaseKind,
    CaseState,
    ClipStatus,
    InspectionKind,
    Milestone,
    Mode,
    PartnerEvent,
    StageKind,
)

HEADERS = {
    "webhook-id": "The message's name, the same at each attempt",
    "webhook-timestamp": "When this attempt was signed, in seconds since 1970",
    "webhook-signature": "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; two while a secret rotates",
}


def _time(**about: Any) -> ma.fields.String:
    return ma.fields.String(metadata={"format": "date-time"}, **about)


def _word(words: Any, **about: Any) -> ma.fields.String:
    return ma.fields.String(metadata={"examples": [getattr(word, "value", word) for word in words]}, **about)


class OfAnOrder(AnswerSchema):
    order_id = WireId("ord", required=True)
    order_number = ma.fields.String(required=True)


class MilestoneChangedSchema(OfAnOrder):
    """The order stands elsewhere on its way."""

    milestone = _word(Milestone, required=True)
    former = _word(Milestone, required=True)
    since = _time(required=True)


class ToldEtaSchema(AnswerSchema):
    state = _word(("none", "promised", "estimated", "overdue"), required=True)
    earliest = _time(required=True, allow_none=True)
    latest = _time(required=True, allow_none=True)
    promised_earliest = _time(required=True, allow_none=True)
    promised_latest = _time(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)


class EtaChangedSchema(OfAnOrder):
    """Another arrival is expected."""

    eta = ma.fields.Nested(ToldEtaSchema, required=True)


class CutShownSchema(OfAnOrder):
    """The buyer is shown a clip, or no longer."""

    cut_id = WireId("cut", required=True)


class ReceiptRecordedSchema(OfAnOrder):
    """The buyer signed for the car, or added to what was signed."""

    receipt_id = WireId("rcp", required=True)
    received_at = _time(required=True)
    condition = _word(("as_expected", "with_remarks"), required=True)
    damages = ma.fields.Integer(required=True)


class ToldVerdictSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)


class DamagePublishedSchema(OfAnOrder):
    """The buyer is shown a damage."""

    damage_id = WireId("dmg", required=True)
    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    severity = ma.fields.Integer(required=True)


class CaseAnsweredSchema(OfAnOrder):
    """Support wrote to the buyer in a case, or settled it."""

    case_id = WireId("cas", required=True)
    kind = _word(CaseKind, required=True)
    state = _word(CaseState, required=True)


class ClipSettledSchema(AnswerSchema):
    """What became of a clip."""

    clip_id = WireId("clp", required=True)
    status = _word((ClipStatus.PUBLISHED, ClipStatus.REJECTED, ClipStatus.HELD), required=True)
    stage_ids = ma.fields.List(WireId("stg"), required=True)
    verdict = ma.fields.Nested(ToldVerdictSchema, required=True, allow_none=True)


class StageChangedSchema(AnswerSchema):
    """The shop changed the plan: a stage came, changed or went."""

    change = _word(("added", "changed", "withdrawn"), required=True)
    stage_id = WireId("stg", required=True)
    trip_id = WireId("trp", required=True, allow_none=True)
    vin = ma.fields.String(required=True, allow_none=True)
    kind = _word(StageKind, required=True)
    mode = _word(Mode, required=True, allow_none=True)
    from_place = ma.fields.String(required=True)
    to_place = ma.fields.String(required=True)
    planned_start = _time(required=True)
    planned_end = _time(required=True)


class ToldCarSchema(AnswerSchema):
    stage_id = WireId("stg", required=True)
    position = ma.fields.String(required=True, allow_none=True)
    state = _word(CarState, required=True)


class TripChangedSchema(AnswerSchema):
    """A trip was made, planned anew, or other cars ride with it."""

    trip_id = WireId("trp", required=True)
    ref = ma.fields.String(required=True)
    planned_start = _time(required=True)
    planned_end = _time(required=True)
    cars = ma.fields.List(ma.fields.Nested(ToldCarSchema), required=True)


class InspectionRecordedSchema(AnswerSchema):
    """A condition report by the carrier's crew is in."""

    inspection_id = WireId("ins", required=True)
    stage_id = WireId("stg", required=True)
    kind = _word(InspectionKind, required=True)
    inspected_at = _time(required=True)
    damages = ma.fields.Integer(required=True)


PARTNER: dict[PartnerEvent, type[AnswerSchema]] = {
    PartnerEvent.MILESTONE_CHANGED: MilestoneChangedSchema,
    PartnerEvent.ETA_CHANGED: EtaChangedSchema,
    PartnerEvent.CLIP_PUBLISHED: CutShownSchema,
    PartnerEvent.CLIP_REMOVED: CutShownSchema,
    PartnerEvent.DAMAGE_PUBLISHED: DamagePublishedSchema,
    PartnerEvent.CASE_ANSWERED: CaseAnsweredSchema,
    PartnerEvent.RECEIPT_RECORDED: ReceiptRecordedSchema,
}
CARRIER: dict[CarrierEvent, type[AnswerSchema]] = {
    CarrierEvent.CLIP_PUBLISHED: ClipSettledSchema,
    CarrierEvent.CLIP_REJECTED: ClipSettledSchema,
    CarrierEvent.CLIP_HELD: ClipSettledSchema,
    CarrierEvent.STAGE_CHANGED: StageChangedSchema,
    CarrierEvent.TRIP_CHANGED: TripChangedSchema,
    CarrierEvent.INSPECTION_RECORDED: InspectionRecordedSchema,
}


def describe_webhooks(spec: APISpec) -> None:
    """Add every message to the contract's `webhooks`, by whom it is for."""
    described = {}
    for audience, messages in (("partner", PARTNER), ("carrier", CARRIER)):
        for event, schema in messages.items():
            described[f"{audience} {event.value}"] = {"post": _operation(spec, event.value, schema, audience)}
    spec.options["webhooks"] = described


def _operation(spec: APISpec, event: str, schema: type[AnswerSchema], audience: str) -> dict[str, Any]:
    name = f"Told{schema.__name__.removesuffix('Schema')}"
    if name not in spec.components.schemas:
        spec.components.schema(name, schema=schema)
    message = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": f"#/components/schemas/{name}"},
        },
    }
    headers = [
        {"name": name, "in": "header", "required": True, "description": about, "schema": {"type": "string"}}
        for name, about in HEADERS.items()
    ]
    return {
        "summary": (schema.__doc__ or "").split("\n")[0],
        "tags": ["Webhooks"],
        "operationId": f"{audience}_{event.replace('.', '_')}",
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
        "responses": {"2XX": {"description": "Taken. Anything else is tried again."}},
        "security": [],
    }
