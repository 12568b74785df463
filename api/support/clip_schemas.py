"""Footage as support sees it."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, Number, RequestSchema, Text, WireId
from api.orders.schemas import word
from store.words import ClipStatus, CutStatus, Origin, VerdictCode
from tracking.rules.review_actions import ReviewAction


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


class LookerSchema(AnswerSchema):
    id = WireId("agt", required=True)
    name = ma.fields.String(required=True)
    until = Moment(required=True)


class ShownVehicleSchema(AnswerSchema):
    make = ma.fields.String(required=True)
    model = ma.fields.String(required=True)
    colour = ma.fields.String(required=True, allow_none=True)
    vin = ma.fields.String(required=True, allow_none=True)


class ShownCarSchema(AnswerSchema):
    """One car that the clip shows, and what its order may see."""

    order_id = WireId("ord", required=True)
    order_number = ma.fields.String(required=True)
    stage_id = WireId("stg", required=True)
    vehicle = ma.fields.Nested(ShownVehicleSchema, required=True)
    cut = ma.fields.Nested(CutLineSchema, required=True, allow_none=True)
    from_s = ma.fields.Float(required=True, allow_none=True)
    to_s = ma.fields.Float(required=True, allow_none=True)


class BoxSchema(RequestSchema):
    """Fractions of the upright picture from its top left, and seconds from the first picture."""

    x = Number(required=True)
    y = Number(required=True)
    w = Number(required=True)
    h = Number(required=True)
    from_s = Number(required=True)
    to_s = Number(required=True)


class ReviewItemSchema(AnswerSchema):
    """A clip that a person looks at, and why."""

    id = WireId("clp", required=True)
    status = word(ClipStatus, required=True)
    status_at = Moment(required=True, metadata={"description": "Since when it is held"})
    origin = word(Origin, required=True)
    carrier = ma.fields.Nested(ClipsCarrierSchema, required=True)
    captured_at = Moment(required=True)
    duration_s = ma.fields.Float(required=True, allow_none=True)
    width = ma.fields.Integer(required=True, allow_none=True)
    height = ma.fields.Integer(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    verdict = ma.fields.Nested(FoundAgainstSchema, required=True, allow_none=True)
    held_by = ma.fields.String(required=True, allow_none=True, metadata={"description": "Null: held by its verdict"})
    hold_reason = ma.fields.String(required=True, allow_none=True)
    failure = ma.fields.String(required=True, allow_none=True)
    claim = ma.fields.Nested(LookerSchema, required=True, allow_none=True)
    cars = ma.fields.List(ma.fields.Nested(ShownCarSchema), required=True)
    redactions = ma.fields.List(ma.fields.Nested(BoxSchema), required=True)
    redacted = ma.fields.Boolean(required=True, metadata={"description": "Whether what was made hides these boxes"})


class PlayableSchema(AnswerSchema):
    """Short-lived addresses of what buyers see, or would see: never the source."""

    kind = ma.fields.String(required=True, metadata={"examples": ["video", "poster", "storyboard", "still"]})
    name = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    url = ma.fields.String(required=True, metadata={"format": "uri"})


class ReviewedClipSchema(ReviewItemSchema):
    quality = ma.fields.Dict(required=True, allow_none=True)
    hidden = ma.fields.Dict(required=True, allow_none=True)
    media = ma.fields.List(ma.fields.Nested(PlayableSchema), required=True)
    actions = ma.fields.List(
        word(ReviewAction),
        required=True,
        metadata={"description": "What its reader may do now, by the clip's status and their role"},
    )


class ClipDecisionSchema(RequestSchema):
    reason = Text(500, least=3, required=True, metadata={"description": "Why; it goes into the audit"})


class CutsDecisionSchema(ClipDecisionSchema):
    cut_ids = ma.fields.List(
        WireId("cut"),
        load_default=None,
        validate=ma.validate.Length(min=1, max=100),
        metadata={"description": "Only these cuts; left out, the whole clip"},
    )


class ClipReprocessSchema(ClipDecisionSchema):
    look_again = ma.fields.Boolean(
        load_default=False, metadata={"description": "Hold the outcome for a person, whatever the verdict"}
    )


class ClipAssignSchema(ClipDecisionSchema):
    stage_ids = ma.fields.List(
        WireId("stg"),
        required=True,
        validate=ma.validate.Length(min=1, max=100),
        metadata={"description": "Where the cars are that the clip shows: all of them"},
    )


class RedactionsSchema(RequestSchema):
    boxes = ma.fields.List(ma.fields.Nested(BoxSchema), required=True, validate=ma.validate.Length(max=1000))


class SourceSchema(AnswerSchema):
    """The footage as it was sent, faces and all."""

    url = ma.fields.String(required=True, metadata={"format": "uri"})
    expires_at = Moment(required=True)
    sha256 = ma.fields.String(required=True)
