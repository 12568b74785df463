"""What a clip owes: the row says so, one try at a time counts, and nothing but its own files depends on it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from store.tables import Cut, Order, OwedRenditions, Rendition, TimelineEntry
from store.words import ClipStatus, CutStatus, VerdictCode
from tests.fleet import make_stage
from tests.tracking.clips.conftest import made_by
from tracking.clips.attempts import Superseded, move, start_over, take
from tracking.clips.cuts import add_cars
from tracking.clips.keeping import take_back
from tracking.clips.outputs import Output
from tracking.clips.owed import LONGEST_WAIT, MOST_STRIKES, add, begin, gave_up, put_off, strike_owed, try_again
from tracking.clips.settle import hold, publish, reject
from tracking.clips.waiting import nudge_owing

JOBS = text("SELECT task_name, priority FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")


@pytest.fixture
def owing(session, clip, clock):
    """A published clip that owes a size."""
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt, ["720p"]), clock())
    return clip


def owed_by(session, clip) -> OwedRenditions | None:
    session.flush()
    return session.get(OwedRenditions, clip.id, populate_existing=True)


def size_of(addition) -> Output:
    key = f"{addition.prefix}720p.mp4"
    return Output("video", "720p", key, "video/mp4", 9, bytes(32), 1280, 720, segments=[(0, 9, 1.0)])


def jobs(session) -> list[tuple[str, int]]:
    return [tuple(row) for row in session.execute(JOBS)]


def test_what_is_owed_is_written_with_the_clip_and_makes_one_job_behind_the_clips(session, owing, clock):
    assert owed_by(session, owing).names == ["720p"]
    assert jobs(session) == [("add_renditions", -1)]
    clock.forward(minutes=1)
    assert nudge_owing(session, clock()) == 0
    session.execute(text("DELETE FROM procrastinate_jobs"))
    assert nudge_owing(session, clock()) == 1
    assert nudge_owing(session, clock()) == 0
    assert jobs(session) == [("add_renditions", -1)]


def test_a_clip_that_owes_nothing_makes_no_job(session, clip, clock):
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    assert (owed_by(session, clip), jobs(session)) == (None, [])
    assert begin(session, clip.id, clock()) is None


def test_a_size_that_is_added_is_one_change_and_no_news(session, owing, clock):
    [entry] = session.scalars(select(TimelineEntry))
    order = session.get_one(Order, entry.order_id)
    heard, proof = order.heard, entry.body_en
    clock.forward(minutes=1)
    addition = begin(session, owing.id, clock())
    add(session, addition, [size_of(addition)], clock())
    assert (entry.first_seq, entry.news_seq, entry.seq) == (1, 1, 2)
    assert (order.latest_seq, order.heard) == (2, heard)
    assert '"720p"' not in proof
    assert '"720p"' in entry.body_en
    assert owed_by(session, owing) is None
    with pytest.raises(Superseded):
        add(session, addition, [size_of(addition)], clock())


def test_only_the_last_try_counts(session, owing, clock):
    first = begin(session, owing.id, clock())
    second = begin(session, owing.id, clock())
    assert (first.number, second.number) == (1, 2)
    assert first.prefix != second.prefix
    with pytest.raises(Superseded):
        add(session, first, [size_of(first)], clock())
    assert owed_by(session, owing).strikes == 1, "the first ended without a word"
    add(session, second, [size_of(second)], clock())


def test_a_try_that_is_put_off_is_not_held_against_the_clip(session, owing, clock):
    for _ in range(MOST_STRIKES * 2):
        put_off(session, begin(session, owing.id, clock()))
    assert owed_by(session, owing).strikes == 0


def test_after_a_few_strikes_we_give_up_and_a_person_may_have_it_tried_again(session, owing, clock):
    begin(session, owing.id, clock())
    while begin(session, owing.id, clock()) is not None:
        pass
    row = owed_by(session, owing)
    assert (row.tries, row.strikes, gave_up(session, owing.id)) == (MOST_STRIKES, MOST_STRIKES, row.failure)
    assert (owing.status, owing.strikes) == (ClipStatus.PUBLISHED, 0)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    clock.forward(minutes=1)
    assert nudge_owing(session, clock()) == 0
    assert try_again(session, owing.id)
    assert begin(session, owing.id, clock()).number == MOST_STRIKES + 1


def test_every_order_and_every_entry_that_names_its_cut_is_told_of_the_files(session, owing, clock):
    other = make_stage(session, owing.carrier_id)
    add_cars(session, owing, [other], clock())
    cuts = session.scalars(select(Cut)).all()
    gone = make_stage(session, owing.carrier_id)
    add_cars(session, owing, [gone], clock())
    removed = session.scalars(select(Cut).where(Cut.order_id == gone.order_id)).one()
    removed.status, removed.removed_at = CutStatus.REMOVED, clock()
    session.flush()
    addition = begin(session, owing.id, clock())
    add(session, addition, [size_of(addition)], clock())
    seqs = {entry.cut_id: (entry.news_seq, entry.seq) for entry in session.scalars(select(TimelineEntry))}
    assert seqs == {cut.id: (1, 2) for cut in cuts} | {removed.id: (1, 1)}


@pytest.mark.parametrize("then", ["made anew", "removed", "boxes drawn"])
def test_a_clip_that_is_something_else_by_now_gets_nothing(session, owing, clock, then):
    addition = begin(session, owing.id, clock())
    if then == "made anew":
        start_over(session, owing, clock())
    elif then == "removed":
        move(owing, ClipStatus.REMOVED, clock())
    else:
        owing.redactions = [{"x": 0, "y": 0, "w": 1, "h": 1, "from_s": 0, "to_s": 1}]
    with pytest.raises(Superseded):
        add(session, addition, [size_of(addition)], clock())
    put_off(session, addition)
    assert begin(session, owing.id, clock()) is None
    assert owed_by(session, owing).strikes == 0


def test_a_held_clip_gets_its_size_and_shows_nothing(session, clip, clock):
    attempt = take(session, clip.id, clock())
    hold(session, attempt, made_by(attempt, ["720p"]), VerdictCode.NEEDS_REVIEW, {}, clock())
    addition = begin(session, clip.id, clock())
    add(session, addition, [size_of(addition)], clock())
    assert set(session.scalars(select(Rendition.name))) == {"360p", "720p"}
    assert session.scalars(select(TimelineEntry)).all() == []


def test_a_clip_held_after_it_was_shown_gets_its_size_and_its_cuts_vouch_for_what_they_did(session, owing, clock):
    addition = begin(session, owing.id, clock())
    take_back(session, owing, clock())
    owing.held_attempt = 1
    move(owing, ClipStatus.HELD, clock())
    [cut] = session.scalars(select(Cut))
    proof = cut.proof
    add(session, addition, [size_of(addition)], clock())
    [entry] = session.scalars(select(TimelineEntry))
    assert (cut.proof, entry.removed, entry.seq) == (proof, True, 2)


def test_another_attempt_that_is_shown_is_not_given_the_sizes_of_this_one(session, owing, clock):
    addition = begin(session, owing.id, clock())
    owing.published_attempt = 2
    with pytest.raises(Superseded):
        add(session, addition, [size_of(addition)], clock())


def test_what_an_earlier_attempt_owed_is_owed_no_more(session, owing, clock):
    old = begin(session, owing.id, clock())
    start_over(session, owing, clock())
    attempt = take(session, owing.id, clock())
    publish(session, attempt, made_by(attempt, ["720p"]), clock())
    row = owed_by(session, owing)
    assert (row.attempt, row.tries, row.strikes) == (2, 0, 0)
    new = begin(session, owing.id, clock())
    with pytest.raises(Superseded):
        add(session, old, [size_of(old)], clock())
    add(session, new, [size_of(new)], clock())
    start_over(session, owing, clock())
    attempt = take(session, owing.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    assert owed_by(session, owing) is None


def test_a_clip_that_is_rejected_in_the_end_owes_nothing(session, owing, clock):
    start_over(session, owing, clock())
    reject(session, take(session, owing.id, clock()), VerdictCode.CORRUPT, {}, clock())
    assert owed_by(session, owing) is None


def test_a_job_that_waited_long_stands_back_behind_nobody(session, owing, clock):
    nudge_owing(session, clock())
    assert jobs(session) == [("add_renditions", -1)]
    session.execute(text("UPDATE procrastinate_events SET at = :then"), {"then": clock() - timedelta(days=1)})
    nudge_owing(session, clock() - timedelta(days=1) + LONGEST_WAIT - timedelta(seconds=1))
    assert jobs(session) == [("add_renditions", -1)]
    nudge_owing(session, clock())
    assert jobs(session) == [("add_renditions", 0)]


def test_the_largest_size_is_what_the_others_are_made_from(session, clip, clock):
    attempt = take(session, clip.id, clock())
    made = made_by(attempt, ["720p"])
    top = replace(made.outputs[0], name="1080p", key=f"{attempt.prefix}1080p.mp4", width=1920, height=1080, size=77)
    publish(session, attempt, replace(made, outputs=[*made.outputs, top]), clock())
    addition = begin(session, clip.id, clock())
    assert (addition.key, addition.size, addition.lengths) == (top.key, 77, (1.0,))


def test_a_strike_ends_the_try(session, owing, clock):
    addition = begin(session, owing.id, clock())
    assert strike_owed(owed_by(session, owing), "it broke", clock())
    with pytest.raises(Superseded):
        add(session, addition, [size_of(addition)], clock())
