"""Taking captured events: each becomes reports for the machinery of events, and is kept as it was sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import EpcisEvent, EpcisReport
from tracking.epcis.faults import Fault, fault_of
from tracking.epcis.reading import Reading, read_event
from tracking.epcis.shapes import Misshapen
from tracking.epcis.vocabulary import contexts_of, extra_contexts
from tracking.events.batch import REJECTED, Result, report_events
from tracking.events.under_way import Reporter

MOST_REPORTS = 20_000  # in one transaction: each is one car in one event, and a statement takes 65,535 parameters


@dataclass(frozen=True)
class Captured:
    """One event of a document: where it stands there, what it says, and how it was read."""

    index: int
    event: Mapping[str, Any]
    reading: Reading


def read_all(document: Mapping[str, Any]) -> tuple[list[Captured], list[Fault]]:
    """The events of a document in the order to take them, and what is wrong with those that cannot be read.

    What declares an error comes after what it may be about.
    """
    contexts = contexts_of(document["@context"])
    captured, faults = [], []
    for index, event in enumerate(document["epcisBody"]["eventList"]):
        try:
            captured.append(Captured(index, event, read_event(event, contexts)))
        except Misshapen as wrong:
            faults.append(fault_of(index, event, wrong.code, wrong.sentence))
    return sorted(captured, key=lambda each: each.reading.declares_error), faults


def too_many_at_once(captured: Sequence[Captured]) -> list[Fault]:
    """What is wrong with events that are about more cars together than one transaction can hold; mostly nothing."""
    counted = 0
    for each in captured:
        counted += len(each.reading.items)
        if counted > MOST_REPORTS:
            sentence = (
                f"At most {MOST_REPORTS} cars, counted in each event, are taken all or none: send fewer events."
            )
            return [fault_of(each.index, each.event, "too_many_cars_at_once", sentence)]
    return []


def take(
    session: Session,
    carrier_id: UUID,
    captured: Sequence[Captured],
    document: Mapping[str, Any],
    now: datetime,
) -> list[Fault]:
    """Judge these events and keep those that were taken; what is wrong with the others. Twice is the same as once."""
    fresh, faults = _fresh(session, carrier_id, captured)
    items = [(each, item) for each in fresh for item in each.reading.items]
    sent_at = datetime.fromisoformat(document["creationDate"])
    results = report_events(session, Reporter(carrier_id), [item for _each, item in items], sent_at, now)
    taken: dict[int, list[Result]] = {}
    for (each, _item), result in zip(items, results, strict=True):
        if result.status == REJECTED:
            faults.append(fault_of(each.index, each.event, result.code or REJECTED, about=result.event_id))
        else:
            taken.setdefault(each.index, []).append(result)
    kept = [each for each in fresh if each.index in taken]
    _keep(session, carrier_id, kept, taken, extra_contexts(document["@context"]), now)
    return faults


def _fresh(session: Session, carrier_id: UUID, captured: Sequence[Captured]) -> tuple[list[Captured], list[Fault]]:
    """The events that were not captured before, and those that say something else under a name that is taken."""
    columns = (EpcisEvent.event_id, EpcisEvent.declares_error, EpcisEvent.content_hash)
    names = {each.reading.event_id for each in captured}
    rows = session.execute(
        select(*columns).where(EpcisEvent.carrier_id == carrier_id, EpcisEvent.event_id.in_(names))
    )
    known = {(name, declares): content_hash for name, declares, content_hash in rows}
    fresh, faults = [], []
    for each in captured:
        key = each.reading.event_id, each.reading.declares_error
        if key not in known:
            known[key] = each.reading.content_hash
            fresh.append(each)
        elif known[key] != each.reading.content_hash:
            faults.append(fault_of(each.index, each.event, "event_id_reused"))
    return fresh, faults


def _keep(
    session: Session,
    carrier_id: UUID,
    captured: Sequence[Captured],
    taken: Mapping[int, Sequence[Result]],
    extra: Sequence[Any],
    now: datetime,
) -> None:
    """Write the events as they were sent, and which report came from which."""
    rows = {each.index: _row(carrier_id, each, extra, now) for each in captured}
    session.add_all(rows.values())
    session.flush()
    links = [
        {"carrier_id": carrier_id, "report_id": result.event_id, "epcis_event_id": row.id}
        for index, row in rows.items()
        for result in taken[index]
    ]
    for start in range(0, len(links), 1000):  # a statement takes 65,535 parameters
        session.execute(insert(EpcisReport).values(links[start : start + 1000]).on_conflict_do_nothing())


def _row(carrier_id: UUID, each: Captured, extra: Sequence[Any], now: datetime) -> EpcisEvent:
    reading = each.reading
    return EpcisEvent(
        id=new_id(),
        carrier_id=carrier_id,
        event_id=reading.event_id,
        declares_error=reading.declares_error,
        body=_body(each, extra),
        content_hash=reading.content_hash,
        event_time=reading.event_time.astimezone(UTC),
        recorded_at=now,
        biz_step=reading.biz_step,
        disposition=reading.disposition,
        epcs=list(reading.epcs),
    )


def _body(each: Captured, extra: Sequence[Any]) -> str:
    """The event by itself: with its name, and with the contexts of its document that its own members need."""
    body = {name: value for name, value in each.event.items() if name != "recordTime"}
    body["eventID"] = each.reading.event_id
    if extra:
        body["@context"] = [*extra, *contexts_of(body.get("@context"))]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
