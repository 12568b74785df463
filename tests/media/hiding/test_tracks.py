"""What is hidden between looks, from the looks alone."""

from __future__ import annotations

import pytest

from media.hiding.boxes import Box, Found, Kind
from media.hiding.tracks import FAR, PATIENCE, REACH_BACK, Tracker

SMALL = Box(0.4, 0.4, 0.1, 0.1)


def seen(*sights: tuple[float, Box | None], kind: Kind = Kind.FACE, score: float = 0.9) -> Tracker:
    """A tracker after these looks; None: the look found nothing."""
    tracker = Tracker()
    for at, box in sights:
        tracker.see(at, kind, [] if box is None else [Found(kind, box, score)])
    return tracker


def covers(tracker: Tracker, at: float, box: Box) -> bool:
    """Whether all of `box` is hidden at that second by one patch."""
    return any(
        patch.box.x <= box.x
        and patch.box.y <= box.y
        and patch.box.x + patch.box.w >= box.x + box.w
        and patch.box.y + patch.box.h >= box.y + box.h
        for patch in tracker.at(at)
    )


def test_between_two_sights_it_moves_evenly_and_is_grown() -> None:
    tracker = seen((0.0, SMALL), (0.25, SMALL.moved(0.05, 0)))
    (patch,) = tracker.at(0.125)
    assert patch.sure
    assert covers(tracker, 0.125, SMALL.moved(0.025, 0).grown(0.15))
    assert not covers(tracker, 0.125, SMALL.moved(0.3, 0))


def test_a_look_that_misses_leaves_no_gap() -> None:
    tracker = seen((0.0, SMALL), (0.25, None), (0.5, SMALL.moved(0.06, 0)))
    assert len(tracker.tracks) == 1
    for at in (0.1, 0.25, 0.4):
        assert covers(tracker, at, SMALL.moved(0.12 * at, 0))


def test_it_is_hidden_shortly_before_it_was_found_and_no_longer() -> None:
    tracker = seen((1.0, SMALL))
    assert covers(tracker, 1.0 - REACH_BACK, SMALL)
    assert list(tracker.at(0.9 - REACH_BACK)) == []


def test_a_lost_one_stays_hidden_where_it_was_and_where_it_was_going() -> None:
    tracker = seen((0.0, SMALL), (0.25, SMALL.moved(0.05, 0)))
    (patch,) = tracker.at(0.75)
    assert not patch.sure
    assert covers(tracker, 0.75, SMALL.moved(0.05, 0))
    assert covers(tracker, 0.75, SMALL.moved(0.15, 0))
    assert list(tracker.at(0.26 + PATIENCE[Kind.FACE])) == []


def test_what_moved_far_hides_its_whole_way() -> None:
    far = SMALL.moved(0.1 * (FAR - 1), 0)
    tracker = seen((0.0, SMALL), (0.25, far))
    assert len(tracker.tracks) == 1
    for at in (0.01, 0.125, 0.24):
        assert covers(tracker, at, SMALL.joined(far))


def test_another_size_or_place_is_another_one() -> None:
    assert len(seen((0.0, SMALL), (0.25, SMALL.grown(1))).tracks) == 2
    assert len(seen((0.0, SMALL), (0.25, SMALL.moved(0.1 * (FAR + 1), 0))).tracks) == 2


def test_two_at_once_keep_their_own_ways() -> None:
    left, right = SMALL, SMALL.moved(0.2, 0)
    tracker = Tracker()
    for at in (0.0, 0.25, 0.5):
        tracker.see(at, Kind.FACE, [Found(Kind.FACE, right, 0.9), Found(Kind.FACE, left.moved(at / 5, 0), 0.9)])
    assert [len(track.sights) for track in tracker.tracks] == [3, 3]
    assert [round(track.sights[-1].box.x, 3) for track in tracker.tracks] == [0.6, 0.5]


@pytest.mark.parametrize("score", [0.2, 0.9])
def test_a_weak_plate_counts_when_it_is_seen_twice(score: float) -> None:
    once = seen((0.0, SMALL), kind=Kind.PLATE, score=score)
    assert covers(once, 0.0, SMALL) is (score > 0.3)
    assert covers(seen((0.0, SMALL), (0.25, SMALL), kind=Kind.PLATE, score=score), 0.0, SMALL)


def test_a_code_that_nobody_could_read_counts_when_it_stays() -> None:
    for times, is_one in ((3, False), (4, True)):
        sights = [(number / 4, SMALL) for number in range(times)]
        assert covers(seen(*sights, kind=Kind.LABEL, score=0.3), 0.5, SMALL) is is_one
    assert covers(seen((0.0, SMALL), kind=Kind.LABEL, score=1.0), 0.0, SMALL)


def test_a_face_counts_by_all_its_sights() -> None:
    """A wheel is taken for one now and then; a face that turns is one most of the time."""
    for scores, is_one in (([0.7, 0.0, 0.0, 0.4], False), ([0.9, 0.3, 0.0, 0.9], True)):
        tracker = Tracker()
        for number, score in enumerate(scores):
            tracker.see(number / 4, Kind.FACE, [Found(Kind.FACE, SMALL, score)])
        assert covers(tracker, 0.5, SMALL) is is_one


def test_a_face_that_was_believed_for_three_sights_stays_hidden_while_it_turns_away() -> None:
    for scores, stays in (([0.9, 0.9, 0.9], True), ([0.6, 0.6, 0.0], False)):
        tracker = Tracker()
        for number, score in enumerate([*scores, *[0.1] * 20]):
            tracker.see(number / 4, Kind.FACE, [Found(Kind.FACE, SMALL, score)])
        assert covers(tracker, 0.25, SMALL) is covers(tracker, 5.5, SMALL) is stays
        assert tracker.counted()[Kind.FACE] == stays


def test_nothing_goes_on_or_reaches_back_over_a_cut() -> None:
    tracker = seen((0.0, SMALL))
    tracker.cut(0.3)
    assert covers(tracker, 0.29, SMALL)
    assert list(tracker.at(0.3)) == []
    tracker.see(0.4, Kind.FACE, [Found(Kind.FACE, SMALL, 0.9)])
    assert len(tracker.tracks) == 2
    assert covers(tracker, 0.3, SMALL)
    assert not covers(Tracker([tracker.tracks[1]]), 0.29, SMALL)


def test_those_let_go_are_still_counted() -> None:
    tracker = seen((0.0, SMALL), (0.25, SMALL))
    tracker.see(0.3, Kind.PLATE, [Found(Kind.PLATE, SMALL, 0.9)])
    tracker.let_go(60.0)
    assert tracker.tracks == []
    assert tracker.counted() == {Kind.FACE: 1, Kind.PLATE: 1}
