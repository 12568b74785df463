"""Damages with what was decided about them, and the chain of custodies."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, RequestSchema, Text, WireId
from api.inspections.schemas import DamageSchema, InspectionSchema
from store.words import Mode, StageKind


class DecisionSchema(RequestSchema):
    """Why; it goes into the audit."""

    reason = Text(500, required=True)


class DecidedDamageSchema(DamageSchema):
    """A damage with what became of it. `status`: known, waiting, published or dismissed."""

    order_id = WireId("ord", required=True)
    inspection_id = WireId("ins", allow_none=True, metadata={"description": "null: from the buyer's receipt"})
    found_at = Moment(required=True)
    is_new = ma.fields.Boolean(required=True)
    former_severity = ma.fields.Integer(allow_none=True, metadata={"description": "What it has grown from"})
    status = ma.fields.String(required=True, metadata={"examples": ["known", "waiting", "published", "dismissed"]})
    case_id = WireId("cas", allow_none=True)
    publish_at = Moment(allow_none=True, metadata={"description": "When it is shown unless somebody decides"})
    published_at = Moment(allow_none=True)
    dismissed_at = Moment(allow_none=True)


class UnlistedDamageSchema(AnswerSchema):
    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    severity = ma.fields.Integer(required=True)


class CustodyCarrierSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class CustodyReportSchema(InspectionSchema):
    """One report. What is new in it came about with `held_by`; `unlisted` is what it leaves out."""

    damages = ma.fields.List(ma.fields.Nested(DecidedDamageSchema), required=True)
    new = ma.fields.Integer(required=True)
    held_by = ma.fields.Nested(CustodyCarrierSchema, required=True, allow_none=True)
    unlisted = ma.fields.List(ma.fields.Nested(UnlistedDamageSchema), required=True)


class CustodyReceiptSchema(AnswerSchema):
    """What the buyer found."""

    damages = ma.fields.List(ma.fields.Nested(DecidedDamageSchema), required=True)
    new = ma.fields.Integer(required=True)
    held_by = ma.fields.Nested(CustodyCarrierSchema, required=True, allow_none=True)
    unlisted = ma.fields.List(ma.fields.Nested(UnlistedDamageSchema), required=True)


class CustodyPlaceSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class CustodySchema(AnswerSchema):
    """One stage and who had the car in it."""

    stage_id = WireId("stg", required=True)
    kind = ma.fields.Enum(StageKind, by_value=True, required=True)
    mode = ma.fields.Enum(Mode, by_value=True, required=True, allow_none=True)
    carrier = ma.fields.Nested(CustodyCarrierSchema, required=True)
    from_place = ma.fields.Nested(CustodyPlaceSchema, required=True)
    to_place = ma.fields.Nested(CustodyPlaceSchema, required=True)
    actual_start = Moment(allow_none=True)
    actual_end = Moment(allow_none=True)
    withdrawn = ma.fields.Boolean(required=True)
    reports = ma.fields.List(ma.fields.Nested(CustodyReportSchema), required=True)


class CustodyChainSchema(AnswerSchema):
    """Who had the car, one after the other, with what each found."""

    order_id = WireId("ord", required=True)
    order_number = ma.fields.String(required=True)
    custodies = ma.fields.List(ma.fields.Nested(CustodySchema), required=True)
    receipt = ma.fields.Nested(CustodyReceiptSchema, required=True, allow_none=True)
