"""Jobs are made in the transaction of the change they follow."""

from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.orm import Session

from store.database import API_ROLE, Database
from store.queue import defer, is_migrated


class Interrupted(Exception):
    pass


def waiting(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")).scalar_one())


def test_a_job_is_there_when_its_transaction_commits(own_url: str) -> None:
    database = Database(own_url, role=API_ROLE)
    with database.writing() as session:
        assert defer(session, "process_clip", clip_id="clp_1")
    with database.reading() as session:
        assert waiting(session) == 1
    database.close()


def test_a_job_goes_with_its_transaction_when_that_is_rolled_back(own_database: Database) -> None:
    with suppress(Interrupted), own_database.writing() as session:
        defer(session, "process_clip", clip_id="clp_1")
        raise Interrupted
    with own_database.reading() as session:
        assert waiting(session) == 0


def test_one_waiting_job_a_lock_is_enough_and_the_transaction_goes_on(own_database: Database) -> None:
    with own_database.writing() as session:
        assert defer(session, "process_clip", queueing_lock="clp_1", clip_id="clp_1")
        assert not defer(session, "process_clip", queueing_lock="clp_1", clip_id="clp_1")
        assert waiting(session) == 1
    with own_database.reading() as session:
        assert waiting(session) == 1
        assert is_migrated(session)
