"""Workers that are killed, frozen or poisoned, and storage that fails: published once, or stopped with a reason."""

import os
import shutil
import signal
import time

import pytest
from sqlalchemy import text

from store.ids import new_id
from store.tables import Clip
from store.words import ClipStatus
from tests.workers.conftest import until
from tracking.clips.attempts import MOST_STRIKES


@pytest.fixture
def long_footage(footage):
    """Enough to be caught in the middle of the pass."""
    return footage(seconds=12, width=640, height=360)


def test_a_clip_whose_worker_is_killed_in_the_pass_is_published_once_within_seconds(haulage, workers, long_footage):
    first = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.processing(clip_id, "pass")
    workers.start()
    first.kill()
    killed_at = time.monotonic()
    haulage.processing(clip_id, "download", attempt=2)
    assert time.monotonic() - killed_at < 20
    assert haulage.settled(clip_id).strikes == 1
    haulage.assert_published_once(clip_id, attempt=2)


def test_what_a_killed_worker_left_on_disk_is_removed_by_the_next(haulage, workers, long_footage):
    first = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.processing(clip_id, "pass")
    work = workers.settings.data / "work"
    first.kill()
    first.wait()
    left = list(work.iterdir())
    assert len(left) == 1
    workers.start()
    haulage.settled(clip_id)
    assert left[0] not in list(work.iterdir())
    haulage.assert_published_once(clip_id, attempt=2)


def test_a_frozen_worker_that_wakes_up_publishes_nothing(haulage, workers, long_footage):
    frozen = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.processing(clip_id, "pass")
    frozen.send_signal(signal.SIGSTOP)
    workers.start()
    haulage.settled(clip_id)
    frozen.send_signal(signal.SIGCONT)
    until(lambda: "superseded" in workers.log.read_text("utf-8") or frozen.poll() is not None)
    until(lambda: not list((workers.settings.data / "work").glob("*/*-1")) or frozen.poll() is not None)
    haulage.assert_published_once(clip_id, attempt=2)


def test_a_worker_told_to_end_hands_its_clip_back_at_once(haulage, workers, long_footage):
    first = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.processing(clip_id, "pass")
    first.terminate()
    assert first.wait(timeout=10) == 0
    assert haulage.clip(clip_id).status is ClipStatus.UPLOADED
    workers.start()
    assert haulage.settled(clip_id).strikes == 0
    haulage.assert_published_once(clip_id, attempt=2)


def test_a_clip_that_keeps_killing_its_worker_is_stopped(haulage, workers, own_database, long_footage):
    clip_id = haulage.send(long_footage)
    with own_database.writing() as session:
        session.get_one(Clip, clip_id).strikes = MOST_STRIKES - 2
    for attempt in (1, 2):
        worker = workers.start()
        haulage.processing(clip_id, "pass", attempt)
        worker.kill()
        worker.wait()
    workers.start()
    clip = haulage.settled(clip_id)
    assert (clip.status, clip.attempt) == (ClipStatus.FAILED, 2)
    assert clip.failure
    with own_database.reading() as session:
        assert session.execute(text("SELECT status::text FROM procrastinate_jobs")).scalars().all() == ["failed"]


def test_a_clip_that_breaks_our_code_is_stopped_after_a_few_tries(haulage, workers, own_database, footage):
    clip_id = haulage.send(footage(seconds=2))
    with own_database.writing() as session:
        session.get_one(Clip, clip_id).strikes = MOST_STRIKES - 1
        key = session.execute(text("SELECT key FROM upload")).scalar_one()
    haulage.objects.delete([key])
    workers.start()
    clip = haulage.settled(clip_id)
    assert (clip.status, clip.failure) == (ClipStatus.FAILED, f"FileNotFoundError: {key}")


def test_the_same_job_twice_is_harmless(haulage, workers, own_database, footage):
    clip_id = haulage.send(footage(seconds=2))
    with own_database.writing() as session:
        for _ in range(2):
            session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
                    "SELECT queue_name, task_name, NULL, args FROM procrastinate_jobs LIMIT 1"
                )
            )
    workers.start()
    workers.start()
    haulage.settled(clip_id)
    until(lambda: no_job_is_left(own_database))
    clip = haulage.clip(clip_id)
    haulage.assert_published_once(clip_id, attempt=clip.published_attempt)


def no_job_is_left(database) -> bool:
    with database.reading() as session:
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        return session.execute(text(waiting)).scalar() == 0


def test_a_worker_that_died_between_its_commit_and_settling_its_job_left_nothing_to_do(
    haulage, workers, own_database, footage
):
    clip_id = haulage.send(footage(seconds=2))
    with own_database.writing() as session:
        job = session.execute(text("SELECT queue_name, task_name, lock, args::text FROM procrastinate_jobs")).one()
    first = workers.start()
    haulage.settled(clip_id)
    until(lambda: no_job_is_left(own_database))
    first.kill()
    first.wait()
    with own_database.writing() as session:
        session.execute(
            text(
                "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - interval '1 minute') RETURNING id) "
                "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id) "
                "SELECT :queue_name, :task_name, :lock, CAST(:args AS jsonb), 'doing', id FROM dead"
            ),
            job._asdict(),
        )
    workers.start()
    until(lambda: no_job_is_left(own_database))
    haulage.assert_published_once(clip_id, attempt=1)
    with own_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 0


def test_a_clip_whose_job_was_lost_is_nudged(haulage, workers, own_database, footage):
    clip_id = haulage.send(footage(seconds=2))
    with own_database.writing() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    workers.start()
    haulage.settled(clip_id)
    haulage.assert_published_once(clip_id, attempt=1)


def test_a_worker_without_its_database_ends_with_an_error(workers, own_url, server_url, own_database):
    worker = workers.start()
    until(lambda: "worker_started" in workers.log.read_text("utf-8"))
    own_database.close()
    with own_database.writing() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        session.execute(text("ALTER TABLE procrastinate_workers RENAME TO hidden_workers"))
    assert worker.wait(timeout=30) == 1


def test_a_full_disk_puts_the_clip_off_and_is_not_held_against_it(haulage, workers, footage, tmp_path):
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small file system needs root")
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k none '{small}' 2>/dev/null"):
        pytest.skip("a small file system cannot be mounted here")
    try:
        full = workers.start(DATA=str(small))
        clip_id = haulage.send(footage(seconds=3, width=640, height=360))
        until(lambda: "put_off" in workers.log.read_text("utf-8"))
        full.kill()
        full.wait()
    finally:
        os.system(f"umount '{small}'")
    workers.start()
    assert haulage.settled(clip_id).strikes <= 1
    assert haulage.clip(clip_id).status is ClipStatus.PUBLISHED


def test_a_job_for_a_clip_that_is_not_there_ends_in_peace(haulage, workers, own_database, footage):
    haulage.send(footage(seconds=2))
    with own_database.writing() as session:
        session.execute(
            text(
                "UPDATE procrastinate_jobs SET args = jsonb_build_object('clip_id', CAST(:id AS text)), lock = NULL"
            ),
            {"id": str(new_id())},
        )
    workers.start()
    until(lambda: no_job_is_left(own_database))
