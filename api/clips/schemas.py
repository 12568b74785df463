"""A clip as its carrier sees it."""

import marshmallow as ma

from api.fields import AnswerSchema, Instant, WireId
from store.words import ClipStatus, Origin, VerdictCode


class ProgressSchema(AnswerSchema):
    """How far it is."""

    step = ma.fields.String(
        required=True, metadata={"description": "upload, queue, download, probe, look, pass, check, store, done"}
    )
    percent = ma.fields.Integer(required=True)


class VerdictSchema(AnswerSchema):
    """Why it is not shown, and what to do."""

    code = ma.fields.Enum(VerdictCode, by_value=True, required=True)
    params = ma.fields.Dict(keys=ma.fields.String(), required=True)
    text = ma.fields.String(required=True)
    advice = ma.fields.String(required=True)
    at_s = ma.fields.Float()
    still = ma.fields.String(metadata={"description": "path of the picture it is about"})


class CarSchema(AnswerSchema):
    """One car the clip shows."""

    stage_id = WireId("stg", required=True)
    vin = ma.fields.String(required=True, allow_none=True)
    from_s = ma.fields.Float(allow_none=True)
    to_s = ma.fields.Float(allow_none=True)


class ClipSchema(AnswerSchema):
    """One piece of footage."""

    id = WireId("clp", required=True)
    status = ma.fields.Enum(ClipStatus, by_value=True, required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    verdict = ma.fields.Nested(VerdictSchema)
    duration_s = ma.fields.Float(allow_none=True)
    width = ma.fields.Integer(allow_none=True)
    height = ma.fields.Integer(allow_none=True)
    captured_at = Instant(required=True)
    created_at = Instant(required=True)
    origin = ma.fields.Enum(Origin, by_value=True, required=True)
    shots = ma.fields.List(ma.fields.String(), required=True)
    quality = ma.fields.Dict(keys=ma.fields.String(), allow_none=True)
    cars = ma.fields.List(ma.fields.Nested(CarSchema), required=True)
