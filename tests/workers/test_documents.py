"""Large documents in real workers: killed in the middle they go on where they were; the hopeless is given up."""

import json

from sqlalchemy import func, select, text, update

from store.clock import utc_now
from store.tables import EpcisCapture, EpcisEvent, ParkedEvent
from store.words import CaptureBehaviour
from tests.epcis.documents import car, document, event
from tests.fleet import make_carrier
from tests.workers.conftest import until
from tracking.epcis.captures import MOST_ATTEMPTS, accept, begin, forget_old
from workers.documents import BATCH

MANY = 800


def sent(database, behaviour=CaptureBehaviour.PROCEED, count=MANY):
    """A document about so many cars nobody ordered yet."""
    at = utc_now().isoformat(timespec="seconds")
    events = [event(at=at, epcList=[car(f"WP0ZZZ99Z{number:08d}")]) for number in range(count)]
    whole = document(*events, creationDate=at)
    with database.writing() as session:
        carrier = make_carrier(session)
        return accept(session, carrier.id, json.dumps(whole).encode(), count, behaviour, utc_now())


def row(database, capture):
    with database.reading() as session:
        return session.get_one(EpcisCapture, capture.id)


def counted(database, kind):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind))


def test_a_worker_killed_in_a_document_is_followed_by_one_that_goes_on(own_database, workers):
    capture = sent(own_database)
    first = workers.start()
    until(lambda: row(own_database, capture).done >= BATCH)
    first.kill()
    first.wait()
    there = row(own_database, capture)
    assert there.finished_at is None
    assert counted(own_database, EpcisEvent) == there.done < MANY
    workers.start()
    done = until(lambda: (now := row(own_database, capture)).finished_at and now, 60)
    assert (done.success, done.done, done.errors) == (True, MANY, [])
    assert counted(own_database, EpcisEvent) == counted(own_database, ParkedEvent) == MANY


def test_a_document_that_gets_nowhere_is_given_up_and_says_so(own_database):
    capture = sent(own_database, CaptureBehaviour.ROLLBACK, count=1)
    for _ in range(MOST_ATTEMPTS):
        with own_database.writing() as session:
            assert begin(session, capture.carrier_id, utc_now())
    with own_database.writing() as session:
        assert begin(session, capture.carrier_id, utc_now()) is None
    ended = row(own_database, capture)
    assert ended.success is False
    assert [error["code"] for error in ended.errors] == ["capture_failed"]


def test_jobs_are_forgotten_after_a_month_and_what_they_captured_is_not(own_database):
    capture = sent(own_database, count=1)
    with own_database.writing() as session:
        ended = {"finished_at": utc_now(), "success": True, "document": None}
        session.execute(update(EpcisCapture).values(**ended))
        forget_old(session, utc_now())
        assert session.get(EpcisCapture, capture.id) is not None
        session.execute(text("UPDATE epcis_capture SET finished_at = now() - interval '31 days'"))
        forget_old(session, utc_now())
    with own_database.reading() as session:
        assert session.get(EpcisCapture, capture.id) is None
