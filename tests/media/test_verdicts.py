from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from media import frames
from media.allowance import first_cpu_s, most_cpu_s, most_wall_s
from media.job import Job, Limits, process
from media.outcome import Verdict
from media.sniff import container_of
from tests.media.conftest import SOURCE, Passed
from tests.media.hostile import flipped
from tests.media.matroska import never_shown

Footage = Callable[..., Path]
Pass = Callable[..., Passed]
JobWith = Callable[..., Job]


def verdict_on(made: Passed) -> Verdict:
    """The verdict, after checking that a refused clip left nothing to play."""
    assert made.outcome.verdict is not None
    assert made.outcome.renditions == []
    assert list(made.folder.glob("*.mp4")) == []
    return made.outcome.verdict


def second_at(clip: Path, place: int) -> float:
    """Which second of the clip is stored at this byte."""
    with av.open(str(clip)) as box:
        packets = [packet for packet in box.demux(video=0) if packet.pos is not None and packet.size]
        behind = min((packet for packet in packets if packet.pos >= place), key=lambda packet: packet.pos)
        return float((behind.pts - packets[0].pts) * behind.time_base)


@pytest.mark.parametrize(
    "data",
    [b"", bytes(20_000), b"Dear driver,\n" * 500, random.Random(5).randbytes(20_000)],
    ids=["empty", "zeros", "text", "random"],
)
def test_what_is_no_video_is_called_so(passed: Pass, data: bytes) -> None:
    assert verdict_on(passed(data)).code == "not_a_video"


def test_only_four_containers_are_let_in(footage: Footage, tmp_path: Path) -> None:
    known = {"mp4": "mov", "mov": "mov", "mkv": "matroska", "webm": "matroska", "ts": "mpegts", "avi": "avi"}
    for ending, demuxer in known.items():
        codec = "libvpx-vp9" if ending == "webm" else "libx264"
        assert container_of(footage(ending, seconds=0.2, codec=codec)) == demuxer
    for ending in ("flv", "nut"):
        assert container_of(footage(ending, seconds=0.2)) is None


def test_a_codec_that_is_not_on_the_list_is_named(footage: Footage, passed: Pass) -> None:
    verdict = verdict_on(passed(footage("mkv", codec="ffv1")))
    assert verdict == Verdict("unsupported", {"codec": "ffv1"})


