"""The cost of one event on an order with 10 events and on one with 10,000: it must be the same.

Both orders are put and reported through the domain on a real PostgreSQL: the same plan, the same kinds of events,
batches of one event, each in a transaction of its own. Time and the CPU of this process are measured in turns.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.partner.order_schemas import PartnerOrderRequestSchema
from ops.embedded.postgres import running_postgres
from store import migrate
from store.database import Database
from store.ids import new_id, wire_id
from store.tables import Carrier, Order, Partner, Stage
from store.words import PlaceKind
from tracking.carriers.companies import put_carrier
from tracking.events.batch import report_events
from tracking.events.under_way import Reporter
from tracking.orders.put import put_order
from tracking.places import put_place

NOW = datetime.now(UTC).replace(microsecond=0)
FEW, MANY, BATCH = 10, 10_000, 500
WAY = (("A", "B"), ("B", "C"))
TYPES = ("transporting", "holding", "loading", "departing", "arriving")


def main() -> None:
    rounds, events = int(os.environ.get("BENCH_RUNS", "5")), int(os.environ.get("BENCH_EVENTS", "20"))
    with (
        tempfile.TemporaryDirectory(prefix="roadreel-bench-") as folder,
        running_postgres(Path(folder) / "postgres") as url,
    ):
        migrate.upgrade(url)
        database = Database(url)
        _compare(database, rounds, events)
        database.close()


def _compare(database: Database, rounds: int, events: int) -> None:
    many = _order(database, "many", MANY)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as autovacuum would have by then
    found: dict[int, list[tuple[float, float]]] = {FEW: [], MANY: []}
    for number in range(rounds + 1):
        few = _order(database, f"few-{number}", FEW)  # a fresh one each time: it grows as it is measured
        for size, order in ((FEW, few), (MANY, many)):
            spent = [_measured(database, order, f"{number}-{size}-{each}", each) for each in range(events)]
            if number:  # the first round warms both up
                found[size] += spent
    medians = {
        size: [statistics.median(one[part] for one in spent) for part in (0, 1)] for size, spent in found.items()
    }
    for size, (wall, cpu) in medians.items():
        print(f"an event at {size:6} events: {wall * 1000:6.2f} ms, {cpu * 1000:6.2f} ms of CPU")
    wall, cpu = (medians[MANY][part] / medians[FEW][part] for part in (0, 1))
    print(f"ratio, {MANY} to {FEW}: time {wall:.2f}, CPU {cpu:.2f} ({rounds} rounds of {events} events)")


def _measured(database: Database, order: dict[str, Any], name: str, number: int) -> tuple[float, float]:
    """Seconds of wall clock and of this process's CPU for one event in one transaction."""
    event = _event(order, name, number)
    wall, cpu = time.perf_counter(), time.process_time()
    _report(database, order, [event])
    return time.perf_counter() - wall, time.process_time() - cpu


def _order(database: Database, number: str, events: int) -> dict[str, Any]:
    """An order of two legs of which so many events were reported."""
    with database.writing() as session:
        order = _put(session, number)
        [leg] = session.scalars(select(Stage.id).where(Stage.order_id == order.id, Stage.ref == "0"))
        carrier = session.scalars(select(Carrier.id).where(Carrier.code == "haulier")).one()
    known = {"stage_id": wire_id("stg", leg), "carrier": carrier}
    told = [_event(known, f"{number}-{each}", each) for each in range(events)]
    for begin in range(0, events, BATCH):
        _report(database, known, told[begin : begin + BATCH])
    return known


def _report(database: Database, order: dict[str, Any], events: list[dict[str, Any]]) -> None:
    with database.writing() as session:
        results = report_events(session, Reporter(order["carrier"]), events, None, NOW)
    if {result.status for result in results} != {"accepted"}:
        raise RuntimeError(f"not all events were taken: {results[:3]}")


def _event(order: dict[str, Any], name: str, number: int) -> dict[str, Any]:
    at = NOW - timedelta(days=20) + timedelta(seconds=number)
    return {
        "event_id": name,
        "stage_id": order["stage_id"],
        "type": TYPES[number % len(TYPES)],
        "classifier": "actual",
        "happened_at": at.isoformat(),
    }


def _put(session: Session, number: str) -> Order:
    partner = session.scalar(select(Partner).where(Partner.code == "shop"))
    if partner is None:
        partner = Partner(id=new_id(), code="shop", name="Shop", created_at=NOW)
        session.add(partner)
        put_carrier(session, "haulier", {"name": "Haulier"}, NOW)
        for index, code in enumerate("ABC"):
            about = {"name": f"Yard {code}", "kind": PlaceKind.YARD, "lat": 30.0 + index, "lon": 110.0}
            put_place(session, code, {**about, "time_zone": "Asia/Shanghai"}, NOW)
        session.flush()
    wish = PartnerOrderRequestSchema().load(
        {
            "ordered_at": (NOW - timedelta(days=60)).isoformat(),
            "state": "open",
            "buyer": {"phone": "+8613900000000", "name": "Lin Yue", "locale": "zh"},
            "vehicle": {"make": "Aurora", "model": "E5"},
            "handover": {"mode": "pickup", "place_code": "C"},
            "stages": [
                {
                    "ref": str(index),
                    "kind": "transport",
                    "mode": "truck",
                    "carrier": "haulier",
                    "from_place": start,
                    "to_place": end,
                    "planned_start": (NOW + timedelta(days=index)).isoformat(),
                    "planned_end": (NOW + timedelta(days=index, hours=10)).isoformat(),
                }
                for index, (start, end) in enumerate(WAY)
            ],
        }
    )
    order, _created = put_order(session, partner.id, number, wish, NOW)
    return order


if __name__ == "__main__":
    main()
