"""A copied clip is published with its largest and smallest size; the one between follows, and disturbs nobody."""

import hashlib
import signal
import time

import pytest
from sqlalchemy import select, text

from store.clock import utc_now
from store.queue import has_live_job
from store.tables import Clip, Order, OwedRenditions, Rendition, WebhookDelivery
from store.words import ClipStatus
from tests.certificates import signing_certificate
from tests.storage_proxy import storage_proxy
from tests.workers.conftest import until
from tests.workers.test_person_and_worker import agent_of
from tracking.clips.owed import LONGEST_WAIT, MOST_STRIKES
from tracking.review.decisions import hold, release, remove, reprocess


@pytest.fixture
def sane_footage(footage):
    """What is copied, and has three sizes."""
    return footage(seconds=2, width=1920, height=1080, rate=10)


@pytest.fixture
def long_footage(footage):
    """Enough to be caught while the size that is owed is made."""
    return footage(seconds=15, width=1920, height=1080, rate=20)


def owed(haulage, clip_id) -> OwedRenditions | None:
    with haulage.database.reading() as session:
        return session.get(OwedRenditions, clip_id)


def names(haulage, clip_id) -> list[str]:
    """The sizes that there are, the largest first."""
    _, renditions, _ = haulage.shown(clip_id)
    videos = sorted((each for each in renditions if each.kind == "video"), key=lambda each: -each.width)
    return [each.name for each in videos]


def stored(haulage, clip_id) -> set[str]:
    return set(haulage.objects.keys(f"published/{clip_id.hex}/"))


def rows_of(haulage, clip_id) -> set[str]:
    with haulage.database.reading() as session:
        return set(session.scalars(select(Rendition.key).where(Rendition.clip_id == clip_id)))


def begun(haulage, clip_id, number=1) -> OwedRenditions:
    """What is owed by a published clip once this try has begun."""
    assert haulage.clip(clip_id).status is ClipStatus.PUBLISHED

    def there():
        row = owed(haulage, clip_id)
        assert row is not None, "it was done before it could be caught"
        return row.tries == number and row.began_at is not None and row

    return until(there, within_s=120)


def no_job_is_left(haulage) -> bool:
    with haulage.database.reading() as session:
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        return session.execute(text(waiting)).scalar() == 0


def finished(haulage, clip_id, attempt=1) -> None:
    """All three sizes are there, whole, and nothing else is."""
    until(lambda: owed(haulage, clip_id) is None, within_s=180)
    assert names(haulage, clip_id) == ["1080p", "720p", "360p"]
    _, renditions, _ = haulage.shown(clip_id)
    assert {each.attempt for each in renditions} == {attempt}
    until(lambda: stored(haulage, clip_id) == rows_of(haulage, clip_id))
    for each in renditions:
        content = b"".join(haulage.objects.chunks(each.key, 1 << 20))
        assert (len(content), hashlib.sha256(content).digest()) == (each.size, each.sha256)


def test_the_size_that_is_owed_follows_as_another_seq_of_the_same_news(haulage, workers, sane_footage):
    with haulage.database.writing() as session:
        before = session.get_one(Order, haulage.stage.order_id).heard
    workers.start()
    clip_id = haulage.send(sane_footage)
    clip = haulage.settled(clip_id, 120)
    assert clip.status is ClipStatus.PUBLISHED, (clip.verdict_code, clip.failure)
    with haulage.database.reading() as session:
        heard = session.get_one(Order, haulage.stage.order_id).heard
        told = session.scalars(select(WebhookDelivery)).all()
    finished(haulage, clip_id)
    [cut], renditions, [entry] = haulage.shown(clip_id)
    assert (entry.first_seq, entry.seq, entry.removed) == (1, 2, False)
    assert cut.proof["renditions"] == {each.name: each.sha256.hex() for each in renditions if each.kind == "video"}
    assert '"720p"' in entry.body_en
    with haulage.database.reading() as session:
        order = session.get_one(Order, haulage.stage.order_id)
        assert (order.latest_seq, order.heard) == (2, heard), "nothing was heard from the road"
        assert len(session.scalars(select(WebhookDelivery)).all()) == len(told)
    assert heard != before
    assert haulage.clip(clip_id).status_at == clip.status_at


