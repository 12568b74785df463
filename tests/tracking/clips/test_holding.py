"""Clips that wait for a person: what is kept, what buyers see meanwhile, what becomes of what was shown before."""

import pytest
from sqlalchemy import select

from store.tables import Agent, Cut, Rendition, TimelineEntry
from store.words import AgentRole, ClipStatus, CutStatus, Locale, VerdictCode
from tests.fleet import make_stage
from tests.tracking.clips.conftest import made_by
from tracking.clips.attempts import MOST_STRIKES, Superseded, is_kept, move, strike, take
from tracking.clips.cuts import add_cars
from tracking.clips.settle import hold, publish, reject
from tracking.clips.waiting import is_left_over, with_dead_attempts


@pytest.fixture
def agent(session, clock) -> Agent:
    agent = Agent(
        email="mei@example.com",
        name="Mei",
        role=AgentRole.AGENT,
        locale=Locale.EN,
        password_hash="unset",
        created_at=clock(),
    )
    session.add(agent)
    session.flush()
    return agent


def again(session, clip, clock):
    """The next attempt at a settled clip."""
    move(clip, ClipStatus.UPLOADED, clock())
    return take(session, clip.id, clock())


def kept(session) -> set[int]:
    return {row.attempt for row in session.scalars(select(Rendition))}


def test_a_held_clip_keeps_its_outputs_and_buyers_see_nothing(session, clip, clock):
    attempt = take(session, clip.id, clock())
    hold(session, attempt, made_by(attempt), VerdictCode.NEEDS_REVIEW, {"faces": 1}, clock(), at_s=0.5)
    assert (clip.status, clip.published_attempt, clip.held_attempt) == (ClipStatus.HELD, None, 1)
    assert (clip.verdict_code, clip.verdict_params, clip.verdict_at_s) == ("needs_review", {"faces": 1}, 0.5)
    assert (clip.duration_s, clip.hidden) == (1.0, {"faces": 1})
    assert kept(session) == {1}
    cut = session.scalars(select(Cut)).one()
    assert (cut.status, cut.published_at) == (CutStatus.PUBLISHED, None)
    assert session.scalars(select(TimelineEntry)).all() == []


def test_the_sweep_leaves_what_a_person_has_to_look_at(session, clip, clock):
    attempt = take(session, clip.id, clock())
    hold(session, attempt, made_by(attempt), VerdictCode.NEEDS_REVIEW, {}, clock())
    session.flush()
    assert clip not in with_dead_attempts(session, clock())
    assert not is_left_over(clip, f"{attempt.prefix}360p.mp4")
    assert is_kept(session, attempt)


def test_a_car_named_later_gets_its_cut_of_a_held_clip(session, clip, clock):
    attempt = take(session, clip.id, clock())
    hold(session, attempt, made_by(attempt), VerdictCode.NEEDS_REVIEW, {}, clock())
    other = make_stage(session, clip.carrier_id)
    add_cars(session, clip, [other], clock())
    assert other.order_id in {cut.order_id for cut in session.scalars(select(Cut))}
    assert session.scalars(select(TimelineEntry)).all() == []


def test_what_a_person_holds_no_attempt_publishes(session, clip, agent, clock):
    attempt = take(session, clip.id, clock())
    clip.held_by_id = agent.id
    assert publish(session, attempt, made_by(attempt), clock()) is ClipStatus.HELD
    assert (clip.status, clip.held_attempt, clip.verdict_code) == (ClipStatus.HELD, 1, None)
    assert session.scalars(select(TimelineEntry)).all() == []


def test_a_doubt_that_comes_later_takes_back_what_was_shown(session, clip, clock):
    first = take(session, clip.id, clock())
    publish(session, first, made_by(first), clock())
    second = again(session, clip, clock)
    assert clip.published_attempt == 1  # shown until the new verdict
    hold(session, second, made_by(second), VerdictCode.NEEDS_REVIEW, {}, clock())
    assert (clip.published_attempt, clip.held_attempt) == (None, 2)
    assert kept(session) == {2}
    entry = session.scalars(select(TimelineEntry)).one()
    assert (entry.removed, entry.seq) == (True, 2)


@pytest.mark.parametrize("end", ["reject", "strike"])
def test_a_clip_that_comes_to_nothing_the_second_time_is_no_longer_shown(session, clip, clock, end):
    first = take(session, clip.id, clock())
    publish(session, first, made_by(first), clock())
    second = again(session, clip, clock)
    if end == "reject":
        reject(session, second, VerdictCode.TOO_DARK, {}, clock())
    else:
        clip.strikes = MOST_STRIKES - 1
        assert not strike(session, clip, "it broke", clock())
    assert clip.published_attempt is None
    left_over = [is_left_over(clip, f"{each.prefix}360p.mp4") for each in (first, second)]
    assert left_over == [True, end == "strike"]  # a verdict has its still
    assert kept(session) == set()
    assert session.scalars(select(TimelineEntry)).one().removed


def test_only_the_newest_attempt_may_hold(session, clip, clock):
    old = take(session, clip.id, clock())
    move(clip, ClipStatus.UPLOADED, clock())
    take(session, clip.id, clock())
    with pytest.raises(Superseded):
        hold(session, old, made_by(old), VerdictCode.NEEDS_REVIEW, {}, clock())


def test_an_attempt_gets_the_boxes_drawn_before_it_began_and_the_row_says_which_were_hidden(session, clip, clock):
    box = {"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4, "from_s": 0.0, "to_s": 1.0}
    clip.redactions = [box]
    attempt = take(session, clip.id, clock())
    assert list(attempt.redactions) == [box]
    publish(session, attempt, made_by(attempt), clock())
    assert (clip.status, clip.redacted_with) == (ClipStatus.PUBLISHED, [box])


def test_boxes_drawn_while_an_attempt_runs_keep_it_from_publishing_without_them(session, clip, clock):
    attempt = take(session, clip.id, clock())
    clip.redactions = [{"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4, "from_s": 0.0, "to_s": 1.0}]
    assert publish(session, attempt, made_by(attempt), clock()) is ClipStatus.HELD
    assert clip.verdict_params == {"because": "boxes_changed"}
    assert session.scalars(select(TimelineEntry)).all() == []
    following = again(session, clip, clock)
    assert publish(session, following, made_by(following), clock()) is ClipStatus.PUBLISHED
