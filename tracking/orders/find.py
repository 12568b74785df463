"""The shop's way to its orders: the one place that decides which a partner may see."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from store.errors import NotFound
from store.tables import Order


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
