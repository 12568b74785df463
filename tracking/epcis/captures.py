"""Capture jobs: a document waits, is taken whole or in batches, and its job says what became of it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.ids import new_id
from store.queue import defer, has_live_job
from store.tables import EpcisCapture
from store.words import CaptureBehaviour
from tracking.epcis.faults import Fault, kept
from tracking.epcis.taking import Captured, take, too_many_at_once

MOST_ATTEMPTS = 5
KEPT = timedelta(days=30)
QUEUE = "documents"


class Overtaken(Exception):
    """Another worker has gone on with this document meanwhile."""


@dataclass(frozen=True)
class Work:
    """A document in hand."""

    capture_id: UUID
    carrier_id: UUID
    behaviour: CaptureBehaviour
    document: Mapping[str, Any]
    done: int  # events taken before, when its worker died


def accept(
    session: Session,
    carrier_id: UUID,
    document: bytes,
    total: int,
    behaviour: CaptureBehaviour,
    now: datetime,
) -> EpcisCapture:
    """Keep a document of so many events, whose shape was checked, and make a job for it."""
    capture = EpcisCapture(
        id=new_id(),
        carrier_id=carrier_id,
        behaviour=behaviour,
        document=gzip.compress(document, compresslevel=1),
        total=total,
        errors=[],
        created_at=now,
    )
    session.add(capture)
    session.flush()
    nudge(session, carrier_id)
    return capture


def nudge(session: Session, carrier_id: UUID) -> None:
    """Make a job for the carrier's documents: they are taken one after another, in the order they came."""
    name = f"epcis:{carrier_id.hex}"
    if not has_live_job(session, name):
        defer(session, "capture_documents", queue=QUEUE, lock=name, carrier_id=carrier_id.hex)


def nudge_waiting(session: Session) -> None:
    """Make jobs for documents that wait with none."""
    waiting = select(EpcisCapture.carrier_id).where(EpcisCapture.finished_at.is_(None)).distinct()
    for carrier_id in session.scalars(waiting).all():
        nudge(session, carrier_id)


def captures_of(carrier_id: UUID) -> Select[EpcisCapture]:
    """The carrier's capture jobs."""
    return select(EpcisCapture).where(EpcisCapture.carrier_id == carrier_id)


def capture_of(session: Session, carrier_id: UUID, capture_id: UUID) -> EpcisCapture:
    """One of the carrier's capture jobs. Raises NotFound."""
    found = session.scalar(captures_of(carrier_id).where(EpcisCapture.id == capture_id))
    if found is None:
        raise NotFound
    return found


def begin(session: Session, carrier_id: UUID, now: datetime) -> Work | None:
    """Take up the carrier's oldest unfinished document; None when there is none.

    One that was begun a few times and got no further is given up: it may be what ends its workers.
    """
    unfinished = captures_of(carrier_id).where(EpcisCapture.finished_at.is_(None)).order_by(EpcisCapture.id)
    while (capture := session.scalar(unfinished.limit(1).with_for_update())) is not None:
        if capture.attempts < MOST_ATTEMPTS:
            capture.attempts += 1
            document = json.loads(gzip.decompress(capture.document or b""))
            return Work(capture.id, carrier_id, capture.behaviour, document, capture.done)
        _finish(capture, [*capture.errors, _our_fault()], now)
        session.flush()
    return None


def take_whole(
    session: Session, work: Work, captured: Sequence[Captured], unreadable: Sequence[Fault], now: datetime
) -> list[Fault]:
    """Take all events and finish, or find out what is wrong: then the caller rolls back. Raises Overtaken."""
    capture = _locked(session, work, 0)
    faults = (
        [*unreadable] or too_many_at_once(captured) or take(session, work.carrier_id, captured, work.document, now)
    )
    if not faults:
        capture.done = capture.total
        _finish(capture, [], now)
    return faults


def take_some(session: Session, work: Work, captured: Sequence[Captured], already: int, now: datetime) -> None:
    """Take some events, each on its own, after `already` ones. Raises Overtaken."""
    capture = _locked(session, work, already)
    faults = take(session, work.carrier_id, captured, work.document, now)
    capture.errors = kept([*capture.errors, *faults])
    capture.done += len(captured)
    capture.attempts = 1  # it got on


def finish(session: Session, work: Work, faults: Sequence[Fault], now: datetime) -> None:
    """Write down how it ended: with these faults beside those that are known."""
    capture = session.get_one(EpcisCapture, work.capture_id, with_for_update=True)
    if capture.finished_at is None:
        capture.done = capture.total if work.behaviour is CaptureBehaviour.PROCEED else 0
        _finish(capture, [*capture.errors, *faults], now)


def forget_old(session: Session, now: datetime) -> None:
    """Delete jobs that finished a month ago; what they captured stays."""
    session.execute(delete(EpcisCapture).where(EpcisCapture.finished_at < now - KEPT))


def _locked(session: Session, work: Work, already: int) -> EpcisCapture:
    capture = session.get_one(EpcisCapture, work.capture_id, with_for_update=True, populate_existing=True)
    if capture.finished_at is not None or capture.done != already:
        raise Overtaken
    return capture


def _finish(capture: EpcisCapture, faults: list[Fault], now: datetime) -> None:
    capture.errors, capture.success = kept(faults), not faults
    capture.document, capture.finished_at = None, now


def _our_fault() -> Fault:
    return {
        "type": "epcisException:ImplementationException",
        "title": "The document was given up.",
        "status": 500,
        "detail": "It could not be worked through. Send it again in smaller documents, or tell support.",
        "code": "capture_failed",
    }
