from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from media.captured import captured_at
from tests.footage import frame_times
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


def test_a_variable_frame_rate_keeps_its_true_times(footage: Footage, passed: Pass) -> None:
    made = passed(footage(vfr=True))
    frames = made.frames()
    shown = [frame.time - frames[0].time for frame in frames]
    assert shown == pytest.approx(list(frame_times(3, 30, vfr=True)), abs=0.001)
    assert made.outcome.frames == len(shown)


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts", "avi", "mov"])
def test_every_container_gives_the_same_length(footage: Footage, passed: Pass, ending: str) -> None:
    outcome = passed(footage(ending)).outcome
    assert outcome.verdict is None
    assert (outcome.frames, outcome.duration_s) == (90, pytest.approx(3, abs=0.04))
    assert outcome.frame_rate == pytest.approx(30, abs=0.5)


def test_footage_that_starts_late_starts_at_zero(footage: Footage, passed: Pass) -> None:
    made = passed(footage("ts", start=20))
    assert made.outcome.duration_s == pytest.approx(3, abs=0.04)
    assert made.outcome.storyboard is not None
    assert made.outcome.storyboard.count == 6


@pytest.mark.parametrize("lie", [1, 2**31])
def test_headers_that_lie_about_the_length_are_not_believed(footage: Footage, passed: Pass, lie: int) -> None:
    data = bytearray(footage().read_bytes())
    for kind, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):  # version 0: where the duration is
        place = data.index(kind) + offset
        data[place : place + 4] = lie.to_bytes(4, "big")
    outcome = passed(bytes(data)).outcome
    assert outcome.verdict is None
    assert outcome.duration_s == pytest.approx(3, abs=0.01)


def test_a_clock_that_starts_again_does_not_lose_pictures(footage: Footage, passed: Pass) -> None:
    one = footage("ts", seconds=2, start=50).read_bytes()
    outcome = passed(one + one).outcome  # a camera that was switched off and on
    assert outcome.duration_s == pytest.approx(4, abs=0.2)
    assert outcome.frames >= 115


def test_the_time_of_capture_comes_with_its_zone(footage: Footage, passed: Pass) -> None:
    clip = footage(
        "mov",
        metadata={
            "com.apple.quicktime.creationdate": "2026-05-01T10:00:00+0800",
            "creation_time": "2026-05-01T02:00:07Z",
        },
        container_options={"movflags": "use_metadata_tags"},
    )
    outcome = passed(clip).outcome
    assert outcome.captured_at == datetime(2026, 5, 1, 10, tzinfo=timezone(timedelta(hours=8)))
    assert outcome.captured_at.utcoffset() == timedelta(hours=8)
    assert outcome.captured_offset_known


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"creation_time": "2026-05-01T02:00:00.000000Z"}, (datetime(2026, 5, 1, 2, tzinfo=UTC), False)),
        ({"creation_time": "1904-01-01T00:00:00Z"}, (None, False)),  # a clock that was never set
        ({"creation_time": "2026-05-01T02:00:00"}, (None, False)),  # in which zone?
        ({"creation_time": "yesterday"}, (None, False)),
        ({}, (None, False)),
    ],
)
def test_a_doubtful_time_of_capture_is_none(metadata: dict[str, str], expected: tuple[datetime | None, bool]) -> None:
    assert captured_at(metadata) == expected
