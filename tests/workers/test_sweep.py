"""What nobody came back for is finished, given up, or freed."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from store.clock import utc_now
from store.database import WORKER_ROLE, Database
from store.objects import ObjectStore, Part, StorageDown
from store.tables import Clip, LimitCounter, OwedRenditions, Upload
from store.words import ClipStatus, UploadStatus
from tests.storage_proxy import storage_proxy
from tracking.clips.attempts import Attempt, outputs_prefix
from tracking.clips.owed import MOST_STRIKES, owe
from tracking.clips.waiting import with_dead_attempts
from workers.folders import WorkFolders
from workers.machinery import Machinery
from workers.rounds import claim
from workers.sweep import nudge_clips, purge_expired, remove_leftovers, sweep_uploads, tidy

FOOTAGE = b"footage" * 10


@pytest.fixture
def machinery(own_settings, objects, clock, tmp_path):
    """The worker's machinery in the test's own process, with a clock that the test moves."""
    database = Database(own_settings.database_url, role=WORKER_ROLE)
    folders = WorkFolders(tmp_path / "work")
    clock.moment = utc_now()
    yield Machinery(own_settings, database, objects, folders, clock)
    database.close()
    folders.close()


def upload_row(database) -> Upload:
    with database.reading() as session:
        upload = session.scalars(select(Upload)).one()
        _ = upload.clip
        return upload


def jobs(database) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()


def test_an_upload_whose_parts_are_all_there_is_finished(machinery, haulage, clock):
    haulage.send_parts(haulage.announce(FOOTAGE), FOOTAGE)
    sweep_uploads(machinery)
    assert jobs(haulage.database) == 0, "its caller has a minute to come back"
    clock.forward(minutes=2)
    sweep_uploads(machinery)
    upload = upload_row(haulage.database)
    assert (upload.status, upload.clip.status) == (UploadStatus.COMPLETED, ClipStatus.UPLOADED)
    assert jobs(haulage.database) == 1


def test_an_upload_whose_object_is_whole_is_settled(machinery, haulage, clock):
    upload = haulage.announce(FOOTAGE)
    sent = haulage.send_parts(upload, FOOTAGE)
    haulage.objects.complete(upload.key, upload.multipart_id, [Part(n, etag.strip('"'), 0) for n, etag in sent])
    clock.forward(minutes=2)
    sweep_uploads(machinery)
    assert upload_row(haulage.database).clip.status is ClipStatus.UPLOADED


def test_an_unfinished_upload_is_left_until_it_expires_and_then_freed(machinery, haulage, clock):
    haulage.announce(bytes(9 << 20))
    clock.forward(days=6)
    sweep_uploads(machinery)
    assert upload_row(haulage.database).status is UploadStatus.AWAITING_PARTS
    clock.forward(days=2)
    sweep_uploads(machinery)
    upload = upload_row(haulage.database)
    assert (upload.status, upload.clip.status) == (UploadStatus.ABORTED, ClipStatus.REMOVED)
    assert list(haulage.objects.multiparts("incoming/")) == []


def test_storage_is_asked_about_an_upload_once_a_minute(machinery, haulage, clock):
    haulage.announce(FOOTAGE)
    clock.forward(minutes=2)
    first = clock()
    sweep_uploads(machinery)
    clock.forward(seconds=30)
    sweep_uploads(machinery)
    assert upload_row(haulage.database).checked_at == first


def test_multiparts_that_belong_to_no_open_upload_are_aborted(machinery, haulage):
    ours = haulage.announce(FOOTAGE)
    haulage.objects.begin_multipart("incoming/nobody", "video/mp4")
    haulage.objects.begin_multipart(ours.key, "video/mp4")
    remove_leftovers(machinery)
    assert list(haulage.objects.multiparts("incoming/")) == [(ours.key, ours.multipart_id)]


def test_an_upload_that_is_just_beginning_is_left_alone(machinery, haulage, own_database):
    upload = haulage.announce(FOOTAGE)
    with own_database.writing() as session:
        session.get_one(Upload, upload.id).multipart_id = None
    remove_leftovers(machinery)
    assert list(haulage.objects.multiparts("incoming/")) == [(upload.key, upload.multipart_id)]


def test_what_dead_attempts_stored_is_deleted_and_what_buyers_see_stays(
    machinery, haulage, own_database, clock, tmp_path
):
    clip_id = haulage.announce(FOOTAGE).clip_id
    file = tmp_path / "file"
    file.write_bytes(b"x")
    for attempt in (1, 2, 3):
        haulage.objects.put(f"{outputs_prefix(clip_id)}{attempt}/360p.mp4", file, "video/mp4")
    with own_database.writing() as session:
        clip = session.get_one(Clip, clip_id)
        clip.status, clip.status_at, clip.attempt, clip.published_attempt = ClipStatus.PUBLISHED, clock(), 3, 3
    remove_leftovers(machinery)
    assert list(haulage.objects.keys("published/")) == [f"{outputs_prefix(clip_id)}3/360p.mp4"]


@pytest.fixture
def outputs(haulage, own_database, clock, tmp_path):
    """Stored outputs of these attempts at a clip whose row says `about`; the clip's id."""

    def store(attempts, **about):
        clip_id = haulage.announce(FOOTAGE).clip_id
        file = tmp_path / "file"
        file.write_bytes(b"x")
        for attempt in attempts:
            haulage.objects.put(f"{outputs_prefix(clip_id)}{attempt}/360p.mp4", file, "video/mp4")
        with own_database.writing() as session:
            clip = session.get_one(Clip, clip_id)
            for name, value in ({"status_at": clock(), "attempt": max(attempts)} | about).items():
                setattr(clip, name, value)
        return clip_id

    return store


