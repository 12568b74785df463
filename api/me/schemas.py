"""Who one is."""

import marshmallow as ma

from api.fields import AnswerSchema, Instant, WireId


class MeSchema(AnswerSchema):
    role = ma.fields.String(
        required=True,
        metadata={"description": "buyer, driver, carrier, partner; for the console agent, supervisor, admin"},
    )
    name = ma.fields.String(required=True)
    company = ma.fields.String(metadata={"description": "The carrier or sales channel one works for"})
    locale = ma.fields.String(required=True)
    phone = ma.fields.String()
    email = ma.fields.String()


class DeviceSchema(AnswerSchema):
    id = WireId("dev", required=True)
    name = ma.fields.String(required=True, allow_none=True)
    created_at = Instant(required=True)
    last_seen_at = Instant(required=True)
    current = ma.fields.Boolean(required=True, metadata={"description": "The one this request comes from"})


class DevicesSchema(AnswerSchema):
    items = ma.fields.List(ma.fields.Nested(DeviceSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)
