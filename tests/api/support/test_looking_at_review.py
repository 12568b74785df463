"""Who looked at which held clips is known, and a page that asks every few seconds does not fill the audit."""

from datetime import timedelta

from store.words import ClipStatus
from tests.rows import make_clip, make_upload
from tracking.review import looking


def held(session):
    clip = make_clip(session, status=ClipStatus.HELD, held_attempt=1, published_attempt=None)
    make_upload(session, clip)
    return f"clp_{clip.id.hex}"


def lines(audited):
    return [line.details["shown"] for line in audited("review_seen")]


def test_a_look_at_the_list_is_recorded_with_the_clips_it_showed(agent, session, audited):
    clips = [held(session), held(session)]
    agent.get("/v1/support/review?limit=1")
    assert lines(audited) == [clips[:1]]
    [line] = audited("review_seen")
    assert (line.subject_kind, line.subject_id, str(line.audience)) == ("clip", None, "console")


def test_the_same_list_again_is_the_same_look_until_something_new_is_in_it(agent, session, audited, clock):
    first = held(session)
    for _again in range(3):
        agent.get("/v1/support/review")
        clock.forward(seconds=10)
    assert lines(audited) == [[first]]
    second = held(session)
    agent.get("/v1/support/review")
    assert lines(audited) == [[first], [first, second]]


def test_a_look_long_after_is_another_look(agent, session, audited, clock, monkeypatch):
    monkeypatch.setattr(looking, "ONE_LOOK", timedelta(minutes=1))  # sooner than a token ends
    first = held(session)
    agent.get("/v1/support/review")
    clock.forward(seconds=61)
    agent.get("/v1/support/review")
    assert lines(audited) == [[first], [first]]


def test_everybody_s_look_counts_for_itself(agent, supervisor, session, audited):
    first = held(session)
    for who in (agent, supervisor):
        who.get("/v1/support/review")
    assert lines(audited) == [[first], [first]]
    assert len({line.actor_id for line in audited("review_seen")}) == 2


def test_an_empty_list_shows_nothing_and_says_nothing(agent, audited):
    agent.get("/v1/support/review")
    assert lines(audited) == []
