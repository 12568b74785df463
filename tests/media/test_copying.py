"""A sane source with nothing to hide is published as it is; anything else is encoded."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import av
import pytest

from media.check import BadOutput
from media.job import Job, process
from media.later import add_sizes
from media.mp4 import correct_index, read_fragments
from tests.actors import face, film
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]

PICTURES = (1, 5, 7, 8)  # nal_unit_type
MEGABYTE = 1024**2
SANE = {"width": 1280, "height": 720, "seconds": 3}


def pictures_of(path: Path) -> list[bytes]:
    """The slices and their parameters, in the order they are stored."""
    with av.open(str(path), format="mov") as box:
        packets = [bytes(packet) for packet in box.demux(video=0) if packet.size]
    return [b"".join(unit for unit in _units(packet) if unit[0] & 0x1F in PICTURES) for packet in packets]


def _units(packet: bytes) -> list[bytes]:
    units, at = [], 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        units.append(packet[at + 4 : at + 4 + size])
        at += 4 + size
    return units


def shown_at(made: Passed, place: int = 0) -> list[float]:
    """When each picture is shown, as the fragments say.

    FFmpeg's own reading adds what its encoders look ahead, which may become more from one fragment to a later one: it
    is asked only for the times within each.
    """
    rendition = made.outcome.renditions[place]
    path, found = made.folder / rendition.file, []
    starts = accumulate((each.duration_s for each in rendition.segments), initial=read_fragments(path, 0.0).begins)
    with av.open(str(path), format="mov") as box:
        base = box.streams.video[0].time_base
        for packet in box.demux(video=0):
            if packet.is_keyframe and packet.size:
                found.append((next(starts), [packet.pts]))
            elif packet.size:
                found[-1][1].append(packet.pts)
    return sorted(start + float((at - min(times)) * base) for start, times in found for at in times)


def is_copied(made: Passed, source: Path) -> bool:
    return pictures_of(made.folder / made.outcome.renditions[0].file) == pictures_of(source)


def test_the_largest_size_is_copied_and_the_others_are_cut_where_it_is(footage: Footage, passed: Pass) -> None:
    clip = footage(**SANE, metadata={"comment": "Secretphone 9"}, options={"bf": "2"})
    assert b"x264" in clip.read_bytes()  # user data in an SEI, or the test proves nothing
    made = passed(clip)
    assert made.outcome.verdict is None
    top, small = made.outcome.renditions
    assert is_copied(made, clip)
    assert (top.name, top.frames, top.duration_s) == ("720p", 90, pytest.approx(3.0, abs=0.001))
    assert [each.duration_s for each in top.segments] == pytest.approx([1, 1, 1], abs=0.001)
    assert [each.duration_s for each in small.segments] == pytest.approx([1, 1, 1], abs=0.001)
    data = (made.folder / top.file).read_bytes()
    assert b"Secretphone" not in data
    assert b"x264" not in data
    assert shown_at(made) == pytest.approx(shown_at(made, 1), abs=0.002)


def test_what_lies_between_the_pictures_of_a_source_is_not_copied(
    footage: Footage, passed: Pass, tmp_path: Path
) -> None:
    others = {12: b"filler", 19: b"auxiliary picture", 20: b"second view", 24: b"where the dashcam was"}
    units = b"".join(
        (len(body) + 2).to_bytes(4, "big") + bytes([0x60 | kind, 0x80]) + body for kind, body in others.items()
    )
    with av.open(str(footage(**SANE))) as box, av.open(str(clip := tmp_path / "clip.mp4"), "w") as more:
        stream = more.add_stream_from_template(box.streams.video[0])
        for packet in box.demux(video=0):
            if packet.size:
                longer = av.Packet(bytes(packet) + units)
                longer.pts, longer.dts, longer.time_base = packet.pts, packet.dts, packet.time_base
                longer.is_keyframe, longer.stream = packet.is_keyframe, stream
                more.mux(longer)
    made = passed(clip, judge=False)
    assert made.outcome.verdict is None
    assert is_copied(made, clip)
    copied = (made.folder / made.outcome.renditions[0].file).read_bytes()
    assert [body for body in others.values() if body in copied] == []
    assert all(body in clip.read_bytes() for body in others.values())


FULL = {"width": 1920, "height": 1080, "seconds": 2, "rate": 10, "options": {"g": "10"}}


def added(made: Passed, only: tuple[str, ...] = ("720p",)) -> Passed:
    """The sizes that a copied clip owes, made in the same folder."""
    job = Job(made.outcome.renditions[0].file, made.folder, only=only)
    return Passed(add_sizes(job, lambda _step, _percent: None), made.folder)


def test_beside_a_copy_only_the_smallest_size_is_encoded_and_the_others_are_owed(
    footage: Footage, passed: Pass
) -> None:
    made = passed(clip := footage(**FULL))
    assert is_copied(made, clip)
    assert [each.name for each in made.outcome.renditions] == ["1080p", "360p"]
    assert made.outcome.owed == ["720p"]
    assert made.outcome.poster.width == 1280
    encoded = passed(clip, copy=False).outcome
    assert ([each.name for each in encoded.renditions], encoded.owed) == (["1080p", "720p", "360p"], [])


@pytest.mark.parametrize("wishes", [{}, {"vfr": True, "start": 2.0}, {"options": {"g": "10", "bf": "2"}}])
def test_a_size_made_later_is_cut_where_the_others_are(
    footage: Footage, passed: Pass, wishes: dict[str, object]
) -> None:
    made = passed(footage(**FULL | wishes))
    later = added(made)
    top, small = made.outcome.renditions
    [middle] = later.outcome.renditions
    assert (middle.name, middle.width, middle.height, middle.frames) == ("720p", 1280, 720, top.frames)
    for other in (top, small):
        lengths = [each.duration_s for each in other.segments]
        assert [each.duration_s for each in middle.segments] == pytest.approx(lengths, abs=0.001)
    assert shown_at(later) == pytest.approx(shown_at(made), abs=0.002)


def test_a_size_made_later_is_the_picture_that_the_others_show(footage: Footage, passed: Pass) -> None:
    made = passed(footage(**FULL))
    later = added(made)
    small = [made.frames(1)[place].reformat(width=320, height=180).to_ndarray() for place in (0, 8, 16)]
    middle = [later.frames()[place].reformat(width=320, height=180).to_ndarray() for place in (0, 8, 16)]
    for one, other in zip(small, middle, strict=True):
        assert abs(one.astype(int) - other.astype(int)).mean() < 2


def test_of_a_wide_picture_too_the_sizes_are_found_again_by_their_names(footage: Footage, passed: Pass) -> None:
    made = passed(footage(width=1920, height=800, seconds=2))
    assert made.outcome.owed == ["534p"]
    [middle] = added(made, tuple(made.outcome.owed)).outcome.renditions
    assert (middle.width, middle.height) == (1280, 534)


def test_a_largest_size_that_is_not_whole_gets_no_others(footage: Footage, passed: Pass) -> None:
    made = passed(footage(**FULL))
    top = made.folder / made.outcome.renditions[0].file
    data = bytearray(top.read_bytes())
    for place in range(len(data) * 8 // 10, len(data) * 8 // 10 + 400):
        data[place] ^= 0x55
    top.write_bytes(bytes(data))
    with pytest.raises(BadOutput):
        added(made)


def test_a_size_is_made_later_inside_the_fence(footage: Footage, passed: Pass) -> None:
    made = passed(footage(**FULL))
    outcome = process(Job(made.outcome.renditions[0].file, made.folder, only=("720p",)))
    assert [each.name for each in outcome.renditions] == ["720p"]
    assert (outcome.poster, outcome.storyboard, outcome.hidden) == (None, None, None)


def test_how_heavy_a_copied_source_may_be_is_a_setting(footage: Footage, passed: Pass) -> None:
    clip = footage(**SANE)
    bitrate = clip.stat().st_size * 8 / 3
    assert is_copied(passed(clip, copy_up_to=int(bitrate * 1.1)), clip)
    for less in (int(bitrate * 0.9), 0):
        assert not is_copied(passed(clip, copy_up_to=less), clip)


def test_times_and_edit_lists_come_out_as_they_would_be_encoded(footage: Footage, passed: Pass) -> None:
    clip = footage(**SANE, vfr=True, start=2.0)
    copied, encoded = passed(clip), passed(clip, copy=False)
    assert is_copied(copied, clip)
    assert not is_copied(encoded, clip)
    times = [shown_at(made) for made in (copied, encoded)]
    assert times[0] == pytest.approx(times[1], abs=0.002)
    assert copied.outcome.duration_s == encoded.outcome.duration_s


def test_what_has_something_to_hide_is_encoded(passed: Pass, tmp_path: Path) -> None:
    late = face(160, lambda at: (500, 200) if at > 1 else None)
    film(clip := tmp_path / "clip.mp4", [late], seconds=2)
    made = passed(clip, judge=False)
    assert made.outcome.hidden.faces == 1
    assert not is_copied(made, clip)
    assert is_copied(passed(clip, judge=False, hide=False), clip)


@pytest.mark.parametrize(
    "wishes",
    [
        {"codec": "libx265"},
        {"rotate": 90},
        {"width": 1281, "pixels": "yuv444p"},
        {"options": {"g": "300", "keyint_min": "300"}, "seconds": 6},
        {"options": {"crf": "0", "preset": "ultrafast"}, "pixels": "yuv420p10le"},
    ],
    ids=["HEVC", "turned", "odd", "no key frames", "10 bit"],
)
def test_what_phones_cannot_play_is_encoded(footage: Footage, passed: Pass, wishes: dict[str, object]) -> None:
    made = passed(clip := footage("mov", **SANE | wishes))
    assert made.outcome.verdict is None
    assert not is_copied(made, clip)


def test_a_source_that_changes_its_size_midway_is_encoded(footage: Footage, passed: Pass, tmp_path: Path) -> None:
    with (
        av.open(str(footage(**SANE))) as one,
        av.open(str(footage(**SANE | {"width": 960, "height": 540}))) as two,
        av.open(str(clip := tmp_path / "clip.mp4"), "w") as both,
    ):
        stream, later = both.add_stream_from_template(one.streams.video[0]), 0
        for box in (one, two):
            own = _parameters(bytes(box.streams.video[0].codec_context.extradata))
            begins, packets = later, [packet for packet in box.demux(video=0) if packet.size]
            for packet in packets:
                made = av.Packet((own if packet.is_keyframe else b"") + bytes(packet))
                made.pts, made.dts, made.time_base = packet.pts + begins, packet.dts + begins, packet.time_base
                made.is_keyframe, made.stream = packet.is_keyframe, stream
                later = begins + round(3 / packet.time_base)
                both.mux(made)
    made = passed(clip, judge=False)
    assert made.outcome.verdict is None
    assert not is_copied(made, clip)
    assert {(frame.width, frame.height) for frame in made.frames()} == {(1280, 720)}
    assert made.outcome.frames == 180


def _parameters(record: bytes) -> bytes:
    """The first SPS and PPS of an AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1) as units of a packet."""
    size = int.from_bytes(record[6:8], "big")
    sps, rest = record[8 : 8 + size], record[9 + size :]
    pps = rest[2 : 2 + int.from_bytes(rest[:2], "big")]
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in (sps, pps))


def test_a_damaged_source_is_encoded(footage: Footage, passed: Pass) -> None:
    clip = footage(**SANE, container_options={"movflags": "faststart"})
    data = bytearray(clip.read_bytes())
    for place in range(len(data) * 9 // 10, len(data) * 9 // 10 + 40):
        data[place] ^= 0x55
    made = passed(bytes(data))
    assert made.outcome.verdict is None
    assert made.outcome.damaged
    clip.write_bytes(bytes(data))
    assert not is_copied(made, clip)


def test_a_long_file_is_not_read_into_memory_to_find_its_segments(footage: Footage, passed: Pass) -> None:
    made = passed(footage(**SANE))
    path = made.folder / made.outcome.renditions[0].file
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write((64 * MEGABYTE).to_bytes(4, "big") + b"free")
        file.truncate(file.tell() - 8 + 64 * MEGABYTE)
    tracemalloc.start()
    found = read_fragments(path, 3.0)
    correct_index(path, found)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.segments) == 3
    assert most < MEGABYTE
