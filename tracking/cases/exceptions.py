"""An order's exception: kept by its open cases and by no fold, so that no event and no refolding can lose it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables import Case, Damage, Event, Order, Vehicle
from store.words import ExceptionCode
from tracking.rules.case_state import OPEN
from tracking.rules.exceptions import GRAVE_SEVERITY, gravest
from tracking.timeline import touch_order


def refresh_exception(session: Session, order: Order, now: datetime) -> None:
    """Write the order's exception anew from its open cases. The order must be locked."""
    session.flush()
    found = gravest(_open(session, order))
    exception = None if found is None else {"code": found[0].value, "since": found[1].isoformat()}
    if exception != order.exception:
        order.exception = exception
        touch_order(order, now)


def _open(session: Session, order: Order) -> Iterator[tuple[Any, datetime]]:
    """What is open of the order's car. A damage is one only once the buyer may know of it."""
    cases = (
        select(Case.exception, func.coalesce(Event.happened_at, Case.opened_at), func.min(Damage.found_at))
        .join(Vehicle, (Vehicle.order_id == Case.order_id) & (Vehicle.car == Case.car))
        .outerjoin(Event, Event.id == Case.event_id)
        .outerjoin(
            Damage,
            (Damage.case_id == Case.id) & Damage.published_at.is_not(None) & (Damage.severity >= GRAVE_SEVERITY),
        )
        .where(Case.order_id == order.id, Case.exception.is_not(None), Case.state.in_(OPEN))
        .group_by(Case.id, Event.id)
    )
    for code, since, found_at in session.execute(cases):
        if code is ExceptionCode.DAMAGE and found_at is None:
            continue
        yield code, found_at or since