def test_what_is_made_while_the_sweep_is_at_it_stays(machinery, haulage, own_database, outputs):
    clip_id = outputs((1, 2, 3), status=ClipStatus.PUBLISHED, attempt=2, published_attempt=2)
    tidy(machinery, haulage.clip(clip_id))  # attempt 3 was made since
    assert {key.split("/")[2] for key in haulage.objects.keys("published/")} == {"2", "3"}


def test_what_the_last_try_at_a_size_stored_before_its_worker_died_is_deleted(
    machinery, haulage, own_database, outputs, clock, tmp_path
):
    clip_id = outputs((1,), status=ClipStatus.PUBLISHED, published_attempt=1)
    with own_database.writing() as session:
        owe(
            session,
            session.get_one(Clip, clip_id),
            Attempt(clip_id, 1, "", 1, b"", clock(), clock()),
            ["720p"],
            clock(),
        )
        session.get_one(OwedRenditions, clip_id).tries = MOST_STRIKES
    added = f"{outputs_prefix(clip_id)}1/added-"
    for number in range(1, MOST_STRIKES + 2):
        machinery.objects.put(f"{added}{number}/720p.mp4", tmp_path / "file", "video/mp4")
    remove_leftovers(machinery)
    assert len(list(haulage.objects.keys(added))) == MOST_STRIKES + 1, "a try may be at it"
    with own_database.writing() as session:
        owed = session.get_one(OwedRenditions, clip_id)
        owed.failure, owed.gave_up_at = "its worker died", clock()
    remove_leftovers(machinery)
    newer = f"{added}{MOST_STRIKES + 1}/720p.mp4"  # of somebody who tries again meanwhile
    assert list(haulage.objects.keys("published/")) == [f"{outputs_prefix(clip_id)}1/360p.mp4", newer]


def test_the_files_of_a_removed_clip_are_deleted_however_long_storage_was_away(
    machinery, haulage, own_settings, outputs, clock
):
    outputs((1,), status=ClipStatus.REMOVED)
    with storage_proxy(own_settings.s3_endpoint) as proxy:
        proxy.refusing = (b"DELETE",)
        away = ObjectStore(replace(own_settings, s3_endpoint=proxy.endpoint))
        with pytest.raises(StorageDown):
            remove_leftovers(replace(machinery, objects=away))
    clock.forward(days=3)
    assert list(haulage.objects.keys("published/"))
    remove_leftovers(machinery)
    assert list(haulage.objects.keys("published/")) == []


def test_a_clip_that_was_tidied_is_looked_at_again_only_when_it_changed(machinery, own_database, outputs, clock):
    clip_id = outputs((1, 2), status=ClipStatus.PUBLISHED, published_attempt=2)
    remove_leftovers(machinery)
    clock.forward(days=1)

    def waiting():
        with own_database.reading() as session:
            return [clip.id for clip in with_dead_attempts(session, clock())]

    assert waiting() == []
    with own_database.writing() as session:
        session.get_one(Clip, clip_id).status_at = clock() - timedelta(hours=1)
    assert waiting() == [clip_id]


def test_a_clip_in_work_keeps_its_outputs(machinery, haulage, own_database, clock, tmp_path):
    clip_id = haulage.announce(FOOTAGE).clip_id
    file = tmp_path / "file"
    file.write_bytes(b"x")
    haulage.objects.put(f"{outputs_prefix(clip_id)}2/360p.mp4", file, "video/mp4")
    with own_database.writing() as session:
        clip = session.get_one(Clip, clip_id)
        clip.status, clip.status_at, clip.attempt = ClipStatus.PROCESSING, clock(), 2
    remove_leftovers(machinery)
    assert len(list(haulage.objects.keys("published/"))) == 1


def test_only_clips_without_a_live_job_are_nudged(machinery, haulage, clock):
    haulage.send(FOOTAGE)
    clock.forward(seconds=30)
    nudge_clips(machinery)
    assert jobs(haulage.database) == 1
    with haulage.database.writing() as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    nudge_clips(machinery)
    nudge_clips(machinery)
    assert jobs(haulage.database) == 2


def test_expired_counters_are_purged_and_live_ones_stay(machinery, own_database, clock):
    with own_database.writing() as session:
        for key, expires_at in (("old", clock() - timedelta(days=2)), ("live", clock())):
            session.add(LimitCounter(key=key, window_start=clock(), count=1, expires_at=expires_at))
    purge_expired(machinery)
    with own_database.reading() as session:
        assert session.scalars(select(LimitCounter.key)).all() == ["live"]


def test_of_many_processes_one_goes_a_round(own_database, clock):
    claimed = []

    def ask() -> None:
        with own_database.writing() as session:
            claimed.append(claim(session, "round:test", timedelta(minutes=10), clock()))

    for expected in (1, 2):
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(claimed) == expected
        clock.forward(minutes=10)