def test_sizes_made_later_are_cut_where_the_others_are(haulage, workers, footage):
    workers.start()
    clip_id = haulage.send(footage(seconds=4, width=1920, height=1080, rate=10))
    haulage.settled(clip_id, 120)
    finished(haulage, clip_id)
    _, renditions, _ = haulage.shown(clip_id)
    cuts = [[piece[2] for piece in each.segments] for each in renditions if each.kind == "video"]
    assert len(cuts[0]) > 1
    assert all(each == pytest.approx(cuts[0], abs=0.002) for each in cuts)


def test_a_signed_clip_gets_its_size_too_and_stays_signed(haulage, workers, sane_footage):
    certificates, key = signing_certificate()
    workers.start(C2PA_CERTIFICATE=certificates, C2PA_KEY=key)
    clip_id = haulage.send(sane_footage)
    haulage.settled(clip_id, 120)
    [before], _, _ = haulage.shown(clip_id)
    finished(haulage, clip_id)
    [cut], _, _ = haulage.shown(clip_id)
    assert (cut.proof["signed"], cut.proof["sha256"]) == (True, before.proof["sha256"])


def test_a_worker_killed_in_the_middle_is_followed_by_another_and_leaves_nothing(haulage, workers, long_footage):
    first = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    first.kill()
    workers.start()
    finished(haulage, clip_id)
    assert haulage.clip(clip_id).strikes == 0


def test_what_a_killed_worker_had_stored_already_goes(haulage, workers, sane_footage, own_settings):
    with storage_proxy(own_settings.s3_endpoint) as proxy:
        first = workers.start(S3_ENDPOINT=proxy.endpoint)
        clip_id = haulage.send(sane_footage)
        haulage.settled(clip_id, 120)
        proxy.pause_s = 1.0  # long enough between storing and saying so
        until(lambda: any("/added-1/" in key for key in stored(haulage, clip_id)), 120)
        first.kill()
        first.wait()
    if owed(haulage, clip_id) is None:
        pytest.fail("the row was settled before the worker was killed")
    workers.start()
    finished(haulage, clip_id)
    assert not any("/added-1/" in key for key in stored(haulage, clip_id))


def test_a_frozen_worker_that_wakes_up_adds_nothing_and_leaves_nothing(haulage, workers, long_footage):
    frozen = workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    frozen.send_signal(signal.SIGSTOP)
    workers.start()
    finished(haulage, clip_id)
    frozen.send_signal(signal.SIGCONT)
    until(lambda: "superseded" in workers.log.read_text("utf-8") or frozen.poll() is not None, 120)
    finished(haulage, clip_id)
    _, _, [entry] = haulage.shown(clip_id)
    assert entry.seq == 2


def test_a_clip_held_meanwhile_gets_its_size_and_shows_it_when_it_is_released(haulage, workers, long_footage):
    workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    with haulage.database.writing() as session:
        agent = agent_of(session)
        hold(session, agent, clip_id, "let me see", utc_now())
    finished(haulage, clip_id)
    _, _, entries = haulage.shown(clip_id)
    assert [entry.removed for entry in entries] == [True]
    with haulage.database.writing() as session:
        release(session, agent, clip_id, "all is well", utc_now())
    [cut], _, [entry] = haulage.shown(clip_id)
    assert (entry.removed, set(cut.proof["renditions"])) == (False, {"1080p", "720p", "360p"})


def test_a_clip_removed_meanwhile_keeps_nothing(haulage, workers, long_footage):
    workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    with haulage.database.writing() as session:
        prefixes = remove(session, agent_of(session), clip_id, "not theirs", utc_now())
    haulage.objects.delete([key for prefix in prefixes for key in haulage.objects.keys(prefix)])
    until(lambda: no_job_is_left(haulage), 120)
    assert owed(haulage, clip_id) is None
    assert (rows_of(haulage, clip_id), stored(haulage, clip_id)) == (set(), set())


def test_a_clip_made_anew_meanwhile_owes_what_the_new_attempt_owes(haulage, workers, long_footage):
    workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    with haulage.database.writing() as session:
        reprocess(session, agent_of(session), clip_id, "once more", utc_now())
    until(lambda: haulage.clip(clip_id).published_attempt == 2, 240)
    finished(haulage, clip_id, attempt=2)
    assert "superseded" in workers.log.read_text("utf-8") or "handed_back" in workers.log.read_text("utf-8")


