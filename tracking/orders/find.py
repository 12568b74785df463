"""The way to an order for those who may change it: the shop that made it, the buyer whose it is."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from store.errors import NotFound
from store.tables import Order
from tracking.reading.orders import is_bought_by


def orders_of_partner(partner_id: UUID) -> Select[Order]:
    """The orders this partner made."""
    return select(Order).where(Order.partner_id == partner_id)


def partner_order(session: Session, partner_id: UUID, number: str) -> Order:
    """One order of the partner by its number. Raises NotFound when it is not there or another's."""
    query = orders_of_partner(partner_id).where(Order.number == number)
    order = session.scalar(query.options(joinedload(Order.vehicle), joinedload(Order.buyer)))
    if order is None:
        raise NotFound
    return order


def buyers_order(session: Session, buyer_id: UUID, order_id: UUID) -> Order:
    """The buyer's order, locked until the transaction ends. Raises NotFound when it is not there or not theirs."""
    query = select(Order).where(Order.id == order_id, is_bought_by(buyer_id)).options(selectinload(Order.vehicle))
    order = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if order is None:
        raise NotFound
    return order
