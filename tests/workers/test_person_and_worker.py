"""A person's decision and a worker that is at the same clip."""

import httpx

from store.clock import utc_now
from store.ids import new_id
from store.tables import Agent
from store.words import AgentRole, Audience, ClipStatus, Locale
from tests.workers.conftest import until
from tracking.review.decisions import hold, release, reprocess
from tracking.sign_in.identity import Caller


def agent_of(session):
    mei = Agent(
        email="mei@example.com",
        name="Mei",
        role=AgentRole.AGENT,
        locale=Locale.EN,
        password_hash="unset",
        created_at=utc_now(),
    )
    session.add(mei)
    session.flush()
    return Caller(Audience.CONSOLE, new_id(), agent_id=mei.id, role=AgentRole.AGENT)


def test_footage_held_before_its_worker_is_done_waits_whole_and_is_released_without_it(haulage, workers, footage):
    clip_id = haulage.send(footage(seconds=2))
    with haulage.database.writing() as session:
        agent = agent_of(session)
        hold(session, agent, clip_id, "wait for me", utc_now())
    worker = workers.start()
    clip = haulage.settled(clip_id)
    assert (clip.status, clip.held_attempt, clip.published_attempt) == (ClipStatus.HELD, 1, None)
    worker.kill()
    _, renditions, entries = haulage.shown(clip_id)
    assert entries == []
    for rendition in renditions:
        assert httpx.head(haulage.objects.presign_get(rendition.key, 60, head=True)).status_code == 200
    with haulage.database.writing() as session:
        release(session, agent, clip_id, "all is well", utc_now())
    haulage.assert_published_once(clip_id, attempt=1)


def test_footage_rejected_the_second_time_loses_its_files_at_once_and_never_those_of_a_later_attempt(
    haulage, workers, footage, tmp_path
):
    clip_id = haulage.send(footage(seconds=2))
    worker = workers.start()
    haulage.settled(clip_id)
    worker.kill()
    worker.wait()
    with haulage.database.writing() as session:
        reprocess(session, agent_of(session), clip_id, "once more", utc_now())
    later = tmp_path / "later"
    later.write_bytes(b"x")
    haulage.objects.put(f"published/{clip_id.hex}/9/360p.mp4", later, "video/mp4")
    workers.start(MIN_CLIP_S="5")
    assert haulage.settled(clip_id).status is ClipStatus.REJECTED
    until(lambda: {key.split("/")[2] for key in haulage.objects.keys("published/")} <= {"2", "9"})
    assert f"published/{clip_id.hex}/9/360p.mp4" in haulage.objects.keys("published/")
