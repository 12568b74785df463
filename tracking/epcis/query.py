"""The carrier's own events, whichever way they came, oldest record first and a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from store.ids import UnknownId, from_wire
from store.tables import EpcisEvent, EpcisReport, Event, Place, Stage, Vehicle
from store.words import EventType
from tracking.epcis.vocabulary import CAR, STAGE, TRIP, bare
from tracking.epcis.writing import captured_event, disposition_of, reported_event
from tracking.orders.trips import is_about_its_car

Position = tuple[datetime, UUID]


@dataclass(frozen=True)
class Question:
    """What is asked for; an empty list or None asks for all."""

    steps: Sequence[str] = ()
    dispositions: Sequence[str] = ()
    epcs: Sequence[str] = ()
    event_from: datetime | None = None
    event_before: datetime | None = None
    record_from: datetime | None = None
    record_before: datetime | None = None


def ask(
    session: Session, carrier_id: UUID, question: Question, after: Position | None, most: int
) -> tuple[list[dict[str, Any]], Position | None]:
    """Up to `most` events after a position, and the position to go on from; None when there are no more."""
    found = [*_captured(session, carrier_id, question, after, most + 1)]
    found += _reported(session, carrier_id, question, after, most + 1)
    found.sort(key=lambda each: each[0])
    page = found[:most]
    return [event for _position, event in page], page[-1][0] if len(found) > most else None


def _captured(
    session: Session, carrier_id: UUID, question: Question, after: Position | None, most: int
) -> list[tuple[Position, dict[str, Any]]]:
    query = select(EpcisEvent).where(EpcisEvent.carrier_id == carrier_id)
    query = _within(query, question, EpcisEvent.event_time, EpcisEvent.recorded_at)
    if question.steps:
        query = query.where(EpcisEvent.biz_step.in_([bare("step", step) for step in question.steps]))
    if question.dispositions:
        wanted = [bare("disposition", word) for word in question.dispositions]
        query = query.where(EpcisEvent.disposition.in_(wanted))
    if question.epcs:
        query = query.where(EpcisEvent.epcs.overlap(list(question.epcs)))
    rows = session.scalars(_page(query, (EpcisEvent.recorded_at, EpcisEvent.id), after, most))
    return [((row.recorded_at, row.id), captured_event(row)) for row in rows]


def _reported(
    session: Session, carrier_id: UUID, question: Question, after: Position | None, most: int
) -> list[tuple[Position, dict[str, Any]]]:
    """Events that came by other ways than a document."""
    correction = aliased(Event)
    from_a_document = exists().where(
        EpcisReport.carrier_id == Event.carrier_id, EpcisReport.report_id == Event.event_id
    )
    query = (
        select(Event, Vehicle, Place, correction)
        .join(Vehicle, Vehicle.order_id == Event.order_id)
        .join(Stage, Stage.id == Event.stage_id)
        .outerjoin(Place, Place.id == Event.place_id)
        .outerjoin(correction, correction.corrects_id == Event.id)
        .where(Event.carrier_id == carrier_id, ~from_a_document, is_about_its_car())
    )
    query = _within(query, question, Event.happened_at, Event.recorded_at)
    if question.steps:
        query = query.where(Event.type.in_(_types([bare("step", step) for step in question.steps])))
    if question.dispositions:
        wanted = {bare("disposition", word) for word in question.dispositions}
        query = query.where(Event.type.in_([type_ for type_ in EventType if disposition_of(type_) in wanted]))
    if question.epcs:
        query = query.where(or_(*map(_is_about, question.epcs)))
    rows = session.execute(_page(query, (Event.recorded_at, Event.id), after, most))
    return [
        ((event.recorded_at, event.id), reported_event(event, vehicle, place, corrected_by))
        for event, vehicle, place, corrected_by in rows
    ]


def _page(query: Select[*tuple[Any, ...]], by: tuple[Any, Any], after: Position | None, most: int) -> Any:
    if after is not None:
        query = query.where(tuple_(*by) > after)
    return query.order_by(*by).limit(most)


def _within(query: Any, question: Question, happened: Any, recorded: Any) -> Any:
    if question.event_from is not None:
        query = query.where(happened >= question.event_from)
    if question.event_before is not None:
        query = query.where(happened < question.event_before)
    if question.record_from is not None:
        query = query.where(recorded >= question.record_from)
    if question.record_before is not None:
        query = query.where(recorded < question.record_before)
    return query


def _types(words: Sequence[str]) -> list[EventType]:
    return [type_ for type_ in EventType if type_.value in words]


def _is_about(epc: str) -> ColumnElement[bool]:
    if epc.startswith(CAR):
        vin = epc.removeprefix(CAR)
        former = Vehicle.former_cars[vin]["car"].as_integer() == Event.car
        return or_(and_(Vehicle.vin == vin, Vehicle.car == Event.car), former)
    if epc.startswith(STAGE):
        return Event.stage_id == _id("stg", epc.removeprefix(STAGE))
    return false() if not epc.startswith(TRIP) else Event.stage_id.in_(_stages_of(epc))


def _stages_of(epc: str) -> Select[UUID]:
    return select(Stage.id).where(Stage.trip_id == _id("trp", epc.removeprefix(TRIP)))


def _id(prefix: str, text: str) -> UUID:
    try:
        return from_wire(prefix, text)
    except UnknownId:
        return UUID(int=0)  # nothing has it
