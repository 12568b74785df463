"""Carriers of this installation and the keys of their systems."""

from typing import Any

import marshmallow as ma

from api.caller import now, require, services, writing
from api.codes import chosen_code
from api.fields import AnswerSchema, RequestSchema, Text
from api.idempotency import refuses_idempotency_key
from api.nothing import NothingSchema
from api.partner.orders import blp
from tracking.carriers.companies import carrier_by_code, put_carrier
from tracking.sign_in.machines import make_key, revoke_key
from tracking.sign_in.phones import normalised


class CarrierRequestSchema(RequestSchema):
    name = Text(120, required=True)
    phone = ma.fields.String(allow_none=True, metadata={"description": "For staff; E.164"})
    shot_level = Text(40, allow_none=True, metadata={"examples": ["none", "two_sides", "sides", "full"]})


class CarrierSchema(CarrierRequestSchema):
    code = ma.fields.String(required=True)

    class Meta:
        unknown = ma.EXCLUDE


class CarrierKeySchema(AnswerSchema):
    """A credential for the token endpoint. The secret is shown this once."""

    client_id = ma.fields.String(required=True)
    client_secret = ma.fields.String(required=True)


@blp.put("/partner/carriers/<code>")
@require("partner")
@blp.arguments(CarrierRequestSchema)
@blp.response(200, CarrierSchema)
@blp.alt_response(201, schema=CarrierSchema, description="The carrier is new")
def replace_carrier(carrier: dict[str, Any], code: str) -> Any:
    """Put a carrier"""
    if carrier.get("phone") is not None:
        carrier["phone"] = normalised(carrier["phone"], services().settings.default_region)
    with writing() as session:
        row, created = put_carrier(session, chosen_code(code), carrier, now())
    return row, 201 if created else 200


@blp.post("/partner/carriers/<code>/keys")
@require("partner")
@refuses_idempotency_key
@blp.arguments(NothingSchema, required=False)
@blp.response(201, CarrierKeySchema)
def create_carrier_key(_nothing: dict[str, Any], code: str) -> Any:
    """Make a key for a carrier's system

    The secret is shown this once.
    """
    with writing() as session:
        carrier = carrier_by_code(session, code)
        client_id, secret = make_key(session, now(), carrier_id=carrier.id)
    return {"client_id": client_id, "client_secret": secret}, 201, {"Cache-Control": "no-store"}


@blp.delete("/partner/carriers/<code>/keys/<client_id>")
@require("partner")
@blp.response(204)
def delete_carrier_key(code: str, client_id: str) -> None:
    """End a key and every token made with it"""
    with writing() as session:
        revoke_key(session, client_id, now(), carrier_id=carrier_by_code(session, code).id)
