"""Few bytes that claim many things: programs, streams, tags, packets, tiles. Each costs little, with one verdict."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from media.job import Job, Limits, process
from media.lists_claimed import too_many_programs, too_many_tags
from media.outcome import Outcome, Verdict
from media.source import MOST_STREAMS, opened
from tests.media.conftest import Passed
from tests.media.heic_grid import grid
from tests.media.matroska import cluster, element, matroska, tags, track
from tests.media.transport_stream import program, program_table

Footage = Callable[..., Path]
Pass = Callable[..., Passed]
JobWith = Callable[..., Job]

SOON_S = 20.0  # on a busy machine; alone two at most
CUES, CUE_POINT, CUE_TIME, CUE_PLACES, CUE_TRACK, CUE_CLUSTER = 0x1C53BB6B, 0xBB, 0xB3, 0xB7, 0xF7, 0xF1
CODEC_PRIVATE, CHAPTERS, EDITION, CHAPTER = 0x63A2, 0x1043A770, 0x45B9, 0xB6


@pytest.fixture
def packets(footage: Footage) -> list[bytes]:
    """Somewhat more than a second of VP9."""
    with av.open(str(footage("webm", codec="libvpx-vp9", width=64, height=48, seconds=1.2))) as box:
        return [bytes(packet) for packet in box.demux(video=0) if packet.size]


@pytest.fixture
def pictures(packets: list[bytes]) -> bytes:
    """The same as a cluster of Matroska."""
    return cluster(packets, 0)


def soon_and_twice(job: Job) -> Outcome:
    """What comes of it, after checking that it comes soon, in little memory and again."""
    began = time.monotonic()
    outcomes = [process(job) for _ in range(2)]
    assert time.monotonic() - began < 2 * SOON_S
    assert outcomes[0].verdict == outcomes[1].verdict
    assert (outcomes[0].peak_memory or 0) < 400 * 1024**2
    return outcomes[0]


def test_a_transport_stream_of_thousands_of_programs_is_refused(footage: Footage, job_with: JobWith) -> None:
    usual = footage("ts").read_bytes()
    tables = [program_table(range(250 * n + 1, 250 * n + 251), n, 255) for n in range(256)]
    outcome = soon_and_twice(job_with(b"".join(tables) + usual))  # which FFmpeg compares for minutes
    assert outcome.verdict == Verdict("unsupported", {"reason": "too_many_programs"})
    assert process(job_with(program_table([1]) + program(1, range(100, 120)) + usual)).verdict is None


def test_tables_that_only_repeat_are_not_many(tmp_path: Path) -> None:
    (path := tmp_path / "clip.ts").write_bytes(program_table([1]) * 5000)
    assert not too_many_programs(path)


def test_slices_that_end_as_a_table_begins_are_none(tmp_path: Path) -> None:
    ends, chance = (b"\x47\0\0\1", b"\x47\0\0\0\1", b"\x47\0\0\3"), random.Random(7)  # H.264 and HEVC, annex B
    (path := tmp_path / "clip.ts").write_bytes(
        b"".join(chance.choice(ends) + chance.randbytes(200) for _ in range(1000))
    )
    assert not too_many_programs(path)


def test_a_file_of_thousands_of_tags_is_refused(pictures: bytes, job_with: JobWith) -> None:
    outcome = soon_and_twice(job_with(matroska(tags(60_000), pictures)))  # which FFmpeg compares for minutes
    assert outcome.verdict == Verdict("unsupported", {"reason": "too_many_tags"})
    assert process(job_with(matroska(tags(500), pictures))).verdict is None


def test_what_looks_like_a_tag_or_table_by_chance_is_none(tmp_path: Path) -> None:
    (path := tmp_path / "clip").write_bytes(random.Random(7).randbytes(50_000_000))
    assert not too_many_tags(path)
    assert not too_many_programs(path)


def with_keys(clip: bytes, count: int) -> bytes:
    """An MP4 that ends with its header, with tags of so many names of their own (QuickTime's `mdta`)."""

    def box(name: bytes, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return (8 + len(body)).to_bytes(4, "big") + name + body

    def numbered(number: int) -> bytes:
        return (number + 1).to_bytes(4, "big")

    names = (box(b"mdta", b"%d" % number) for number in range(count))
    values = (box(numbered(number), box(b"data", numbered(0), bytes(4), b"v")) for number in range(count))
    keys = box(b"keys", bytes(4), count.to_bytes(4, "big"), *names)
    meta = box(b"meta", box(b"hdlr", bytes(8), b"mdta", bytes(13)), keys, box(b"ilst", *values))
    at = clip.index(b"moov")
    return clip[: at - 4] + box(b"moov", clip[at + 4 :], meta)


def test_an_mp4_of_thousands_of_tags_is_refused(footage: Footage, job_with: JobWith) -> None:
    usual = footage().read_bytes()
    outcome = soon_and_twice(job_with(with_keys(usual, 60_000)))
    assert outcome.verdict == Verdict("unsupported", {"reason": "too_many_tags"})
    assert process(job_with(with_keys(usual, 1000))).verdict is None


@pytest.mark.parametrize("kind", ["mkv", "ts"])
def test_no_more_streams_are_looked_at_than_cameras_write(
    footage: Footage, pictures: bytes, tmp_path: Path, kind: str
) -> None:
    tracks = b"".join(track(number=number + 1) for number in range(900))
    programs = b"".join(program(number, range(number * 200, number * 200 + 200)) for number in range(1, 5))
    path = tmp_path / "many"
    if kind == "mkv":
        path.write_bytes(matroska(pictures, tracks=tracks))
    else:
        path.write_bytes(program_table(range(1, 5)) + programs + footage("ts").read_bytes())
    with opened(path) as source:
        assert len(source.container.streams) <= MOST_STREAMS


def test_an_mp4_of_more_streams_is_refused(passed: Pass, tmp_path: Path) -> None:
    with av.open(str(tmp_path / "many.mp4"), "w") as box:
        streams = [box.add_stream("mpeg4", rate=10) for _ in range(MOST_STREAMS + 6)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for stream in streams:
            box.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
            box.mux(stream.encode())
    verdict = passed(tmp_path / "many.mp4").outcome.verdict
    assert verdict == Verdict("unsupported", {"reason": "too_many_streams", "max": MOST_STREAMS})


def test_packets_without_pictures_are_not_read_for_ever(pictures: bytes, passed: Pass) -> None:
    in_vain = [cluster([b"x"] * 900, 2000 + 1000 * n, 1) for n in range(400)]
    began = time.monotonic()
    made = passed(matroska(pictures, *in_vain), hide=False)
    assert time.monotonic() - began < 5  # 15 s where all of them are tried
    assert made.outcome.verdict is not None
    assert made.outcome.verdict.code == "corrupt"


def test_pictures_that_are_all_shown_at_once_are_not_decoded_for_ever(packets: list[bytes], passed: Pass) -> None:
    made = passed(matroska(*[cluster(packets[:1] * 900, 0, 0)] * 30), hide=False)
    assert made.outcome.verdict is not None
    assert made.outcome.verdict.code == "too_short"
    assert made.outcome.damaged == 1  # where it was given up


def cue(at: int, place: int) -> bytes:
    return element(CUE_POINT, element(CUE_TIME, at) + element(CUE_PLACES, element(CUE_TRACK, 1) + place_of(place)))


def place_of(place: int) -> bytes:
    return element(CUE_CLUSTER, place)


def nested(name: int, depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = element(name, inner)
    return inner


def test_matroska_that_lies_is_read_past_its_lies(pictures: bytes, job_with: JobWith) -> None:
    lies = element(CUES, b"".join(cue(number, 2**50) for number in range(20_000)))
    deep = element(CHAPTERS, element(EDITION, nested(CHAPTER, 20_000)))
    assert soon_and_twice(job_with(matroska(lies, deep, pictures))).verdict is None


def test_a_size_that_cannot_be_is_corrupt(job_with: JobWith) -> None:
    endless = matroska(tracks=track() + element(0xAE, element(CODEC_PRIVATE, b"x", claimed=2**31 - 1)))
    outcome = soon_and_twice(job_with(endless))
    assert outcome.verdict is not None
    assert outcome.verdict.code == "corrupt"


def test_a_photo_of_tiles_is_taken(job_with: JobWith) -> None:
    outcome = process(job_with(grid(4, 4, (256, 256)), judge=False))
    assert (outcome.verdict, outcome.width, outcome.height) == (None, 256, 256)


@pytest.mark.parametrize("size", [(65_535, 65_535), (8192, 4320)])
def test_a_photo_that_claims_tiles_without_end_is_refused(job_with: JobWith, size: tuple[int, int]) -> None:
    outcome = soon_and_twice(job_with(grid(256, 255, size)))
    assert outcome.verdict is not None
    assert outcome.verdict.code in ("corrupt", "unsupported")


def test_a_photo_whose_tiles_are_all_as_large_as_itself_is_given_up(job_with: JobWith) -> None:
    job = job_with(grid(16, 16, (512, 512), tile=512))
    verdicts = [process(job, Limits(cpu_s=1)).verdict for _ in range(2)]
    assert verdicts[0] == verdicts[1] == Verdict("unsupported", {"reason": "cpu"})
