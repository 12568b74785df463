"""Writing an accepted event: its rows, one for each car it is about, and what they correct."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from store.ids import new_id
from store.tables import Event, Stage
from tracking.events.reports import Rejected, Report
from tracking.events.under_way import Batch, Taken


def record(batch: Batch, report: Report, stages: Sequence[Stage], recorded_at: datetime | None = None) -> None:
    """Write `report` for each of the stages it is about; the orders must be locked. `close` does the rest.

    Raises Rejected (`unknown_event`, `already_corrected`) before anything is written.
    """
    originals, settled = _originals(batch, report, stages)
    events = []
    for stage in stages:
        if stage.id in settled:
            continue
        original = originals.get(stage.id)
        event = _event(batch, report, stage, original, recorded_at or batch.now)
        batch.session.add(event)
        batch.taken.append(Taken(event, stage, original, report.reason))
        if original is not None:
            batch.targets.corrected.add(original.id)
            batch.to_refold.add(original.order_id)
        events.append(event)
    batch.session.flush()
    batch.targets.events[report.event_id] = events
    if overtaken := batch.targets.waiting(report.corrects):
        overtaken.applied_at = batch.now  # its correction came first: it will never be taken


def _originals(batch: Batch, report: Report, stages: Sequence[Stage]) -> tuple[dict[UUID, Event], set[UUID]]:
    """Stage id -> the earlier event that `report` corrects there; and the stages where that was corrected before."""
    if report.corrects is None or batch.targets.waiting(report.corrects):
        return {}, set()
    earlier = [
        event
        for event in batch.targets.events.get(report.corrects, [])
        if event.car == batch.vehicles[event.order_id].car
    ]
    found = {event.stage_id: event for event in earlier if event.stage_id in {stage.id for stage in stages}}
    if not found and len(earlier) == 1:  # reported about the wrong stage, or the wrong car
        found = {stages[0].id: earlier[0]}
    if not found:
        raise Rejected("unknown_event")
    settled = {stage_id for stage_id, event in found.items() if event.id in batch.targets.corrected}
    if settled == found.keys():
        raise Rejected("already_corrected")
    return found, settled


def _event(batch: Batch, report: Report, stage: Stage, original: Event | None, recorded_at: datetime) -> Event:
    place = batch.targets.places.get(report.place_code or "")
    lat, lon = report.location or (None, None)
    return Event(
        id=new_id(),
        event_id=report.event_id,
        carrier_id=batch.reporter.carrier_id,
        driver_id=batch.reporter.driver_id,
        order_id=stage.order_id,
        stage_id=stage.id,
        trip_id=report.trip_id,
        car=batch.vehicles[stage.order_id].car,
        type=report.type,
        classifier=report.classifier,
        happened_at=report.happened_at,
        utc_offset_min=report.utc_offset_min,
        recorded_at=recorded_at,
        said_at=report.said_at,
        content_hash=report.content_hash,
        place_id=place.id if place else None,
        lat=lat,
        lon=lon,
        reason=report.reason,
        note=report.note,
        corrects_id=original.id if original else None,
    )