def test_boxes_drawn_meanwhile_are_not_passed_by(haulage, workers, long_footage):
    workers.start()
    clip_id = haulage.send(long_footage)
    haulage.settled(clip_id, 240)
    begun(haulage, clip_id)
    box = {"x": 0.1, "y": 0.1, "w": 0.2, "h": 0.2, "from_s": 0.0, "to_s": 1.0}
    with haulage.database.writing() as session:
        session.get_one(Clip, clip_id).redactions = [box]
    until(lambda: "superseded" in workers.log.read_text("utf-8"), 120)
    assert names(haulage, clip_id) == ["1080p", "360p"]
    until(lambda: stored(haulage, clip_id) == rows_of(haulage, clip_id))
    with haulage.database.writing() as session:
        session.get_one(Clip, clip_id).redactions = None
    finished(haulage, clip_id)


def test_storage_that_is_down_puts_it_off_and_is_not_held_against_it(haulage, workers, sane_footage, own_settings):
    with storage_proxy(own_settings.s3_endpoint) as proxy:
        clip_id = published_alone(haulage, workers, sane_footage)
        proxy.refusing = (b"GET",)
        workers.start(S3_ENDPOINT=proxy.endpoint)
        until(lambda: "put_off" in workers.log.read_text("utf-8"), 60)
        assert owed(haulage, clip_id).strikes == 0
        proxy.refusing = ()
        finished(haulage, clip_id)


def published_alone(haulage, workers, sane_footage):
    """A published clip whose worker ended before it made what is owed."""
    worker = workers.start()
    clip_id = haulage.send(sane_footage)
    haulage.settled(clip_id, 120)
    worker.terminate()
    worker.wait()
    assert owed(haulage, clip_id) is not None
    return clip_id


def test_a_largest_size_that_is_not_what_was_stored_is_given_up_and_the_clip_plays_on(
    haulage, workers, sane_footage, tmp_path
):
    clip_id = published_alone(haulage, workers, sane_footage)
    _, renditions, [entry] = haulage.shown(clip_id)
    top = max((each for each in renditions if each.kind == "video"), key=lambda each: each.width)
    other = tmp_path / "other.mp4"
    other.write_bytes(b"".join(haulage.objects.chunks(top.key, 1 << 20))[:-1] + b"x")
    haulage.objects.put(top.key, other, "video/mp4")
    with haulage.database.writing() as session:
        session.get_one(OwedRenditions, clip_id).strikes = MOST_STRIKES - 1
    workers.start()
    row = until(lambda: (row := owed(haulage, clip_id)).gave_up_at and row, 60)
    assert "is not what was stored" in row.failure
    clip = haulage.clip(clip_id)
    assert (clip.status, clip.strikes, names(haulage, clip_id)) == (ClipStatus.PUBLISHED, 0, ["1080p", "360p"])
    until(lambda: no_job_is_left(haulage))
    with haulage.database.reading() as session:
        failed = session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs")).all()
        assert ("add_renditions", "failed") in [tuple(each) for each in failed]
        assert session.get_one(type(entry), entry.id).seq == entry.seq


def test_a_clip_whose_job_was_lost_is_nudged(haulage, workers, sane_footage):
    clip_id = published_alone(haulage, workers, sane_footage)
    with haulage.database.writing() as session:
        session.execute(text("DELETE FROM procrastinate_jobs"))
    workers.start()
    finished(haulage, clip_id)


def test_a_clip_that_waits_to_be_seen_goes_first_though_it_came_later(haulage, workers, long_footage, footage):
    workers.start()
    first = haulage.send(long_footage)
    haulage.settled(first, 240)
    begun(haulage, first)
    began = time.monotonic()
    second = haulage.send(footage(seconds=2))
    haulage.settled(second, 60)
    assert owed(haulage, first) is not None, f"it was made before the clip, which waited {time.monotonic() - began} s"
    finished(haulage, first)


def test_what_is_owed_for_long_comes_before_newer_clips(haulage, workers, sane_footage, own_database):
    clip_id = published_alone(haulage, workers, sane_footage)
    with own_database.writing() as session:
        assert has_live_job(session, f"owed:{clip_id.hex}")
        session.execute(text("UPDATE procrastinate_events SET at = at - :long"), {"long": LONGEST_WAIT})
    machine_priority = "SELECT priority FROM procrastinate_jobs WHERE task_name = 'add_renditions'"
    with own_database.reading() as session:
        assert session.execute(text(machine_priority)).scalar() == -1
    from tracking.clips.waiting import nudge_owing

    with own_database.writing() as session:
        nudge_owing(session, utc_now())
        assert session.execute(text(machine_priority)).scalar() == 0
