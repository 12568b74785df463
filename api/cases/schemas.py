"""A case, and what support does with it."""

import marshmallow as ma

from api.damages.schemas import DecidedDamageSchema
from api.fields import AnswerSchema, Moment, RequestSchema, Text, WireId
from api.paging import PageQuery
from store.words import Audience, CaseKind, CaseState, ExceptionCode, Locale
from tracking.orders.currencies import CURRENCIES

LONGEST_TEXT = 4000
ME, NOBODY = "me", "nobody"
_OWNER = r"^(me|nobody|agt_[0-9a-f]{32})$"


def language(**about):
    """What the text is written in."""
    return ma.fields.Enum(Locale, by_value=True, metadata={"description": "What the text is written in"}, **about)


class CaseQuery(PageQuery):
    state = ma.fields.Enum(CaseState, by_value=True)
    owner = ma.fields.String(
        validate=ma.validate.Regexp(_OWNER), metadata={"description": "An agent's id, `me` or `nobody`"}
    )
    overdue = ma.fields.Boolean(metadata={"description": "Open past the time it was due"})


class CaseOrderSchema(AnswerSchema):
    id = WireId("ord", required=True)
    number = ma.fields.String(required=True)


class CaseAgentSchema(AnswerSchema):
    id = WireId("agt", required=True)
    name = ma.fields.String(required=True)


class CaseMessageSchema(AnswerSchema):
    id = WireId("msg", required=True)
    audience = ma.fields.Enum(Audience, by_value=True, required=True, metadata={"description": "Who wrote it"})
    author = ma.fields.Nested(CaseAgentSchema, allow_none=True)
    internal = ma.fields.Boolean(required=True, metadata={"description": "For staff only"})
    text = ma.fields.String(required=True)
    lang = ma.fields.String(allow_none=True)
    written_at = Moment(required=True)


class CaseSchema(AnswerSchema):
    """Send the ETag back as If-Match to change it."""

    id = WireId("cas", required=True)
    order = ma.fields.Nested(CaseOrderSchema, required=True)
    kind = ma.fields.Enum(CaseKind, by_value=True, required=True)
    exception = ma.fields.Enum(ExceptionCode, by_value=True, required=True, allow_none=True)
    state = ma.fields.Enum(CaseState, by_value=True, required=True)
    owner = ma.fields.Nested(CaseAgentSchema, required=True, allow_none=True)
    policy = ma.fields.String(required=True)
    due_at = Moment(required=True)
    overdue = ma.fields.Boolean(required=True)
    amount = ma.fields.String(allow_none=True, metadata={"description": "Decimal"})
    currency = ma.fields.String(allow_none=True, metadata={"description": "ISO 4217"})
    cut_id = WireId("cut", allow_none=True)
    at_s = ma.fields.Float(allow_none=True)
    version = ma.fields.Integer(required=True)
    opened_at = Moment(required=True)
    changed_at = Moment(required=True)
    changed_by = ma.fields.Nested(CaseAgentSchema, required=True, allow_none=True)
    closed_at = Moment(allow_none=True)
    damages = ma.fields.List(ma.fields.Nested(DecidedDamageSchema), required=True)
    messages = ma.fields.List(ma.fields.Nested(CaseMessageSchema), required=True)


class AssignSchema(RequestSchema):
    owner = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.Regexp(r"^(me|agt_[0-9a-f]{32})$"),
        metadata={"description": "An agent's id or `me`; null gives it back"},
    )


class CaseMessageRequestSchema(RequestSchema):
    text = Text(LONGEST_TEXT, required=True)
    lang = language()
    internal = ma.fields.Boolean(load_default=False, metadata={"description": "For staff only"})
    wait_for = ma.fields.String(validate=ma.validate.OneOf(["buyer", "carrier"]))


class DeclineSchema(RequestSchema):
    text = Text(LONGEST_TEXT, required=True, metadata={"description": "What the buyer is told"})
    lang = language()


class ResolveSchema(DeclineSchema):
    amount = ma.fields.String(
        validate=ma.validate.Regexp(r"[0-9]{1,12}(\.[0-9]{1,2})?\Z"), metadata={"description": "Decimal"}
    )
    currency = ma.fields.String(metadata={"description": "ISO 4217"})

    @ma.validates_schema
    def whole_money(self, data, **_kwargs):
        """An amount needs its currency, and the other way round."""
        if ("amount" in data) != ("currency" in data):
            raise ma.ValidationError("An amount needs its currency.", "amount" if "currency" in data else "currency")
        if data.get("currency", "CNY") not in CURRENCIES:
            raise ma.ValidationError("No currency of ISO 4217.", "currency")


class ReopenSchema(RequestSchema):
    reason = Text(500, required=True)


class ExceptionRequestSchema(RequestSchema):
    """Something grave that no report says. Damages are reported by inspections."""

    code = ma.fields.String(required=True, validate=ma.validate.OneOf(["accident", "theft"]))
    reason = Text(500, required=True)
