"""Names that two requests must not take at the same moment."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, Text, func, literal, select
from sqlalchemy.orm import Session


def hold_name(session: Session, kind: str, name: str) -> None:
    """Wait for, and hold until the transaction ends, a name such as an order's number or a VIN."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{kind}:{name}", 0))))


def hold_cars(session: Session, vins: Iterable[str]) -> None:
    """Hold cars by their VINs, so that none comes to an order while an event looks for its order.

    Taken before any order's row, and all at once in one order, so that two changes never deadlock.
    """
    names = literal(sorted({f"vin:{vin}" for vin in vins}), ARRAY(Text))
    name = func.unnest(names).column_valued("name")
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
