"""The shop's orders."""

from typing import Any

from api.blueprint import Blueprint
from api.caching import IF_NONE_MATCH, SAME, answered
from api.caller import caller, now, reading, require, services, writing
from api.codes import chosen_number
from api.idempotency import refuses_idempotency_key
from api.languages import language
from api.partner.answers import partner_order_answer
from api.partner.order_schemas import (
    HandoffRequestSchema,
    HandoffSchema,
    PartnerOrderRequestSchema,
    PartnerOrderSchema,
)
from store.errors import Refused
from store.words import Locale
from tracking.orders.find import partner_order
from tracking.orders.put import put_order
from tracking.sign_in.handoff import make_handoff
from tracking.sign_in.phones import normalised

blp = Blueprint("Shop", __name__, url_prefix="/v1")


@blp.put("/partner/orders/<order_number>")
@require("partner")
@blp.arguments(PartnerOrderRequestSchema)
@blp.response(200, PartnerOrderSchema)
@blp.alt_response(201, schema=PartnerOrderSchema, description="The order is new")
def replace_order(wish: dict[str, Any], order_number: str) -> Any:
    """Put a whole order

    Replaces everything. The same again changes nothing. Another VIN is another car, another phone another buyer.
    A lower `source_version` than the one known is refused (`stale_version`); a stage left out is withdrawn, unless
    something was reported there (`stage_has_events`).
    """
    wish["buyer"]["phone"] = _phone(wish["buyer"]["phone"])
    number = chosen_number(order_number)
    with writing() as session:
        order, created = put_order(session, caller().identity, number, wish, now())
        session.expire_all()
        answer = partner_order_answer(session, order, Locale(language()), now())
    return answer, 201 if created else 200


@blp.get("/partner/orders/<order_number>")
@require("partner")
@blp.doc(parameters=[IF_NONE_MATCH])
@blp.response(200, PartnerOrderSchema)
@blp.alt_response(304, description=SAME)
def show_order(order_number: str) -> Any:
    """One of the shop's own orders"""
    with reading() as session:
        order = partner_order(session, caller().identity, order_number)
        return answered(PartnerOrderSchema(), partner_order_answer(session, order, Locale(language()), now()))


@blp.post("/partner/orders/<order_number>/sessions")
@require("partner")
@refuses_idempotency_key
@blp.arguments(HandoffRequestSchema, required=False)
@blp.response(201, HandoffSchema)
def hand_buyer_over(wish: dict[str, Any], order_number: str) -> Any:
    """Sign a buyer in from the shop's app

    The code is for `grant_type=urn:roadreel:handoff`, good once and for 60 seconds.
    """
    with writing() as session:
        order = partner_order(session, caller().identity, order_number)
        code, expires_at = make_handoff(session, order, (wish or {}).get("device_name"), now())
    return {"code": code, "expires_at": expires_at}, 201, {"Cache-Control": "no-store"}


def _phone(text: str) -> str:
    try:
        return normalised(text, services().settings.default_region)
    except Refused as refused:
        errors = {"buyer.phone": refused.errors["phone"]}
        raise Refused(refused.detail, code=refused.code, errors=errors) from refused