def test_a_clip_cut_off_before_its_index_is_corrupt(footage: Footage, passed: Pass) -> None:
    data = footage().read_bytes()
    assert verdict_on(passed(data[: len(data) * 2 // 3])).code == "corrupt"


@pytest.mark.parametrize("ending", ["ts", "mkv"])
def test_a_clip_cut_off_at_its_end_is_as_long_as_what_is_there(footage: Footage, passed: Pass, ending: str) -> None:
    data = footage(ending).read_bytes()
    made = passed(data[: len(data) * 7 // 10])
    assert made.outcome.verdict is None
    assert made.outcome.duration_s == pytest.approx(2.0, abs=0.2)
    assert len(made.frames()) == made.outcome.frames


def test_a_few_damaged_packets_are_counted_and_shown_anyway(footage: Footage, passed: Pass) -> None:
    data = footage("ts").read_bytes()
    made = passed(flipped(data, 0.001, first=len(data) * 9 // 10))
    assert made.outcome.verdict is None
    assert made.outcome.damaged > 0


@pytest.mark.parametrize("ending", ["mp4", "ts", "mkv"])
def test_a_mostly_damaged_clip_is_corrupt_from_where_it_begins(footage: Footage, passed: Pass, ending: str) -> None:
    clip = footage(ending, container_options={"movflags": "faststart"} if ending == "mp4" else {})
    data = clip.read_bytes()
    verdict = verdict_on(passed(flipped(data, 0.005, first=len(data) // 2)))
    assert verdict.code == "corrupt"
    assert 0.1 < float(verdict.params["share"]) <= 1
    assert verdict.at_s == pytest.approx(second_at(clip, len(data) // 2), abs=0.3)


@pytest.mark.parametrize("seed", range(24))
def test_a_mutant_gets_an_answer_whatever_it_is(footage: Footage, passed: Pass, seed: int) -> None:
    ending = ("mp4", "ts", "mkv", "avi")[seed % 4]
    data = footage(ending, seconds=1.5, audio=True, seed=seed).read_bytes()
    outcome = passed(flipped(data, 10 ** -(1 + seed % 5 / 1.2), seed=seed), audio=True).outcome
    assert outcome.verdict is None or outcome.verdict.code in (
        "corrupt",
        "unsupported",
        "not_a_video",
        "too_short",
        "too_long",
    )


def test_too_short_tells_how_long_it_was_and_how_long_it_should_be(footage: Footage, passed: Pass) -> None:
    assert verdict_on(passed(footage(seconds=0.5))) == Verdict("too_short", {"duration_s": 0.5, "min_s": 1.0})


def test_too_long_tells_the_limit(footage: Footage, passed: Pass) -> None:
    for ending in ("mp4", "ts"):
        verdict = verdict_on(passed(footage(ending, seconds=4), max_duration_s=3.0))
        assert verdict == Verdict("too_long", {"max_s": 3.0}, 3.0)


def test_too_long_is_seen_without_encoding_all_of_it(footage: Footage, job_with: JobWith) -> None:
    from media.one_pass import run

    told: list[str] = []
    run(job_with(footage(seconds=4), max_duration_s=1.0), lambda step, _percent: told.append(step))
    assert told == ["probe"]


def test_a_length_that_only_the_header_has_is_not_too_long(footage: Footage, passed: Pass) -> None:
    data = bytearray(footage().read_bytes())
    for kind, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        place = data.index(kind) + offset
        data[place : place + 4] = (2**31).to_bytes(4, "big")
    made = passed(bytes(data), max_duration_s=10.0)
    assert (made.outcome.verdict, made.outcome.frames) == (None, 90)


def test_one_even_colour_is_no_picture(footage: Footage, passed: Pass) -> None:
    assert verdict_on(passed(footage(brightness=0))) == Verdict("no_picture", {"share": 1.0}, 0.0)
    assert passed(footage(brightness=90, speck=True)).outcome.verdict.code != "no_picture"


def test_a_refused_clip_keeps_a_still_of_what_was_seen(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=0.5))
    assert made.outcome.still is not None
    assert (made.folder / made.outcome.still.file).stat().st_size == made.outcome.still.size


def test_a_bomb_of_size_is_refused_before_it_is_decoded(footage: Footage, job_with: JobWith) -> None:
    bomb = footage("avi", codec="mjpeg", pixels="yuvj420p", width=8192, height=8192, seconds=0.03, brightness=0)
    assert bomb.stat().st_size < 3_000_000
    outcome = process(job_with(bomb))
    assert outcome.verdict is not None
    assert outcome.verdict.code in ("unsupported", "corrupt")
    assert outcome.peak_memory is not None
    assert outcome.peak_memory < 300 * 1024**2


def test_a_bomb_of_pictures_is_refused(footage: Footage, passed: Pass) -> None:
    bomb = footage("mkv", rate=2000, seconds=0.9, width=64, height=64)
    assert verdict_on(passed(bomb)).params["reason"] == "too_many_pictures"


def test_footage_that_needs_more_memory_than_allowed_is_the_footages_fault(
    footage: Footage, job_with: JobWith
) -> None:
    big = footage(seconds=0.2, width=3840, height=2160)
    job = job_with(big, min_duration_s=0.1)
    verdicts = [process(job, Limits(memory=640 * 1024**2)).verdict for _ in range(2)]
    assert verdicts[0] == verdicts[1] == Verdict("unsupported", {"reason": "memory", "limit": 640 * 1024**2})
    assert process(job).verdict is None  # with the usual limit


def test_work_that_never_shows_a_picture_is_stopped_and_is_the_footages_fault(job_with: JobWith) -> None:
    bomb = never_shown(3840, 2160, 600)  # each costs some 10 ms
    verdicts = [process(job_with(bomb), Limits(cpu_s=1)).verdict for _ in range(2)]
    assert verdicts[0] == verdicts[1] == Verdict("unsupported", {"reason": "cpu"})


def test_pictures_earn_the_time_that_they_take(footage: Footage, job_with: JobWith) -> None:
    clip = footage(seconds=10, width=1280, height=720, options={"crf": "45"})
    outcome = process(job_with(clip, copy=False), Limits(cpu_s=1))
    assert outcome.verdict is None
    assert (outcome.cpu_s or 0) > first_cpu_s(Limits(cpu_s=1), clip.stat().st_size) + 1


def test_a_small_file_begins_with_little_time_and_the_longest_clip_may_have_much() -> None:
    small, job = 200_000, Job(SOURCE, Path())
    assert first_cpu_s(Limits(), small) < 70
    assert most_cpu_s(Limits(), job, small) > 5 * 3500  # what ten minutes of 2160p60 take here, on a slow machine
    assert most_wall_s(Limits(), job) > 5 * 3500 / 2  # and with two cores


def test_more_pixels_a_second_than_any_phone_films_are_refused(
    footage: Footage, passed: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = footage(seconds=3)
    monkeypatch.setattr(frames, "MOST_PIXELS", 320 * 180 * 20)
    verdicts = [verdict_on(passed(usual)) for _ in range(3)]
    assert verdicts == [Verdict("unsupported", {"reason": "too_many_pixels"}, 1.933)] * 3  # the 59th
