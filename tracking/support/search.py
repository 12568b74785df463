"""Finding orders. Every branch reads an index and stops after a while, so that nobody makes a search slow."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from psycopg.errors import QueryCanceled
from sqlalchemy import Select, and_, func, or_, select, text, union_all
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from store.errors import Refused
from store.tables import Buyer, Carrier, Order, Stage, Vehicle
from store.words import Milestone
from tracking.rules.search import Readings, readings_of
from tracking.sign_in.phones import normalised
from tracking.support.stuck import stuck_orders

MOST_FOUND = 500  # orders that one meaning of a search may find: a name that begins more needs more letters
LONGEST_MS = 3000


def orders_found(
    session: Session,
    *,
    typed: str | None,
    milestone: Milestone | None,
    carrier: str | None,
    stuck: bool | None,
    region: str,
    now: datetime,
) -> Select[Order]:
    """Every order, or those that match all that is given; `region` is where phones without a country code are.

    Raises Refused (`bad_query`, `unknown_carrier`).
    """
    query = select(Order).options(joinedload(Order.vehicle), joinedload(Order.buyer))
    if typed is not None:
        query = query.where(Order.id.in_(_meant(readings_of(typed), region)))
    if milestone is not None:
        query = query.where(Order.milestone == milestone)
    if carrier is not None:
        stages = select(Stage.order_id).where(
            Stage.carrier_id == _carrier(session, carrier), Stage.withdrawn_at.is_(None)
        )
        query = query.where(Order.id.in_(stages))
    if stuck is not None:
        is_stuck = Order.id.in_(stuck_orders(now))
        query = query.where(is_stuck if stuck else ~is_stuck)
    return query


@contextmanager
def limited(session: Session) -> Iterator[None]:
    """Give up on a question that takes the database too long. Raises Refused (`search_too_broad`)."""
    session.execute(text(f"SET LOCAL statement_timeout = {LONGEST_MS}"))
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            raise Refused("That finds too much. Ask for something narrower.", code="search_too_broad") from error
        raise
    session.execute(text("SET LOCAL statement_timeout = DEFAULT"))


def _meant(readings: Readings, region: str) -> Select[UUID]:
    begins = _begins(readings.text)
    branches = [
        select(Order.id).where(func.lower(Order.number).like(begins, escape="\\")).limit(MOST_FOUND),
        select(Order.id)
        .join(Buyer, Buyer.id == Order.buyer_id)
        .where(func.lower(Buyer.name).like(begins, escape="\\"))
        .limit(MOST_FOUND),
    ]
    if readings.vin_end is not None:
        backwards = func.reverse(Vehicle.vin).like(readings.vin_end[::-1] + "%")
        had_others = Vehicle.former_cars != text("'{}'::jsonb")  # as the index says, word for word
        former = and_(had_others, Vehicle.former_cars.has_key(readings.vin_end))
        is_it = or_(backwards, former) if readings.is_whole_vin else backwards
        branches.append(select(Vehicle.order_id).where(is_it).limit(MOST_FOUND))
    if (phone := _phone(readings.phone, region)) is not None:
        branches.append(
            select(Order.id).join(Buyer, Buyer.id == Order.buyer_id).where(Buyer.phone == phone).limit(MOST_FOUND)
        )
    found = union_all(*(select(branch.subquery().c[0]) for branch in branches)).subquery()
    return select(found.c[0])


def _begins(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped + "%"


def _phone(text: str | None, region: str) -> str | None:
    if text is None:
        return None
    try:
        return normalised(text, region)
    except Refused:
        return None


def _carrier(session: Session, code: str) -> UUID:
    found = session.scalar(select(Carrier.id).where(Carrier.code == code))
    if found is None:
        raise Refused(
            "No carrier has that code.", code="unknown_carrier", errors={"carrier": ["Nobody has this code."]}
        )
    return found
