"""The buyer's receipt and the carrier's word come in any order, and the order ends in the same state."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

from sqlalchemy import select

from store.tables import Order, Receipt
from store.words import ReceiptCondition
from tests.tracking.journeys import NOW, Journey
from tests.tracking.orders.test_every_order_of_events import outcome
from tracking.handover.receipts import sign
from tracking.timeline import lock_orders

SIGNED_AT = datetime(2026, 11, 20, 7, tzinfo=UTC)


def told(journey: Journey, order: Order, steps: tuple[str, ...], sold_at: str) -> dict[str, Any]:
    """The outcome of taking the steps in that order, undone again."""
    savepoint = journey.session.begin_nested()
    events = {
        "wrong": journey.event("truck", "retail_selling", "20T11", "wrong"),
        "correct": journey.event("truck", "arriving", "20T10", "correct", corrects="wrong"),
        "sell": journey.event("truck", "retail_selling", sold_at),
    }
    waiting = []
    for index, step in enumerate(steps):
        now = NOW + timedelta(minutes=index)
        if step == "sign":
            locked = lock_orders(journey.session, [order.id])[0]
            said = {
                "received_at": SIGNED_AT,
                "condition": ReceiptCondition.AS_EXPECTED,
                "signed_by": "Lin Yue",
            }
            sign(journey.session, locked, said, now)
        elif journey.report("northern", events[step], now=now) == ["unknown_event"]:
            waiting.append(step)
    for step in waiting:  # a correction of what came later is sent again, as its answer asks for
        assert journey.report("northern", events[step], now=NOW + timedelta(hours=1)) == ["accepted"]
    found = outcome(journey, order)
    assert journey.session.scalars(select(Receipt.order_id)).all() == [order.id]
    savepoint.rollback()
    journey.session.expire_all()
    return found


def test_whichever_comes_first_the_order_ends_the_same(journey: Journey) -> None:
    order = journey.put()
    steps = ("wrong", "correct", "sell", "sign")
    for sold_at, delivered_at in (("20T14", "14:00"), ("20T16", "15:00")):
        expected = told(journey, order, steps, sold_at)
        assert expected["milestone"] == "delivered"
        [delivered] = [item for item in expected["milestones"] if item["milestone"] == "delivered"]
        hour = int(delivered_at[:2]) - 8
        assert delivered["actual"].startswith(f"2026-11-20T{hour:02}:00")
        for arrangement in list(permutations(steps))[:: 3 if sold_at == "20T14" else 2]:
            assert told(journey, order, arrangement, sold_at) == expected, arrangement
