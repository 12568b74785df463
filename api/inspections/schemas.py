"""An inspection with its damages, as carriers report and read it."""

import marshmallow as ma

from api.fields import AnswerSchema, Instant, Moment, Number, RequestSchema, Text, WireId
from store.words import InspectionKind
from tracking.damages.reported import MOST
from tracking.rules.strokes import LONGEST, path_data

FURTHEST_KM = 2_000_000
NOBODY = ("nobody_there", "refused", "contactless")
_CODE = {"pattern": "^[0-9]{2}$"}


def code(**about):
    """Two digits of the code table."""
    return ma.fields.String(validate=ma.validate.Regexp(r"[0-9]{2}\Z"), metadata=_CODE, **about)


def severity(**about):
    """1 to 6."""
    return ma.fields.Integer(strict=True, validate=ma.validate.Range(min=1, max=6), **about)


class Strokes(ma.fields.String):
    """A drawn signature as SVG path data."""

    def _deserialize(self, value, attr, data, **kwargs):
        strokes = path_data(super()._deserialize(value, attr, data, **kwargs))
        if strokes is None:
            raise ma.ValidationError(f"Send SVG path data (M, L, C ... and numbers), at most {LONGEST} characters.")
        return strokes


class SignatureRequestSchema(RequestSchema):
    """Who signed, or why nobody did: exactly one of `name` and `none`."""

    name = Text(100)
    strokes_svg = Strokes(metadata={"maxLength": LONGEST, "description": "The `d` of SVG paths"})
    none = ma.fields.String(validate=ma.validate.OneOf(NOBODY))

    @ma.validates_schema
    def exactly_one(self, data, **_kwargs):
        """A signature that is missing is a fact of its own."""
        if ("name" in data) == ("none" in data):
            raise ma.ValidationError("Give the name of whoever signed, or say in `none` why nobody did.", "name")
        if "none" in data and "strokes_svg" in data:
            raise ma.ValidationError("Nobody signed, so there are no strokes.", "strokes_svg")


class DamageRequestSchema(RequestSchema):
    """Where, what and how much, in the codes of this installation."""

    area = code(required=True)
    type = code(required=True)
    severity = severity(required=True)
    clip_id = WireId("clp", metadata={"description": "A clip of this car that you sent"})
    at_s = Number(validate=ma.validate.Range(min=0, max=86_400), metadata={"description": "Where in the clip"})
    note = Text(1000, metadata={"description": "For staff; buyers never see it"})


class InspectionRequestSchema(RequestSchema):
    """A condition report."""

    kind = ma.fields.Enum(InspectionKind, by_value=True, required=True)
    inspected_at = Instant(required=True)
    odometer = ma.fields.Integer(
        strict=True, validate=ma.validate.Range(min=0, max=FURTHEST_KM), metadata={"description": "Kilometres"}
    )
    signature = ma.fields.Nested(SignatureRequestSchema, required=True)
    damages = ma.fields.List(
        ma.fields.Nested(DamageRequestSchema), required=True, validate=ma.validate.Length(max=MOST)
    )


class DamageLabelsSchema(AnswerSchema):
    """The codes in the reader's language."""

    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    size = ma.fields.String(required=True)


class DamageSchema(AnswerSchema):
    id = WireId("dmg", required=True)
    code_set = ma.fields.String(required=True)
    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    severity = ma.fields.Integer(required=True)
    labels = ma.fields.Nested(DamageLabelsSchema, required=True)
    clip_id = WireId("clp", allow_none=True)
    at_s = ma.fields.Float(allow_none=True)
    note = ma.fields.String(allow_none=True)


class SignatureSchema(AnswerSchema):
    name = ma.fields.String()
    strokes_svg = ma.fields.String()
    none = ma.fields.String(metadata={"examples": list(NOBODY)})


class InspectionSchema(AnswerSchema):
    id = WireId("ins", required=True)
    stage_id = WireId("stg", required=True)
    kind = ma.fields.Enum(InspectionKind, by_value=True, required=True)
    inspected_at = Instant(required=True)
    recorded_at = Moment(required=True)
    odometer = ma.fields.Integer(allow_none=True)
    signature = ma.fields.Nested(SignatureSchema, required=True)
    damages = ma.fields.List(ma.fields.Nested(DamageSchema), required=True)


class DamageCodeSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    label = ma.fields.String(required=True)


class DamageCodesSchema(AnswerSchema):
    """The table of codes, with labels in the reader's language."""

    code_set = ma.fields.String(required=True)
    areas = ma.fields.List(ma.fields.Nested(DamageCodeSchema), required=True)
    types = ma.fields.List(ma.fields.Nested(DamageCodeSchema), required=True)
    severities = ma.fields.List(ma.fields.Nested(DamageCodeSchema), required=True)
