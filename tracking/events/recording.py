"""Writing an accepted event: the row, the folds, the timeline entry, and what it corrects."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Event, Order, Place, Stage, TimelineEntry, Vehicle
from store.words import Classifier, EntryKind
from tracking.cases.accidents import note_accident, take_back_accident
from tracking.events.reports import Rejected, Report
from tracking.events.under_way import Batch
from tracking.events.wording import correction_said, said_of
from tracking.orders.chain import Chain, implied_place
from tracking.orders.folding import fold_in
from tracking.timeline import entry_about, write_entry


def record(batch: Batch, report: Report, stages: Sequence[Stage], recorded_at: datetime | None = None) -> None:
    """Write `report` for each of the stages it is about; the orders must be locked.

    Raises Rejected (`unknown_event`, `already_corrected`) before anything is written.
    """
    originals = _originals(batch, report, stages)
    events = []
    for stage in stages:
        original = originals.get(stage.id)
        event = _event(batch, report, stage, original, recorded_at or batch.now)
        batch.session.add(event)
        batch.session.flush()
        corrected = _retract(batch, original, report) if original else None
        _apply(batch, event, stage, corrected)
        events.append(event)
    batch.targets.events[report.event_id] = events
    if overtaken := batch.targets.waiting(report.corrects):
        overtaken.applied_at = batch.now  # its correction came first: it will never be taken


def _originals(batch: Batch, report: Report, stages: Sequence[Stage]) -> dict[UUID, Event]:
    """Stage id -> the earlier event that `report` corrects there."""
    if report.corrects is None or batch.targets.waiting(report.corrects):
        return {}
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
    if any(event.id in batch.targets.corrected for event in found.values()):
        raise Rejected("already_corrected")
    return found


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


def _apply(batch: Batch, event: Event, stage: Stage, corrected: TimelineEntry | None) -> None:
    """Fold the event in, and tell the buyer of it."""
    order, chain = batch.orders[event.order_id], batch.chains[event.order_id]
    named = batch.session.get(Place, event.place_id) if event.place_id else None
    fold_in(order, stage, chain.fact(event, stage, named))
    batch.changed.add(order.id)
    note_accident(batch.session, order, event, batch.now)
    _tell(batch.session, order, chain, event, stage, batch.now, corrects=corrected)


def tell_again(session: Session, order: Order, vehicle: Vehicle, chain: Chain, now: datetime) -> None:
    """Tell what was reported of a car that came back, and what of it was corrected. The order must be locked."""
    stages = {stage.id: stage for stage in chain.stages}
    of_this_car = select(Event).where(Event.order_id == order.id, Event.car == vehicle.car)
    events = session.scalars(of_this_car.where(Event.stage_id.in_(stages)).order_by(Event.id)).all()
    corrections = select(Event).where(Event.corrects_id.in_([event.id for event in events]))
    corrected_by = {event.corrects_id: event for event in session.scalars(corrections)}
    entries: dict[UUID, TimelineEntry | None] = {}
    for event in events:
        entries[event.id] = _tell(
            session,
            order,
            chain,
            event,
            stages[event.stage_id],
            now,
            corrects=entries.get(event.corrects_id) if event.corrects_id else None,
            corrected_by=corrected_by.get(event.id),
        )


def _tell(
    session: Session,
    order: Order,
    chain: Chain,
    event: Event,
    stage: Stage,
    now: datetime,
    *,
    corrects: TimelineEntry | None,
    corrected_by: Event | None = None,
) -> TimelineEntry | None:
    """The entry about an event that happened: what it says, or that it was wrong."""
    if event.classifier is not Classifier.ACTUAL:
        return None
    named = session.get(Place, event.place_id) if event.place_id else None
    place = named or implied_place(event.type, stage)
    said = said_of(event.type, event.reason, place, named, chain, stage)
    code, params = correction_said(corrected_by.reason) if corrected_by else said
    return write_entry(
        session,
        order,
        kind=EntryKind.CORRECTION if corrected_by else EntryKind.EVENT,
        code=code,
        params=params,
        subject=subject_of(event),
        happened_at=event.happened_at,
        now=now,
        stage=stage,
        place=place,
        event=event,
        corrects=corrects if corrects and corrects.order_id == order.id else None,
    )


def _retract(batch: Batch, original: Event, report: Report) -> TimelineEntry | None:
    """Mark the original as corrected; its order folds everything once more."""
    session, order = batch.session, batch.orders[original.order_id]
    batch.targets.corrected.add(original.id)
    batch.to_refold.add(order.id)
    batch.changed.add(order.id)
    take_back_accident(session, order, original, batch.now)
    entry = entry_about(session, order, subject_of(original))
    if entry is None or entry.removed:
        return None
    code, params = correction_said(report.reason)
    return write_entry(
        session,
        order,
        kind=EntryKind.CORRECTION,
        code=code,
        params=params,
        subject=entry.subject,
        happened_at=entry.happened_at,
        now=batch.now,
        stage=session.get(Stage, entry.stage_id) if entry.stage_id else None,
        place=session.get(Place, entry.place_id) if entry.place_id else None,
        event=original,
    )


def subject_of(event: Event) -> str:
    """What the event's timeline entry is about."""
    return f"event:{event.id.hex}"
