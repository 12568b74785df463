"""The handover, its receipt, and what both sides say about them."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, RequestSchema, Text, WireId
from api.inspections.schemas import FURTHEST_KM, code, severity
from store.words import AppointmentState, ChangeAnswer, ChangeReason, ReceiptCondition
from tracking.rules.receipt import MOST_DAMAGES

MOST_WINDOWS = 5


def said(vocabulary, **about):
    """A word of a vocabulary that may grow."""
    return ma.fields.String(metadata={"examples": [word.value for word in vocabulary]}, **about)


class HandoverWindowSchema(RequestSchema):
    """From the earliest to the latest moment."""

    earliest = Moment(required=True)
    latest = Moment(required=True)

    @ma.validates_schema
    def ends_after_it_begins(self, window, **_about):
        """A window ends after it begins."""
        if window["earliest"] >= window["latest"]:
            raise ma.ValidationError("The window ends before it begins.", "latest")


class ConfirmRequestSchema(RequestSchema):
    """`window`: what the buyer saw. Another one named meanwhile is then not confirmed unseen."""

    window = ma.fields.Nested(HandoverWindowSchema, allow_none=True)


class ChangeRequestRequestSchema(RequestSchema):
    """`windows`: what would suit the buyer, the best first."""

    windows = ma.fields.List(
        ma.fields.Nested(HandoverWindowSchema),
        required=True,
        validate=ma.validate.Length(min=1, max=MOST_WINDOWS),
    )
    reason = ma.fields.Enum(ChangeReason, by_value=True, required=True)
    note = Text(500, allow_none=True)


class AppointmentSchema(AnswerSchema):
    """How shop and buyer stand about the time. `by`: whose word it was last, `shop` or `buyer`."""

    state = said(AppointmentState, required=True)
    text = ma.fields.String(required=True)
    since = Moment()
    by = ma.fields.String(metadata={"examples": ["shop", "buyer"]})


class AnsweredWindowSchema(AnswerSchema):
    earliest = Moment(required=True)
    latest = Moment(required=True)


class ChangeRequestSchema(AnswerSchema):
    """What the buyer asked for last. `answer` is there once the shop has answered."""

    id = WireId("hcr", required=True)
    windows = ma.fields.List(ma.fields.Nested(AnsweredWindowSchema), required=True)
    reason = said(ChangeReason, required=True)
    text = ma.fields.String(required=True, metadata={"description": "The reason in words"})
    note = ma.fields.String()
    lang = ma.fields.String(metadata={"description": "Language of the note"})
    asked_at = Moment(required=True)
    answer = said(ChangeAnswer)
    answered_at = Moment()


class ClashSchema(AnswerSchema):
    """Something that does not fit together."""

    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)


class BringSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    text = ma.fields.String(required=True)


class DamageFoundSchema(RequestSchema):
    """Where, what and how much, in the codes of this installation (`GET /v1/damage-codes`)."""

    area = code(required=True)
    type = code(required=True)
    severity = severity(required=True)
    note = Text(500, allow_none=True)


class ReceiptRequestSchema(RequestSchema):
    """What the buyer says on receiving the car."""

    received_at = Moment(required=True)
    condition = ma.fields.Enum(ReceiptCondition, by_value=True, required=True)
    odometer = ma.fields.Integer(
        strict=True,
        allow_none=True,
        validate=ma.validate.Range(min=0, max=FURTHEST_KM),
        metadata={"description": "Kilometres"},
    )
    damages = ma.fields.List(
        ma.fields.Nested(DamageFoundSchema), allow_none=True, validate=ma.validate.Length(max=MOST_DAMAGES)
    )
    remarks = Text(2000, allow_none=True)
    signed_by = Text(100, required=True)


class ReceiptDamageSchema(AnswerSchema):
    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    severity = ma.fields.Integer(required=True)
    note = ma.fields.String()


class ReceiptSchema(AnswerSchema):
    """What the buyer signed; more may be added until `open_until`."""

    id = WireId("rcp", required=True)
    received_at = Moment(required=True)
    condition = said(ReceiptCondition, required=True)
    odometer = ma.fields.Integer()
    damages = ma.fields.List(ma.fields.Nested(ReceiptDamageSchema), required=True)
    remarks = ma.fields.String()
    lang = ma.fields.String(metadata={"description": "Language of the remarks"})
    signed_by = ma.fields.String(required=True)
    recorded_at = Moment(required=True)
    open_until = Moment(required=True)
