"""Footage as support sees it."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, WireId
from api.orders.schemas import word
from store.words import ClipStatus, CutStatus, Origin, VerdictCode


class ClipsCarrierSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class CutLineSchema(AnswerSchema):
    """What one order may see of a clip; nothing while the clip is held."""

    id = WireId("cut", required=True)
    status = word(CutStatus, required=True)
    published_at = Moment(required=True, allow_none=True)
    removed_at = Moment(required=True, allow_none=True)


class FoundAgainstSchema(AnswerSchema):
    code = word(VerdictCode, required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    at_s = ma.fields.Float(required=True, allow_none=True)


class ClipLineSchema(AnswerSchema):
    """One piece of footage of an order, whatever became of it."""

    id = WireId("clp", required=True)
    status = word(ClipStatus, required=True)
    status_at = Moment(required=True)
    origin = word(Origin, required=True)
    carrier = ma.fields.Nested(ClipsCarrierSchema, required=True)
    captured_at = Moment(required=True)
    created_at = Moment(required=True)
    duration_s = ma.fields.Float(required=True, allow_none=True)
    stage_id = WireId("stg", required=True)
    current_car = ma.fields.Boolean(required=True, metadata={"description": "False: of a car the order had before"})
    cut = ma.fields.Nested(CutLineSchema, required=True, allow_none=True)
    verdict = ma.fields.Nested(FoundAgainstSchema, required=True, allow_none=True)
    held_by = ma.fields.String(required=True, allow_none=True)
    hold_reason = ma.fields.String(required=True, allow_none=True)
    failure = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
