"""Looks at a buyer's data: counted, so that nobody reads the whole house, and written into the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.errors import NotFound
from store.tables import Order
from tracking.audit import record
from tracking.sign_in.identity import Caller
from tracking.sign_in.limits import Limit, count

# A person searches a few times a minute and opens some hundreds of orders on a long day.
SEARCHES = Limit("support-searches", 60, 60)
LOOKS = Limit("support-looks", 600, 3600)


def count_search(session: Session, caller: Caller, now: datetime, key: str) -> None:
    """One more search of this agent. Raises TooMany."""
    count(session, SEARCHES, caller.label, now, key)


def look(
    session: Session,
    caller: Caller,
    order_id: UUID,
    action: str,
    now: datetime,
    key: str,
    *,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Order:
    """The order, and a line in the audit that this agent looked at it. Raises NotFound, TooMany.

    Commit it before anything is shown.
    """
    count(session, LOOKS, caller.label, now, key)
    query = select(Order).where(Order.id == order_id)
    order = session.scalar(query.options(joinedload(Order.vehicle), joinedload(Order.buyer)))
    if order is None:
        raise NotFound
    record(session, caller, action, "order", order.id, now, reason=reason, details=details)
    return order
