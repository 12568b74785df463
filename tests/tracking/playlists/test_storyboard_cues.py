"""Cues read back: they cover the clip, and every tile lies inside the picture."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.playlists.storyboard import Sprite, storyboard_cues

CUE = re.compile(r"(\d+):(\d\d):(\d\d\.\d{3}) --> (\d+):(\d\d):(\d\d\.\d{3})\n(.+)#xywh=(\d+),(\d+),(\d+),(\d+)")


def cues(sprite: Sprite, duration_s: float) -> list[tuple[float, float, tuple[int, ...]]]:
    text = storyboard_cues(sprite, duration_s, "storyboard.jpg?t=x")
    assert text.startswith("WEBVTT\n\n")
    found = []
    for one in CUE.findall(text):
        start, end = (int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in (one[:3], one[3:6]))
        assert one[6] == "storyboard.jpg?t=x"
        found.append((start, end, tuple(map(int, one[7:]))))
    return found


@given(st.floats(0.5, 4000), st.integers(1, 50), st.integers(1, 10))
def test_cues_follow_each_other_and_cover_the_whole_clip(duration_s: float, count: int, columns: int) -> None:
    sprite = Sprite(160, 90, columns, interval_s=duration_s / count, count=count)
    found = cues(sprite, duration_s)
    assert found[0][0] == 0
    assert found[-1][1] == pytest.approx(duration_s, abs=0.001)
    assert all(start < end for start, end, _ in found)
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_tiles_are_read_row_by_row() -> None:
    tiles = [tile for _, _, tile in cues(Sprite(160, 90, 2, 1.0, 3), 3)]
    assert tiles == [(0, 0, 160, 90), (160, 0, 160, 90), (0, 90, 160, 90)]


def test_tiles_beyond_the_end_of_the_clip_are_left_out() -> None:
    assert len(cues(Sprite(160, 90, 5, 1.0, 5), 2.5)) == 3


def test_the_last_tile_stays_until_the_end() -> None:
    assert cues(Sprite(160, 90, 5, 1.0, 2), 9.25)[-1][:2] == (1, 9.25)


def test_hours_are_written_out() -> None:
    assert "01:00:01.500 --> " in storyboard_cues(Sprite(1, 1, 1, 3601.5, 2), 4000, "x")
