"""Taking a batch of events: each judged on its own, all written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tracking.events.closing import close
from tracking.events.parking import park
from tracking.events.recording import record
from tracking.events.reports import Rejected, Report, read_report
from tracking.events.targets import Targets, orders_touched, read_targets
from tracking.events.under_way import Batch, Reporter, open_batch
from tracking.orders.locks import Wider, hold_cars, widening
from tracking.orders.trips import lock_trips
from tracking.timeline import lock_orders

ACCEPTED, DUPLICATE, REJECTED, PARKED = "accepted", "duplicate", "rejected", "parked"


@dataclass(frozen=True)
class Result:
    """What became of one event."""

    event_id: str
    status: str
    code: str | None = None


def report_events(
    session: Session,
    reporter: Reporter,
    items: Sequence[Mapping[str, Any]],
    sent_at: datetime | None,
    now: datetime,
) -> list[Result]:
    """Take the events in `items`; the results in the same order. Locks every order that may change, in id order."""
    readings = [_read(item, sent_at, now) for item in items]
    reports = {index: reading for index, reading in enumerate(readings) if isinstance(reading, Report)}
    # From here on no order gets one of these cars: an event is either parked before that, or finds the order.
    hold_cars(session, {report.vin for report in reports.values() if report.vin})

    def take(beside: frozenset[UUID]) -> dict[int, Result]:
        batch = _open(session, reporter, list(reports.values()), beside, now)
        taken = {index: _judge(batch, reports[index], items[index], sent_at) for index in corrections_last(reports)}
        close(batch)
        return taken

    results = {
        index: Result(items[index]["event_id"], REJECTED, reading.code)
        for index, reading in enumerate(readings)
        if isinstance(reading, Rejected)
    } | widening(session, take)
    return [results[index] for index in range(len(items))]


def _read(item: Mapping[str, Any], sent_at: datetime | None, now: datetime) -> Report | Rejected:
    try:
        return read_report(item, sent_at, now)
    except Rejected as rejected:
        return rejected


def _open(
    session: Session, reporter: Reporter, reports: list[Report], beside: frozenset[UUID], now: datetime
) -> Batch:
    """Lock what the reports speak of, and read it as it is under the locks. Raises Wider."""
    wanted = orders_touched(session, reporter.carrier_id, reports) | beside
    orders = {order.id: order for order in lock_orders(session, wanted)} if wanted else {}
    # Nobody books a car on a trip, or takes one off, while the trip is reported of.
    lock_trips(session, {report.trip_id for report in reports if report.trip_id})
    targets = read_targets(session, reporter.carrier_id, reports)
    if others := targets.order_ids - orders.keys():  # a car that was swapped or moved meanwhile brings them in
        raise Wider(others)
    return open_batch(session, reporter, targets, orders, now)


def corrections_last(reports: Mapping[int, Report]) -> list[int]:
    """The order to judge in: an event before what corrects it, however the batch lists them."""
    waiting, ordered = dict(reports), list[int]()
    while waiting:
        named = {report.event_id for report in waiting.values()}
        ready = [index for index, report in waiting.items() if report.corrects not in named]
        for index in ready or list(waiting):  # a ring of corrections: each will find nothing to correct
            ordered.append(index)
            del waiting[index]
    return ordered


def _judge(batch: Batch, report: Report, item: Mapping[str, Any], sent_at: datetime | None) -> Result:
    try:
        return Result(report.event_id, judge(batch, report, item, sent_at))
    except Rejected as rejected:
        return Result(report.event_id, REJECTED, rejected.code)


def judge(batch: Batch, report: Report, item: Mapping[str, Any], sent_at: datetime | None) -> str:
    """Take one event, or park it. Raises Rejected; then nothing of it was written."""
    targets = batch.targets
    if report.place_code is not None and report.place_code not in targets.places:
        raise Rejected("unknown_place")
    if (known := _known_as(targets, report.event_id)) is not None:
        if known != report.content_hash:
            raise Rejected("event_id_reused")
        return DUPLICATE
    stages = targets.of(report)
    if report.corrects is not None and not (report.corrects in targets.events or report.corrects in targets.parked):
        raise Rejected("unknown_event")
    if not stages:
        if report.trip_id is not None:
            raise Rejected("trip_without_cars" if report.trip_id in targets.trips else "unknown_trip")
        if report.vin is None:
            raise Rejected("unknown_stage")
        targets.parked[report.event_id] = park(batch, report, item, sent_at)
        return PARKED
    record(batch, report, stages)
    return ACCEPTED


def _known_as(targets: Targets, event_id: str) -> bytes | None:
    """The content under which this event is known already."""
    if event_id in targets.events:
        return targets.events[event_id][0].content_hash
    parked = targets.parked.get(event_id)
    return None if parked is None else parked.content_hash
