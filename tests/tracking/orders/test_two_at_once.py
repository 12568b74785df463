"""Two requests at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from store.database import Database
from store.errors import WrongState
from store.tables import Buyer, Order, Stage, Trip
from tests.api.shop import order
from tests.tracking.journeys import Journey


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What became of each: `done`, or the code it was refused with."""
    outcomes = [""] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(index: int) -> None:
        start.wait()
        try:
            deeds[index]()
            outcomes[index] = "done"
        except WrongState as refused:
            outcomes[index] = refused.code

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def putting(database: Database, number: str, **changes: Any) -> Callable[[], None]:
    def put() -> None:
        with database.writing() as session:
            Journey.of(session).put(number, **changes)

    return put


def count(database: Database, table: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_order_put_four_times_at_once_is_one_order(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session)
    assert at_once(*[putting(own_database, "A-1") for _ in range(4)]) == ["done"] * 4
    assert [count(own_database, table) for table in (Order, Stage, Trip, Buyer)] == [1, 3, 2, 1]


def test_of_two_orders_that_want_one_car_at_once_one_gets_it(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session)
    outcomes = at_once(putting(own_database, "A-1"), putting(own_database, "A-2"))
    assert sorted(outcomes) == ["done", "vin_in_use"]
    assert count(own_database, Order) == 1


def test_orders_of_one_buyer_on_one_trip_do_not_block_each_other(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session)
    no_vin = {**order()["vehicle"], "vin": None}
    deeds = [putting(own_database, f"A-{number}", vehicle=no_vin) for number in range(6)]
    assert at_once(*deeds) == ["done"] * 6
    assert [count(own_database, table) for table in (Order, Trip, Buyer)] == [6, 2, 1]
