"""The buyer's side of the handover: confirm, ask for another time, sign for the car."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, require, writing
from api.fields import path_id
from api.handover.answers import receipt_answer
from api.handover.schemas import (
    ChangeRequestRequestSchema,
    ConfirmRequestSchema,
    ReceiptRequestSchema,
    ReceiptSchema,
)
from api.idempotency import earlier, idempotent, once, remember
from api.languages import language
from api.orders.answers import handover_answer
from api.orders.schemas import BuyersHandoverSchema
from store.tables import Receipt
from store.words import Locale
from tracking.handover.appointment import Wanted, confirm, request_change
from tracking.handover.receipts import sign
from tracking.orders.find import buyers_order
from tracking.reading.orders import services_of
from tracking.rules.eta import Window

blp = Blueprint("Handover", __name__, url_prefix="/v1", description="When and how the buyer gets the car.")


@blp.post("/orders/<order_id>/handover/confirm")
@require("buyer")
@blp.arguments(ConfirmRequestSchema, required=False)
@blp.response(200, BuyersHandoverSchema)
def confirm_handover(wish: dict[str, Any], order_id: str) -> Any:
    """Confirm the appointment for the handover

    Saying so twice changes nothing. With `window`, only that very window is confirmed: 409 `appointment_changed`
    when the shop named another one meanwhile.
    """
    seen = (wish or {}).get("window")
    with writing() as session:
        order = buyers_order(session, caller().identity, path_id("ord", order_id))
        confirm(session, order, Window(**seen) if seen else None, now())
        return handover_answer(session, order, services_of(session, order), Locale(language()), now())


@blp.post("/orders/<order_id>/handover/change-request")
@require("buyer")
@idempotent
@blp.arguments(ChangeRequestRequestSchema)
@blp.response(201, BuyersHandoverSchema)
def request_another_handover(wish: dict[str, Any], order_id: str) -> Any:
    """Ask for another appointment

    The shop answers by putting the order. A request that still waits is replaced by a new one.
    """
    wanted = Wanted(
        windows=[Window(**window) for window in wish["windows"]],
        reason=wish["reason"],
        note=wish.get("note"),
        lang=language(),
    )
    with writing() as session:
        order = buyers_order(session, caller().identity, path_id("ord", order_id))
        once(session, "hcr", lambda: request_change(session, order, wanted, now()).id)
        return handover_answer(session, order, services_of(session, order), Locale(language()), now())


@blp.post("/orders/<order_id>/receipt")
@require("buyer")
@idempotent
@blp.arguments(ReceiptRequestSchema)
@blp.response(201, ReceiptSchema)
@blp.alt_response(200, schema=ReceiptSchema, description="Added to the receipt that is there")
def sign_receipt(said: dict[str, Any], order_id: str) -> Any:
    """Sign for the car

    The car is delivered by it. Damages that no carrier reported open a case with support. The same route adds to the
    receipt for 48 hours: damages are added, the rest is replaced. Afterwards 409 `receipt_closed`.
    """
    with writing() as session:
        order = buyers_order(session, caller().identity, path_id("ord", order_id))
        if (found := earlier(session, "rcp")) is not None:
            return receipt_answer(session.get_one(Receipt, found.id)), found.status or 201
        receipt, created = sign(session, order, {**said, "lang": language()}, now())
        status = 201 if created else 200
        remember(session, "rcp", receipt.id, status)
        return receipt_answer(receipt), status
