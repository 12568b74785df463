"""When a detector looks, and where it looks back."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from media.frames import TICKS
from media.hiding.boxes import Box, Found, Kind
from media.hiding.looks import Looks
from media.hiding.tracks import Tracker
from media.shot import Shot


@dataclass
class FromThen:
    """Sees one thing from a second on, further to the right by 0.2 of the picture each second."""

    kind: Kind
    since: float
    looked: list[float] = field(default_factory=list)

    def find(self, shot: Shot) -> list[Found]:
        self.looked.append(round(shot.at, 2))
        box = Box(0.2 * shot.at, 0.4, 0.1, 0.1)
        return [Found(self.kind, box, 0.9)] if shot.at >= self.since else []


def looked(kind: Kind, since: float) -> tuple[list[float], Tracker]:
    """When it looked in a clip of 1.5 s, in the order in which it did."""
    detector, tracker, shots = (
        FromThen(kind, since),
        Tracker(),
        [Shot(n * TICKS // 20, TICKS // 20, []) for n in range(31)],
    )
    looks = Looks(detector, tracker)
    for number, shot in enumerate(shots):
        looks.perhaps(shot, shots[max(0, number - 10) : number])
    return detector.looked, tracker


def test_plates_are_looked_for_twice_a_second_while_there_is_none() -> None:
    assert looked(Kind.PLATE, since=9)[0] == [0.0, 0.5, 1.0, 1.5]


def test_a_new_one_is_looked_for_between_the_last_two_looks_as_well() -> None:
    when, tracker = looked(Kind.PLATE, since=0.6)
    assert when == [0.0, 0.5, 1.0, 0.75, 1.25, 1.5]
    (track,) = tracker.tracks
    assert [sight.at for sight in track.sights] == [0.75, 1.0, 1.25, 1.5]
    assert track.expected(0.7).x == pytest.approx(0.14)  # by where it was going, not where it was found first


def test_what_was_there_at_the_first_look_is_not_looked_for_before_it() -> None:
    assert looked(Kind.PLATE, since=0)[0] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5]


def test_faces_are_looked_for_so_often_that_nobody_looks_back() -> None:
    assert looked(Kind.FACE, since=0.6)[0] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5]
