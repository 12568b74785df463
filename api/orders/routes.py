"""A buyer's orders."""

from api.blueprint import Blueprint
from api.caching import IF_NONE_MATCH, SAME, answered
from api.caller import caller, now, reading, require
from api.fields import path_id
from api.languages import language
from api.orders.answers import order_answer, order_item
from api.orders.schemas import BuyersOrderItemSchema, BuyersOrderSchema
from api.paging import PageQuery, page_of, page_schema
from store.tables import Order
from store.words import Locale
from tracking.reading.orders import SeenOrder, order_of, orders_of

blp = Blueprint("Orders", __name__, url_prefix="/v1", description="What a buyer bought, and how it stands.")

OrderPageSchema = page_schema(BuyersOrderItemSchema)


@blp.get("/orders")
@require("buyer")
@blp.arguments(PageQuery, location="query")
@blp.doc(parameters=[IF_NONE_MATCH])
@blp.response(200, OrderPageSchema)
@blp.alt_response(304, description=SAME)
def list_orders(query):
    """List the buyer's orders, the newest first"""
    with reading() as session:
        orders = orders_of(caller().identity, caller().session_id)
        page = page_of(session, orders, (Order.ordered_at, Order.id), query["cursor"], query["limit"])
        items = [order_item(SeenOrder(*row), Locale(language()), now()) for row in page.items]
    return answered(OrderPageSchema(), {"items": items, "next_cursor": page.next_cursor})


@blp.get("/orders/<order_id>")
@require("buyer")
@blp.doc(parameters=[IF_NONE_MATCH])
@blp.response(200, BuyersOrderSchema)
@blp.alt_response(304, description=SAME)
def show_order(order_id):
    """Read one order"""
    with reading() as session:
        seen = order_of(session, caller().identity, path_id("ord", order_id), caller().session_id)
        return answered(BuyersOrderSchema(), order_answer(session, seen, Locale(language()), now()))
