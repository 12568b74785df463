from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import av
import pytest

from media.job import Job
from media.one_pass import run
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


def test_a_clip_becomes_files_that_play_as_long_as_it_did(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=3, width=1280, height=720), rungs=(720, 360))
    assert made.outcome.verdict is None
    assert [(each.name, each.width, each.height) for each in made.outcome.renditions] == [
        ("720p", 1280, 720),
        ("360p", 640, 360),
    ]
    for place in range(2):
        frames = made.frames(place)
        assert len(frames) == 90
        assert frames[-1].time - frames[0].time == pytest.approx(3 - 1 / 30, abs=0.001)
    assert made.outcome.duration_s == 3.0


def test_the_segments_cover_the_file_and_each_plays_alone(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=5))
    for rendition in made.outcome.renditions:
        data = (made.folder / rendition.file).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (rendition.size, rendition.sha256)
        init = data[rendition.init[0] : sum(rendition.init)]
        assert rendition.init[0] == 0
        end = rendition.segments[0].offset
        assert data[rendition.init[1] + 4 : rendition.init[1] + 8] == b"sidx"  # the only thing in between
        shown = 0
        for segment in rendition.segments:
            assert segment.offset == end
            end += segment.size
            with av.open(io.BytesIO(init + data[segment.offset : end])) as box:
                pictures = list(box.decode(video=0))
            assert pictures[0].key_frame
            assert len(pictures) == round(segment.duration_s * 30)
            shown += len(pictures)
        assert end == len(data)
        assert shown == rendition.frames == 150


def test_the_first_segments_are_short_and_none_is_long(footage: Footage, passed: Pass) -> None:
    rendition = passed(footage(seconds=7)).outcome.renditions[0]
    assert [segment.duration_s for segment in rendition.segments] == pytest.approx([1, 1, 2, 2, 1], abs=0.001)


def test_key_frames_are_the_same_pictures_in_every_size(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=3, width=1280, height=720, vfr=True), rungs=(720, 360), copy=False)
    keys = [[round(frame.time, 3) for frame in made.frames(place) if frame.key_frame] for place in (0, 1)]
    assert keys[0] == keys[1]


def test_bandwidth_is_measured(footage: Footage, passed: Pass) -> None:
    rendition = passed(footage(seconds=5)).outcome.renditions[0]
    body = sum(segment.size for segment in rendition.segments)
    assert rendition.average_bandwidth == round(body * 8 / 5)
    assert rendition.bandwidth >= rendition.average_bandwidth
    heaviest = max(segment.size * 8 / segment.duration_s for segment in rendition.segments)
    assert rendition.bandwidth <= round(heaviest)


def test_the_codecs_are_those_in_the_file(footage: Footage, passed: Pass) -> None:
    rendition = passed(footage(audio=True), audio=True).outcome.renditions[0]
    picture, sound = rendition.codecs.split(",")
    assert picture.startswith("avc1.64")
    assert sound == "mp4a.40.2"


def test_sound_is_left_out_unless_it_is_asked_for(footage: Footage, passed: Pass) -> None:
    clip = footage(audio=True)
    for wanted in (False, True):
        made = passed(clip, audio=wanted)
        with av.open(str(made.folder / made.outcome.renditions[0].file)) as box:
            assert bool(box.streams.audio) is wanted
        assert made.outcome.renditions[0].has_audio is wanted


def test_sound_stays_with_the_pictures(footage: Footage, passed: Pass) -> None:
    made = passed(footage("ts", audio=True, start=5), audio=True)
    with av.open(str(made.folder / made.outcome.renditions[0].file)) as box:
        heard = list(box.decode(audio=0))
    assert sum(frame.samples for frame in heard) / 48_000 == pytest.approx(3, abs=0.1)
    assert heard[0].time == pytest.approx(made.frames()[0].time, abs=0.1)


def test_a_sound_track_that_stays_empty_holds_nothing_up(footage: Footage, passed: Pass) -> None:
    made = passed(footage("ts", audio=True, start=60, late_sound=-50), audio=True)  # all before the first picture
    assert [segment.duration_s for segment in made.outcome.renditions[0].segments] == pytest.approx([1, 1, 1])
    with av.open(str(made.folder / made.outcome.renditions[0].file)) as box:
        assert sum(frame.samples for frame in box.decode(audio=0)) / 48_000 == pytest.approx(3, abs=0.1)


def test_a_first_picture_that_stays_long_is_no_failure_of_ours(footage: Footage, passed: Pass) -> None:
    made = passed(footage("mkv", seconds=2, hold=1.5, audio=True), audio=True)  # a stalled camera, with sound
    assert made.outcome.verdict is None
    assert made.outcome.duration_s == pytest.approx(3.5, abs=0.04)
    assert len(made.frames()) == 60
    (rendition,) = made.outcome.renditions
    assert rendition.duration_s == pytest.approx(3.5, abs=0.04)


@pytest.mark.parametrize("vfr", [True, False])
def test_the_file_and_the_table_agree_on_when_each_segment_is_shown(
    footage: Footage,
    passed: Pass,
    vfr: bool,
) -> None:
    made = passed(footage("mkv", vfr=vfr))
    (rendition,) = made.outcome.renditions
    frames = made.frames()
    keys = [frame.time - frames[0].time for frame in frames if frame.key_frame]
    starts = [sum(each.duration_s for each in rendition.segments[:place]) for place in range(len(keys))]
    assert starts == pytest.approx(keys, abs=0.002)
    assert sum(each.duration_s for each in rendition.segments) == pytest.approx(made.outcome.duration_s, abs=0.002)
    with av.open(str(made.folder / rendition.file)) as box:
        assert box.duration / 1_000_000 == pytest.approx(made.outcome.duration_s, abs=0.1)


def test_a_segment_lasts_as_long_as_it_is_shown_however_it_is_stored(footage: Footage, passed: Pass) -> None:
    """B-frames move decoding times: their distances put the pause after the first picture into another segment."""
    (rendition,) = passed(footage("mkv", hold=1.5)).outcome.renditions
    assert [each.duration_s for each in rendition.segments] == pytest.approx([1.533, 0.467, 2.0, 0.5], abs=0.002)


def test_nothing_of_the_metadata_reaches_a_buyer(footage: Footage, passed: Pass) -> None:
    secret = "+31.2304+121.4737/"
    clip = footage(
        "mov",
        metadata={
            "com.apple.quicktime.location.ISO6709": secret,
            "com.apple.quicktime.model": "Secretphone 9",
            "creation_time": "2026-05-01T02:00:00Z",
            "comment": "Secretphone 9",
        },
        container_options={"movflags": "use_metadata_tags"},
    )
    assert secret.encode() in clip.read_bytes()  # or the test proves nothing
    made = passed(clip)
    for each in made.outcome.made:
        data = (made.folder / each.file).read_bytes()
        assert secret.encode() not in data
        assert b"Secretphone" not in data
        if each.file.endswith(".mp4"):
            with av.open(io.BytesIO(data)) as box:
                assert "creation_time" not in box.metadata
                assert "creation_time" not in box.streams.video[0].metadata


def test_an_encoder_that_cannot_write_is_our_failure(footage: Footage, job_with: Callable[..., Job]) -> None:
    job = job_with(footage())
    (job.folder / "180p.mp4").mkdir()  # where the rendition should go
    with pytest.raises(IsADirectoryError):
        run(job, lambda _step, _percent: None)
