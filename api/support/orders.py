"""Finding an order, and reading it whole or as its buyer does."""

from typing import Any

from api.caller import caller, now, require, services, writing
from api.languages import language
from api.orders.answers import order_answer
from api.paging import Page, page_of, page_schema
from api.support.answers import found_answer, whole_answer
from api.support.blueprint import blp, key, looked_at
from api.support.order_schemas import (
    AsBuyerQuery,
    AsBuyerSchema,
    FoundOrderSchema,
    OrderSearchQuery,
    WholeOrderSchema,
)
from api.support.timeline import buyers_entries
from store.ids import wire_id
from store.tables import Order
from store.words import Locale
from tracking.audit import record
from tracking.reading.orders import order_of
from tracking.support.looks import count_search
from tracking.support.search import limited, orders_found
from tracking.support.whole import whole_order


@blp.get("/orders")
@require("console")
@blp.arguments(OrderSearchQuery, location="query")
@blp.response(200, page_schema(FoundOrderSchema))
def find_orders(query: dict[str, Any]) -> Page:
    """Find orders, the newest first

    `q` is the beginning of an order number or of a name, a VIN or its last six to eight characters, or a phone
    number. At most 60 searches a minute; which orders were shown is recorded.
    """
    with writing() as session:  # counted even when the search itself is given up
        count_search(session, caller(), now(), key())
    with writing() as session:
        found = orders_found(
            session,
            typed=query.get("q"),
            milestone=query.get("milestone"),
            carrier=query.get("carrier"),
            stuck=query.get("stuck"),
            region=services().settings.default_region,
            now=now(),
        )
        with limited(session):
            page = page_of(session, found, (Order.ordered_at, Order.id), query["cursor"], query["limit"])
        shown = [wire_id("ord", order.id) for order in page.items]
        record(session, caller(), "orders_searched", "order", None, now(), details={"shown": shown})
        return Page([found_answer(order, Locale(language()), now()) for order in page.items], page.next_cursor)


@blp.get("/orders/<order_id>")
@require("console")
@blp.response(200, WholeOrderSchema)
def show_whole_order(order_id: str) -> Any:
    """Read one order whole

    Withdrawn stages, held, removed and failed clips, corrected, planned and parked events included. Recorded.
    """
    with writing() as session:
        order = looked_at(session, order_id, "order_seen")
        return whole_answer(session, whole_order(session, order, now()), Locale(language()), now())


@blp.get("/orders/<order_id>/as-buyer")
@require("console")
@blp.arguments(AsBuyerQuery, location="query")
@blp.response(200, AsBuyerSchema)
def show_as_buyer(query: dict[str, Any], order_id: str) -> Any:
    """Read an order as its buyer does

    The order and the newest hundred entries of its timeline, in the language asked for. Needs a reason; recorded.
    """
    spoken = Locale(language())
    with writing() as session:
        order = looked_at(session, order_id, "order_seen_as_buyer", reason=query["reason"])
        seen = order_of(session, order.buyer_id, order.id)
        return {
            "order": order_answer(session, seen, spoken, now()),
            "timeline": buyers_entries(session, order, spoken),
        }
