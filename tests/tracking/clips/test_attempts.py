"""Attempts: only the newest one of a clip in processing may write anything."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from store.ids import new_id
from store.tables import ClipCar, Cut, Rendition, TimelineEntry
from store.words import ClipStatus, CutStatus, VerdictCode
from tests.fleet import make_stage
from tests.tracking.clips.conftest import made_by
from tracking.clips.attempts import (
    MOST_STRIKES,
    Superseded,
    hand_back,
    lost_attempt,
    move,
    nudge,
    take,
    tell_progress,
)
from tracking.clips.cuts import add_cars, orders_shown, publish_cuts
from tracking.clips.outputs import Output
from tracking.clips.settle import hold, publish, reject
from tracking.clips.waiting import is_left_over


def test_an_older_attempt_writes_nothing(session, clip, clock):
    old = take(session, clip.id, clock())
    hand_back(session, old, clock())
    new = take(session, clip.id, clock())
    assert (old.number, new.number) == (1, 2)
    for write in (
        lambda: tell_progress(session, old, "pass", 50),
        lambda: publish(session, old, made_by(old), clock()),
        lambda: hold(session, old, made_by(old), VerdictCode.NEEDS_REVIEW, {}, clock()),
        lambda: reject(session, old, VerdictCode.CORRUPT, {}, clock()),
        lambda: hand_back(session, old, clock()),
    ):
        with pytest.raises(Superseded):
            write()
    assert session.scalars(select(Rendition)).all() == []
    publish(session, new, made_by(new), clock())
    assert (clip.status, clip.published_attempt) == (ClipStatus.PUBLISHED, 2)


def test_an_attempt_at_a_clip_that_was_handed_back_or_removed_writes_nothing(session, clip, clock):
    attempt = take(session, clip.id, clock())
    lost_attempt(session, clip.id, clock())
    with pytest.raises(Superseded):
        publish(session, attempt, made_by(attempt), clock())
    attempt = take(session, clip.id, clock())
    move(clip, ClipStatus.REMOVED, clock())
    with pytest.raises(Superseded):
        publish(session, attempt, made_by(attempt), clock())
    assert take(session, clip.id, clock()) is None


def test_a_settled_or_missing_clip_is_not_taken_again(session, clip, clock):
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    assert take(session, clip.id, clock()) is None
    assert take(session, new_id(), clock()) is None


def test_a_clip_found_in_processing_was_left_by_a_dead_attempt(session, clip, clock):
    numbers = []
    while (attempt := take(session, clip.id, clock())) is not None:
        numbers.append(attempt.number)
    assert numbers == list(range(1, MOST_STRIKES + 1))
    assert clip.status is ClipStatus.FAILED
    assert clip.failure


def test_a_rejected_clip_keeps_the_still_of_its_verdict(session, clip, clock):
    attempt = take(session, clip.id, clock())
    still = Output("still", "still", f"{attempt.prefix}still.jpg", "image/jpeg", 9, bytes(32), 640, 360)
    reject(session, attempt, VerdictCode.TOO_DARK, {}, clock(), stills=[still])
    assert session.scalars(select(Rendition.kind)).all() == ["still"]
    assert not is_left_over(clip, f"{attempt.prefix}360p.mp4")


def test_our_failures_are_not_held_against_the_clip(session, clip, clock):
    for _ in range(MOST_STRIKES * 2):
        hand_back(session, take(session, clip.id, clock()), clock())
    assert (clip.status, clip.strikes) == (ClipStatus.UPLOADED, 0)


def test_one_job_waits_for_a_clip_however_often_it_is_nudged(session, clip, clock):
    assert [nudge(session, clip, clock()) for _ in range(3)] == [True, False, False]
    assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 1


def test_each_order_gets_one_cut_and_one_entry(session, clip, clock):
    second = make_stage(session, clip.carrier_id)
    withdrawn = make_stage(session, clip.carrier_id, withdrawn_at=clock())
    again = make_stage(session, clip.carrier_id, second.order, position=1)
    add_cars(session, clip, [second, withdrawn, again], clock())
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    cuts = session.scalars(select(Cut)).all()
    assert len(cuts) == 2
    assert {cut.stage_id for cut in cuts if cut.order_id == second.order_id} == {again.id}
    entries = session.scalars(select(TimelineEntry)).all()
    assert {entry.cut_id for entry in entries} == {cut.id for cut in cuts}
    assert {entry.happened_at for entry in entries} == {clip.captured_at}


def test_a_cut_says_what_was_hidden(session, clip, clock):
    attempt = take(session, clip.id, clock())
    publish(session, attempt, replace(made_by(attempt), hidden={"plates": 1, "seconds": 0.5}), clock())
    (cut,) = session.scalars(select(Cut))
    assert (cut.blurred, cut.proof["hidden"]) == (True, {"plates": 1, "seconds": 0.5})
    move(clip, ClipStatus.UPLOADED, clock())
    attempt = take(session, clip.id, clock())
    publish(session, attempt, replace(made_by(attempt), hidden={"plates": 0, "seconds": 0.0}), clock())
    assert cut.blurred is False


def test_an_order_that_got_another_car_is_not_shown_the_former_one(session, clip, clock):
    order_ids = orders_shown(session, clip)
    attempt = take(session, clip.id, clock())
    session.execute(delete(ClipCar).where(ClipCar.clip_id == clip.id))
    publish(session, attempt, made_by(attempt), clock())
    publish_cuts(session, clip, order_ids, clock())  # as if the car was changed while we waited for the order
    assert session.scalars(select(Cut)).all() == []


def test_a_clip_made_again_tells_of_its_new_files_once_and_leaves_removed_cuts_removed(session, clip, clock):
    other = make_stage(session, clip.carrier_id)
    add_cars(session, clip, [other], clock())
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    gone = session.scalars(select(Cut).where(Cut.order_id == other.order_id)).one()
    gone.status, gone.removed_at = CutStatus.REMOVED, clock()
    move(clip, ClipStatus.UPLOADED, clock())
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    assert clip.published_attempt == 2
    assert session.scalars(select(Cut).where(Cut.status == CutStatus.REMOVED)).one() is gone
    seqs = {entry.order_id: entry.seq for entry in session.scalars(select(TimelineEntry))}
    assert seqs.pop(other.order_id) == 1
    assert list(seqs.values()) == [2]


def test_a_clip_from_a_clock_that_is_ahead_did_not_happen_in_the_future(session, clip, clock):
    clip.captured_at = clock() + timedelta(hours=1)
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    assert session.scalars(select(TimelineEntry)).one().happened_at == clock()
