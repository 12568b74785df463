"""Names and orders that two requests must not take at the same moment."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Text, func, literal, select
from sqlalchemy.orm import Session

Done = TypeVar("Done")


class Wider(Exception):
    """More orders change than are locked. Locking them now, out of order, might deadlock with another change."""

    def __init__(self, order_ids: Iterable[UUID]) -> None:
        super().__init__("more orders have to be locked")
        self.order_ids = frozenset(order_ids)


def widening(session: Session, change: Callable[[frozenset[UUID]], Done]) -> Done:
    """Make `change`, which is given the orders to lock beside its own; once more with more of them while it says so.

    What a try locked is let go with its savepoint, so each try takes its locks in one order.
    """
    wanted: frozenset[UUID] = frozenset()
    while True:
        try:
            with session.begin_nested():
                return change(wanted)
        except Wider as wider:
            wanted |= wider.order_ids


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
