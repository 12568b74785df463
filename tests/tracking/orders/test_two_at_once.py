"""Two requests at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from store.database import Database
from store.errors import WrongState
from store.tables import Buyer, Event, Order, ParkedEvent, Stage, TimelineEntry, Trip
from store.words import EntryKind
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


def car(number: int) -> str:
    return f"WP0ZZZ99ZTS39{number:04d}"


def reporting(database: Database, name: str, *vins: str) -> Callable[[], None]:
    """Five batches one after another, each with one event about each of the cars."""

    def report() -> None:
        for hour in range(5):
            events = [
                {
                    "event_id": f"{name}-{hour}-{vin}",
                    "vin": vin,
                    "type": "transporting",
                    "classifier": "actual",
                    "happened_at": f"2026-11-18T0{hour}:00:00+08:00",
                }
                for vin in vins
            ]
            with database.writing() as session:
                assert set(Journey.of(session).report("river", *events)) <= {"accepted", "parked"}

    return report


def test_no_event_is_lost_about_a_car_that_is_ordered_at_that_moment(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session)
    for number in range(8):
        vin = car(number)
        put = putting(own_database, f"A-{number}", vehicle={**order()["vehicle"], "vin": vin})
        assert at_once(put, *[reporting(own_database, name, vin) for name in "ab"]) == ["done"] * 3
    with own_database.reading() as session:
        waiting = select(ParkedEvent.event_id).where(ParkedEvent.applied_at.is_(None))
        assert session.scalars(waiting).all() == []
        told = select(func.count()).where(TimelineEntry.kind == EntryKind.EVENT)
        assert session.scalar(told) == count(own_database, Event) == 8 * 2 * 5


def test_batches_about_the_same_cars_and_their_orders_never_block_each_other(own_database: Database) -> None:
    with own_database.writing() as session:
        Journey(session)
    vins = [car(number) for number in range(4)]
    puts = [
        putting(own_database, f"A-{number}", vehicle={**order()["vehicle"], "vin": vin})
        for number, vin in enumerate(vins)
    ]
    reports = [reporting(own_database, "a", *vins), reporting(own_database, "b", *reversed(vins))]
    assert at_once(*puts, *reports, *puts[::-1]) == ["done"] * 10
    assert count(own_database, Event) == 4 * 2 * 5
