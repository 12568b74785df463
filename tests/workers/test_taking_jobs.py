"""Whose job is whose, when it comes again, and folders that outlive nobody."""

import asyncio
import os
from contextlib import contextmanager

import procrastinate
import pytest
from procrastinate.jobs import Job, Status
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from store.clock import utc_now
from store.database import WORKER_ROLE, Database
from workers.folders import WorkFolders
from workers.machinery import Machinery
from workers.process_clip import process_clip
from workers.queue import LONGEST_PAUSE_S, Again, make_app
from workers.trying import TryAgain, is_around_us


@pytest.fixture
def folders(tmp_path):
    folders = WorkFolders(tmp_path / "work")
    yield folders
    folders.close()


@pytest.fixture
def machinery(own_settings, own_database, objects, folders):
    return Machinery(own_settings, own_database, objects, folders, utc_now)


def status_of_jobs(database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(text("SELECT status::text FROM procrastinate_jobs")).scalars())


def test_a_worker_does_not_settle_a_job_that_another_one_has(machinery, haulage, own_database):
    haulage.send(b"footage")

    async def zombie_and_heir(settle) -> None:
        async with make_app(machinery).open_async() as app:
            jobs = app.job_manager
            zombie, heir = [await jobs.register_worker() for _ in range(2)]
            its_job = await jobs.fetch_job(queues=["media"], worker_id=zombie)
            await procrastinate.manager.JobManager.retry_job(jobs, its_job)
            assert (await jobs.fetch_job(queues=["media"], worker_id=heir)).id == its_job.id
            await settle(jobs, its_job)
            assert status_of_jobs(own_database) == ["doing"]
            await jobs.prune_stalled_workers(-1)
            await settle(jobs, its_job)
            assert status_of_jobs(own_database) == ["doing"]
            await procrastinate.manager.JobManager.retry_job(jobs, its_job)

    for settle in (
        lambda jobs, job: jobs.finish_job(job, Status.SUCCEEDED, delete_job=True),
        lambda jobs, job: jobs.retry_job(job),
    ):
        asyncio.run(zombie_and_heir(settle))


def test_the_worker_s_connections_have_the_worker_s_rights(machinery):
    async def role() -> str:
        async with make_app(machinery).open_async() as app:
            row = await app.connector.execute_query_one_async(query="SELECT current_user::text AS role")
            return row["role"]

    assert asyncio.run(role()) == WORKER_ROLE


def pause(error: Exception, attempts: int) -> float | None:
    job = Job(queue="media", lock=None, queueing_lock=None, task_name="process_clip", attempts=attempts)
    decision = Again().get_retry_decision(exception=error, job=job)
    return None if decision is None else round((decision.retry_at - utc_now()).total_seconds())


def test_a_job_comes_again_only_when_it_asks_and_ever_more_slowly():
    assert [pause(TryAgain(), attempts) for attempts in (0, 1, 3, 50)] == [1, 2, 8, LONGEST_PAUSE_S]
    assert pause(TryAgain(at_once=True), 50) == 0
    assert pause(ValueError(), 0) is None


@pytest.mark.parametrize(
    ("error", "around_us"),
    [
        (OSError(28, "No space left on device"), True),
        (ConnectionResetError(), True),
        (PermissionError(13, "x"), False),
        (ValueError(), False),
    ],
)
def test_only_what_the_clip_has_nothing_to_do_with_is_not_held_against_it(error, around_us):
    assert is_around_us(error) is around_us


class LosesAnswer(Database):
    """A database whose line breaks, once, after it committed that a clip is published."""

    lost = False

    @contextmanager
    def writing(self, caller=""):
        with super().writing(caller) as session:
            yield session
            published = session.execute(text("SELECT count(*) FROM clip WHERE status = 'published'")).scalar()
        if published and not self.lost:
            self.lost = True
            raise OperationalError("COMMIT", {}, Exception("connection lost"))


def test_a_commit_whose_answer_was_lost_keeps_its_files(machinery, own_settings, haulage, footage):
    clip_id = haulage.send(footage(seconds=2))
    broken = LosesAnswer(own_settings.database_url, role=WORKER_ROLE)
    lossy = Machinery(own_settings, broken, machinery.objects, machinery.folders, utc_now)
    with pytest.raises(TryAgain):
        process_clip(lossy, clip_id, lambda: False)
    broken.close()
    haulage.assert_published_once(clip_id, attempt=1)
    process_clip(machinery, clip_id, lambda: False)
    haulage.assert_published_once(clip_id, attempt=1)


def test_folders_of_the_living_stay_and_those_of_the_dead_go(tmp_path, folders):
    dead = WorkFolders(tmp_path / "work")
    with dead.fresh("clip-1") as folder:
        (folder / "source").write_bytes(b"x")
        assert WorkFolders(tmp_path / "work").own != dead.own
        assert (folder / "source").exists()
    assert not folder.exists()
    dead.own.joinpath("left").write_bytes(b"x")
    os.close(dead._lock)  # as the system does for a killed process
    WorkFolders(tmp_path / "work").close()
    assert not dead.own.exists()
    assert folders.own.exists()


def test_a_folder_is_removed_whatever_happened_in_it(folders):
    with pytest.raises(ValueError, match="broken"), folders.fresh("clip-1") as folder:
        (folder / "source").write_bytes(b"x")
        raise ValueError("broken")
    assert not folder.exists()
