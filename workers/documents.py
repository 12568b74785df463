"""The job that takes a carrier's EPCIS documents, one after another."""

from uuid import UUID

import structlog

from store.words import CaptureBehaviour
from tracking.epcis.captures import (
    Overtaken,
    Work,
    begin,
    finish,
    forget_old,
    nudge_waiting,
    take_some,
    take_whole,
)
from tracking.epcis.faults import Fault
from tracking.epcis.taking import read_all
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")

BATCH = 200  # events in one transaction, whose orders are locked meanwhile


class Wrong(Exception):
    """Some events of a document that is to be taken whole are wrong; nothing of it counts."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


def capture_documents(machinery: Machinery, carrier_id: UUID) -> None:
    """Take every document that waits. Safe to run twice and to be killed: the row says how far one has come."""
    while not machinery.stopping.is_set():
        with machinery.database.writing() as session:
            work = begin(session, carrier_id, machinery.clock())
        if work is None:
            return
        try:
            _take(machinery, work)
        except Overtaken:
            log.info("document_overtaken", capture=work.capture_id.hex)
            return


def nudge_documents(machinery: Machinery) -> None:
    """Make jobs for documents that wait with none."""
    with machinery.database.writing() as session:
        nudge_waiting(session)


def forget_documents(machinery: Machinery) -> None:
    """Forget capture jobs that ended long ago."""
    with machinery.database.writing() as session:
        forget_old(session, machinery.clock())


def _take(machinery: Machinery, work: Work) -> None:
    if work.behaviour is CaptureBehaviour.ROLLBACK:
        _all_or_nothing(machinery, work)
    else:
        _in_batches(machinery, work)
    log.info("document_taken", capture=work.capture_id.hex)


def _all_or_nothing(machinery: Machinery, work: Work) -> None:
    captured, unreadable = read_all(work.document)
    try:
        with machinery.database.writing() as session:
            if faults := take_whole(session, work, captured, unreadable, machinery.clock()):
                raise Wrong(faults)
    except Wrong as wrong:
        with machinery.database.writing() as session:
            finish(session, work, wrong.faults, machinery.clock())


def _in_batches(machinery: Machinery, work: Work) -> None:
    captured, unreadable = read_all(work.document)
    for already in range(work.done, len(captured), BATCH):
        if machinery.stopping.is_set():
            return
        with machinery.database.writing() as session:
            take_some(session, work, captured[already : already + BATCH], already, machinery.clock())
    with machinery.database.writing() as session:
        finish(session, work, unreadable, machinery.clock())
