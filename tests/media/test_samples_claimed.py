"""A header that claims millions of samples in a few bytes is refused before anything is made of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from media.job import Job, process
from media.mp4 import boxes, find
from media.outcome import Verdict
from media.samples_claimed import MOST_SAMPLES, claims_too_many
from tests.media.hostile import lying

Footage = Callable[..., Path]
JobWith = Callable[..., Job]
Bomb = Callable[[bytes], bytes]

MILLIONS = 2**26
SMALL = 150 * 1024**2  # bytes; an honest clip of this size takes about as much
TINY = {"seconds": 0.5, "width": 64, "height": 48}


def box(kind: bytes, *body: bytes) -> bytes:
    content = b"".join(body)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def numbers(*each: int) -> bytes:
    return struct.pack(f">{len(each)}I", *each)


def with_header(clip: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The clip with another `moov` at its end; where the pictures lie does not move."""
    moov = next(find(clip, b"moov"))
    return clip[: moov.start] + change(clip[moov.start : moov.end])


def pictures_of_one_size(clip: bytes) -> bytes:
    return lying(lying(clip, b"stsz", 8, 1), b"stsz", 12, MILLIONS)


def a_run_without_fields(clip: bytes) -> bytes:
    """Behind an honest fragment: FFmpeg reads it only after it has opened the file."""
    shared = box(b"tfhd", numbers(0x020038, 1, 512, 1, 0x1010000))
    run = box(b"trun", numbers(1, MILLIONS, 100))
    moof = box(b"moof", box(b"mfhd", numbers(0, 9)), box(b"traf", shared, box(b"tfdt", numbers(0, 99)), run))
    return clip + moof + box(b"mdat", bytes(100))


def chunks_of_plain_sound(clip: bytes) -> bytes:
    entry = box(b"sowt", bytes(6), b"\0\1", bytes(8), struct.pack(">HHI", 2, 16, 0), numbers(48_000 << 16))
    tables = [
        box(b"stsd", numbers(0, 1), entry),
        box(b"stts", numbers(0, 1, 48_000, 1)),
        box(b"stsc", numbers(0, 1, 1, 2**31 - 1, 1)),
        box(b"stsz", numbers(0, 4, 48_000)),
        box(b"stco", numbers(0, 30), numbers(*[100] * 30)),
    ]
    head = [box(b"mdhd", numbers(0, 0, 0, 48_000, 48_000, 0)), box(b"hdlr", numbers(0, 0), b"soun", bytes(13))]
    track = box(
        b"trak",
        box(b"tkhd", numbers(3, 0, 0, 2), bytes(68)),
        box(b"mdia", *head, box(b"minf", box(b"stbl", *tables))),
    )
    return with_header(clip, lambda moov: box(b"moov", moov[8:], track))


def the_same_part_again_and_again(clip: bytes) -> bytes:
    edits = box(b"edts", box(b"elst", numbers(0, 200_000), numbers(400, 1, 0x10000) * 200_000))

    def edited(moov: bytes) -> bytes:
        track = next(find(moov, b"moov", b"trak"))
        inside = [moov[each.start : each.end] for each in boxes(moov, track.body, track.end) if each.kind != b"edts"]
        return box(b"moov", moov[8 : track.start], box(b"trak", inside[0], edits, *inside[1:]), moov[track.end :])

    return with_header(clip, edited)


def a_packed_header(clip: bytes) -> bytes:
    def packed(moov: bytes) -> bytes:
        whole = box(b"moov", moov[8:], box(b"free", bytes(30_000_000)))
        content = numbers(len(whole)), zlib.compress(whole, 1)
        return box(b"moov", box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", *content)))

    return with_header(clip, packed)


FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


@pytest.mark.parametrize(
    ("bomb", "written"),
    [
        (pictures_of_one_size, {}),
        (a_run_without_fields, FRAGMENTED),
        (chunks_of_plain_sound, {}),
        (the_same_part_again_and_again, {}),
        (a_packed_header, {}),
    ],
)
def test_what_claims_millions_of_samples_is_refused_in_little_memory(
    footage: Footage, job_with: JobWith, bomb: Bomb, written: dict[str, str]
) -> None:
    outcome = process(job_with(bomb(footage(**TINY, container_options=written).read_bytes())))
    assert outcome.verdict == Verdict("unsupported", {"reason": "too_many_samples"})
    assert outcome.peak_memory is not None
    assert outcome.peak_memory < SMALL


@pytest.mark.parametrize("name", [b"free", b"mdat", b"uuid"])
def test_what_lies_in_the_media_data_is_no_claim(tmp_path: Path, name: bytes) -> None:
    claim = box(b"stsz", numbers(0, 1, MILLIONS))
    (path := tmp_path / "clip.mp4").write_bytes(box(b"ftyp", b"isom") + box(name, claim))
    assert not claims_too_many(path)
    path.write_bytes(box(b"ftyp", b"isom") + box(b"moov", claim))
    assert claims_too_many(path)


@pytest.mark.parametrize("place", [1024**2 - 12 + step for step in range(0, 20, 4)])
def test_a_table_is_found_wherever_it_lies(tmp_path: Path, place: int) -> None:
    inside = bytes(place - 8) + box(b"stsz", numbers(0, 1, MILLIONS))
    (path := tmp_path / "clip.mp4").write_bytes(box(b"moov", inside))
    assert claims_too_many(path)


@pytest.mark.parametrize(
    "tables",
    [
        [box(b"stsz", numbers(0, 0, 2**32 - 1))],  # as many as there are; FFmpeg stops where the file does
        [box(b"stsz", numbers(0, 500, 18_000)), box(b"stsc", numbers(0, 1, 1, 300, 1)), box(b"stco", numbers(0, 60))],
        [  # ten minutes of plain sound, each sample of it counted
            box(b"hdlr", numbers(0, 0), b"soun", bytes(13)),
            box(b"stts", numbers(0, 1, 28_800_000, 1)),
            box(b"stsz", numbers(0, 4, 28_800_000)),
            box(b"stsc", numbers(0, 1, 1, 48_000, 1)),
            box(b"stco", numbers(0, 600), bytes(2400)),
        ],
        [box(b"elst", numbers(0, 2), bytes(24)), box(b"stsz", numbers(0, 500, 18_000))],
    ],
    ids=["lie without effect", "ten minutes", "sound of ten minutes", "edited"],
)
def test_what_cameras_write_is_not_too_many(tmp_path: Path, tables: list[bytes]) -> None:
    (path := tmp_path / "clip.mp4").write_bytes(box(b"moov", *tables))
    assert not claims_too_many(path)


def test_the_limit_is_one_of_all_tracks_together(tmp_path: Path) -> None:
    half = box(b"stsz", numbers(0, 500, MOST_SAMPLES // 2))
    (path := tmp_path / "clip.mp4").write_bytes(box(b"moov", half, half))
    assert not claims_too_many(path)
    path.write_bytes(box(b"moov", half, half, half))
    assert claims_too_many(path)
