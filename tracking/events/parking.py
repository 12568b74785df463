"""Events about a car nobody ordered yet wait, and are taken when the shop names its VIN."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Order, ParkedEvent, Vehicle
from tracking.events.closing import close
from tracking.events.recording import record
from tracking.events.reports import Rejected, Report, read_report
from tracking.events.targets import read_targets
from tracking.events.under_way import Batch, Reporter, open_batch
from tracking.orders.locks import Wider


def park(batch: Batch, report: Report, item: Mapping[str, Any], sent_at: datetime | None) -> ParkedEvent:
    """Keep an event for later. Raises Rejected (`event_id_reused`) when another one just took its name."""
    body = {**item, "sent_at": sent_at.isoformat() if sent_at else None}
    session, carrier_id = batch.session, batch.reporter.carrier_id
    session.execute(
        insert(ParkedEvent)
        .values(
            id=new_id(),
            carrier_id=carrier_id,
            driver_id=batch.reporter.driver_id,
            event_id=report.event_id,
            vin=report.vin,
            body=body,
            content_hash=report.content_hash,
            recorded_at=batch.now,
        )
        .on_conflict_do_nothing(index_elements=["carrier_id", "event_id"])
    )
    mine = select(ParkedEvent).where(ParkedEvent.carrier_id == carrier_id, ParkedEvent.event_id == report.event_id)
    row = session.scalars(mine).one()
    if row.content_hash != report.content_hash:
        raise Rejected("event_id_reused")
    return row


def take_parked(session: Session, order: Order, vehicle: Vehicle, held: Mapping[UUID, Order], now: datetime) -> None:
    """Take the events that waited for this order's car, oldest first, and renew the order when there were any.

    `held` are the orders that are locked, this one among them. What still finds no stage of its carrier, or nothing
    to correct, goes on waiting. Raises Wider.
    """
    waiting = select(ParkedEvent).where(ParkedEvent.vin == vehicle.vin, ParkedEvent.applied_at.is_(None))
    for row in session.scalars(waiting.order_by(ParkedEvent.id).with_for_update()).all():
        # A correction that was taken just now overtakes the row it corrects.
        if row.applied_at is None and _take(session, order, row, held, now):
            row.applied_at = now


def _take(session: Session, order: Order, row: ParkedEvent, held: Mapping[UUID, Order], now: datetime) -> bool:
    sent_at = row.body.get("sent_at")
    try:
        report = read_report(row.body, datetime.fromisoformat(sent_at) if sent_at else None, row.recorded_at)
        targets = read_targets(session, row.carrier_id, [report])
        stages = [stage for stage in targets.of(report) if stage.order_id == order.id]
        if not stages:
            return False
        if others := targets.order_ids - held.keys():
            raise Wider(others)
        batch = open_batch(session, Reporter(row.carrier_id, row.driver_id), targets, held, now)
        record(batch, report, stages, recorded_at=row.recorded_at)
    except Rejected:
        return False
    close(batch)
    return True
