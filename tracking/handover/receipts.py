"""The buyer's receipt: it makes the car delivered, alone or beside the carrier's word."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import WrongState
from store.ids import new_id, wire_id
from store.tables import Order, Receipt
from store.words import EntryKind, OrderState, PartnerEvent, ReceiptCondition
from tracking.bodies import wire_time
from tracking.damages.newness import received_of
from tracking.damages.receipts import report_received_damages
from tracking.handover.appointment import withdraw_request
from tracking.orders.faults import Faults
from tracking.orders.folding import refold
from tracking.orders.projection import project
from tracking.rules.receipt import CLOCK_SKEW, MOST_DAMAGES, check_open, condition_of
from tracking.timeline import remove_entry, touch_order, write_entry
from tracking.webhooks.tell import tell_partner

Said = Mapping[str, Any]
CODES = {ReceiptCondition.AS_EXPECTED: "receipt_signed", ReceiptCondition.WITH_REMARKS: "receipt_signed_with_remarks"}


def receipt_of(session: Session, order: Order) -> Receipt | None:
    """What the order's present buyer signed for its present car."""
    return session.scalar(
        select(Receipt).where(
            Receipt.order_id == order.id,
            Receipt.car == order.vehicle.car,
            Receipt.buyer_id == order.buyer_id,
        )
    )


def sign(session: Session, order: Order, said: Said, now: datetime) -> tuple[Receipt, bool]:
    """Record what the buyer says on receiving the car, or add it to what was said; whether the receipt is new.

    `said` has the members of the contract, `received_at` in UTC, and `lang` of the remarks. New damages open a case.
    The order must be locked. Raises WrongState: `order_closed`, `no_car_yet`, `receipt_closed` 48 h after the first
    word; Refused with paths.
    """
    _must_be_possible(order)
    _check(order, said, now)
    receipt = receipt_of(session, order)
    created = receipt is None
    if receipt is None:
        receipt = _new_receipt(order, said, now)
        session.add(receipt)
    else:
        check_open(receipt.recorded_at, now)
    session.flush()
    if not _add(session, order, receipt, said, now) and not created:
        return receipt, False
    withdraw_request(session, order, now)
    chain = refold(session, order)  # the receipt counts among what was reported
    project(session, order, order.vehicle, chain, now)
    tell_receipts(session, order, now)
    touch_order(order, now)
    tell_partner(session, order, PartnerEvent.RECEIPT_RECORDED, _data(receipt), now)
    return receipt, created


def tell_receipts(session: Session, order: Order, now: datetime) -> None:
    """Say what the present buyer signed for the present car, and nothing of any other receipt."""
    session.flush()
    for receipt in session.scalars(select(Receipt).where(Receipt.order_id == order.id)):
        if (receipt.car, receipt.buyer_id) == (order.vehicle.car, order.buyer_id):
            _tell(session, order, receipt, now)
        else:
            remove_entry(session, order, _subject(receipt), now)


def _must_be_possible(order: Order) -> None:
    if order.state is not OrderState.OPEN:
        raise WrongState("This order is closed.", code="order_closed")
    if order.vehicle.vin is None:
        raise WrongState("This order has no car yet that could be received.", code="no_car_yet")


def _check(order: Order, said: Said, now: datetime) -> None:
    faults = Faults()
    received_at: datetime = said["received_at"]
    if received_at > now + CLOCK_SKEW:
        faults.add("received_at", "This lies in the future.", "received_in_the_future")
    elif received_at < order.ordered_at - timedelta(days=1):
        faults.add("received_at", "This lies before the order.", "received_before_ordered")
    found = said.get("damages") or said.get("remarks")
    if said["condition"] is ReceiptCondition.AS_EXPECTED and found:
        faults.add("condition", "With damages or remarks the condition is with_remarks.", "condition_contradicts")
    faults.raise_if_any()


def _new_receipt(order: Order, said: Said, now: datetime) -> Receipt:
    return Receipt(
        id=new_id(),
        order_id=order.id,
        car=order.vehicle.car,
        buyer_id=order.buyer_id,
        received_at=said["received_at"],
        condition=said["condition"],
        signed_by=said["signed_by"],
        recorded_at=now,
        completed_at=now,
    )


def _add(session: Session, order: Order, receipt: Receipt, said: Said, now: datetime) -> bool:
    """Merge what is said now into the receipt: damages are added, never taken away. Whether anything is new."""
    before = _content(receipt)
    receipt.received_at, receipt.signed_by = said["received_at"], said["signed_by"]
    if said.get("odometer") is not None:
        receipt.odometer_km = said["odometer"]
    if said.get("remarks"):
        receipt.remarks, receipt.lang = said["remarks"], said.get("lang")
    _add_damages(session, order, receipt, said, now)
    receipt.condition = condition_of(
        said["condition"], damages=bool(receipt.damages), remarks=receipt.remarks is not None
    )
    if _content(receipt) == before:
        return False
    receipt.completed_at = now
    return True


def _add_damages(session: Session, order: Order, receipt: Receipt, said: Said, now: datetime) -> None:
    if not said.get("damages"):
        return
    report_received_damages(session, order, said["damages"], said["received_at"], now)
    for damage in received_of(session, order, receipt.car):
        damage.receipt_id = damage.receipt_id or receipt.id
    session.flush()
    session.expire(receipt, ["damages"])
    if len(receipt.damages) > MOST_DAMAGES:
        faults = Faults()
        faults.add("damages", f"A receipt holds at most {MOST_DAMAGES} damages.", "too_many_damages")
        faults.raise_if_any()


def _content(receipt: Receipt) -> list[Any]:
    columns = ("received_at", "condition", "odometer_km", "remarks", "signed_by")
    return [*(getattr(receipt, name) for name in columns), len(receipt.damages)]


def _tell(session: Session, order: Order, receipt: Receipt, now: datetime) -> None:
    write_entry(
        session,
        order,
        kind=EntryKind.NOTE,
        code=CODES[receipt.condition],
        params={},
        subject=_subject(receipt),
        happened_at=receipt.received_at,
        now=now,
    )


def _data(receipt: Receipt) -> dict[str, Any]:
    """What the shop's webhooks are told: where to look, and whether somebody has to."""
    return {
        "receipt_id": wire_id("rcp", receipt.id),
        "received_at": wire_time(receipt.received_at),
        "condition": receipt.condition.value,
        "damages": len(receipt.damages),
    }


def _subject(receipt: Receipt) -> str:
    return f"receipt:{receipt.id.hex}"
