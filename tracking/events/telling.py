"""The timeline entries about events: what happened, or that an earlier report was wrong."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Event, Order, Place, Stage, TimelineEntry, Vehicle
from store.words import Classifier, EntryKind, Reason
from tracking.cases.accidents import note_accident, take_back_accident
from tracking.events.wording import correction_said, said_of
from tracking.orders.chain import Chain, implied_place
from tracking.orders.folding import ride_at
from tracking.rules.facts import Fact
from tracking.rules.riding import reaches
from tracking.timeline import entry_about, remove_entry, write_entry


def tell(
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
    """The entry about an event that happened to this car: what it says, or that it was wrong; else None."""
    if event.classifier is not Classifier.ACTUAL:
        return None
    named = session.get(Place, event.place_id) if event.place_id else None
    fact = about_car(session, chain, event, stage)
    if fact is None:
        return None
    place = named or implied_place(fact.type, stage)
    said = said_of(fact.type, event.reason, place, named, chain, stage)
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


def about_car(session: Session, chain: Chain, event: Event, stage: Stage) -> Fact | None:
    """The event as a fact about the stage's car; None when it is about the trip, and the car was not aboard."""
    fact = chain.fact(event, stage, session.get(Place, event.place_id) if event.place_id else None)
    return fact if fact is not None and reaches(fact, ride_at(stage)) else None


def tell_again(
    session: Session,
    order: Order,
    vehicle: Vehicle,
    chain: Chain,
    now: datetime,
    stage_ids: Collection[UUID] | None = None,
) -> None:
    """Tell what was reported of the order's car, and what of it was corrected; take back what is not about it now.

    Of these stages, or of all. For a car that came back, or that turned out to ride with its trip, or not to. The
    order must be locked.
    """
    stages = {stage.id: stage for stage in chain.stages if stage_ids is None or stage.id in stage_ids}
    of_this_car = select(Event).where(Event.order_id == order.id, Event.car == vehicle.car)
    events = session.scalars(of_this_car.where(Event.stage_id.in_(stages)).order_by(Event.id)).all()
    corrections = select(Event).where(Event.corrects_id.in_([event.id for event in events]))
    corrected_by = {event.corrects_id: event for event in session.scalars(corrections)}
    entries: dict[UUID, TimelineEntry | None] = {}
    for event in events:
        entries[event.id] = tell(
            session,
            order,
            chain,
            event,
            stages[event.stage_id],
            now,
            corrects=entries.get(event.corrects_id) if event.corrects_id else None,
            corrected_by=corrected_by.get(event.id),
        )
        if stage_ids is not None and event.id not in corrected_by:
            weigh_accident(session, order, chain, event, stages[event.stage_id], now)
        if entries[event.id] is None:
            remove_entry(session, order, subject_of(event), now)


def weigh_accident(session: Session, order: Order, chain: Chain, event: Event, stage: Stage, now: datetime) -> None:
    """A case for the accident that the event reports, if this car was in it."""
    if event.reason is not Reason.ACCIDENT:
        return
    if about_car(session, chain, event, stage):
        note_accident(session, order, event, now)
    else:
        take_back_accident(session, order, event, now)


def tell_corrected(
    session: Session, order: Order, original: Event, reason: Reason | None, now: datetime
) -> TimelineEntry | None:
    """Say of an event that was told that it was wrong; None when it was not told, or is told no more."""
    take_back_accident(session, order, original, now)
    entry = entry_about(session, order, subject_of(original))
    if entry is None or entry.removed:
        return None
    code, params = correction_said(reason)
    return write_entry(
        session,
        order,
        kind=EntryKind.CORRECTION,
        code=code,
        params=params,
        subject=entry.subject,
        happened_at=entry.happened_at,
        now=now,
        stage=session.get(Stage, entry.stage_id) if entry.stage_id else None,
        place=session.get(Place, entry.place_id) if entry.place_id else None,
        event=original,
    )


def subject_of(event: Event) -> str:
    """What the event's timeline entry is about."""
    return f"event:{event.id.hex}"
