"""Read fragmented MP4 (ISO/IEC 14496-12): what HLS needs to know about a file we wrote ourselves."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from media.outcome import Segment

# CMAF (ISO 23000-19): one fragment from key frame to key frame, and an index at the front for plain playing.
MOVFLAGS = "+cmaf+frag_keyframe+delay_moov+default_base_moof+negative_cts_offsets+global_sidx+skip_trailer"
NOT_SYNC = 0x10000  # sample_is_non_sync_sample
Data = bytes | mmap


class Box(NamedTuple):
    kind: bytes
    start: int  # of the box itself
    body: int  # of what is in it
    end: int


@dataclass
class Fragments:
    """The layout of one file. `durations` of `segments` are those of the video track."""

    init: tuple[int, int]
    segments: list[Segment]
    samples: int  # pictures
    size: int
    codecs: str
    starts_with_key: list[bool] = field(default_factory=list)
    begins: float = 0.0  # time of the first picture in the fragments themselves, in seconds


@dataclass
class _Track:
    video: bool = False
    timescale: int = 1
    default_duration: int = 0
    default_flags: int = 0


class _Sample(NamedTuple):
    duration: int  # to the next one's decoding
    flags: int
    offset: int  # from decoding to showing


class _Run(NamedTuple):
    samples: int
    starts: float  # seconds
    key: bool


def boxes(data: Data, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes lying side by side in data[start:end]; ValueError when their sizes cannot be."""
    end = len(data) if end is None else end
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            body = start + 16
        if size < body - start or start + size > end:
            raise ValueError(f"box {kind!r} at {start} of {size} bytes does not fit")
        yield Box(kind, start, body, start + size)
        start += size


def find(data: Data, *path: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Every box at the end of this path of kinds."""
    for box in boxes(data, start, end):
        if box.kind == path[0]:
            if len(path) == 1:
                yield box
            else:
                yield from find(data, *path[1:], start=box.body, end=box.end)


def read_fragments(path: Path, end_s: float) -> Fragments:
    """The init range, the segment table and the codecs of a fragmented MP4 whose last picture goes at `end_s`.

    A segment lasts from its earliest picture to the next segment's. Sample durations cannot be summed instead: with
    B-frames they are distances between decoding times, which differ where the frame rate varies.
    Raises ValueError when it is something else.
    """
    with _mapped(path) as data:
        return _read(data, end_s)


def _read(data: Data, end_s: float) -> Fragments:
    top = list(boxes(data))
    moov = next((box for box in top if box.kind == b"moov"), None)
    if moov is None:
        raise ValueError("no moov")
    tracks = _tracks(data, moov)
    found = Fragments((0, moov.end), [], 0, len(data), _codecs(data, moov))
    places = [place for place, box in enumerate(top) if box.kind == b"moof"]
    runs = [_video_run(data, top[place], tracks) for place in places]
    # Depending on FFmpeg's release the first picture has time 0, or stands behind an edit list that makes it 0.
    origin = found.begins = runs[0].starts if runs else 0.0
    ends = [*(run.starts for run in runs[1:]), origin + end_s]
    for place, run, end in zip(places, runs, ends, strict=True):
        start = top[place].start
        found.segments.append(Segment(start, top[place + 1].end - start, round(end - run.starts, 6)))
        found.samples += run.samples
        found.starts_with_key.append(run.key)
    return found


def correct_index(path: Path, found: Fragments) -> None:
    """Put the true durations into the file's own index (sidx, ISO 14496-12, 8.16.3), which plain playing goes by."""
    with _mapped(path) as data, path.open("r+b") as file:
        tracks = _tracks(data, next(find(data, b"moov")))
        for box in find(data, b"sidx"):
            track = tracks[_u32(data, box.body + 4)]
            first = box.body + (28 if data[box.body] else 20) + 4
            if not track.video or (box.end - first) // 12 != len(found.segments):
                continue
            for number, segment in enumerate(found.segments):
                file.seek(first + 12 * number + 4)
                file.write(round(segment.duration_s * track.timescale).to_bytes(4, "big"))


@contextmanager
def _mapped(path: Path) -> Iterator[Data]:
    """The file's bytes, of which only those that are looked at are read: three minutes can be 400 MB."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        yield data


def bandwidth(segments: list[Segment]) -> int:
    """Peak bits a second: the heaviest run of segments that lasts 0.5 to 1.5 target durations (RFC 8216, 4.1)."""
    target = max(1, round(max(segment.duration_s for segment in segments)))
    heaviest = average_bandwidth(segments)
    for first in range(len(segments)):
        size, lasts = 0, 0.0
        for segment in segments[first:]:
            size, lasts = size + segment.size, lasts + segment.duration_s
            if lasts > 1.5 * target:
                break
            if lasts >= 0.5 * target:
                heaviest = max(heaviest, round(size * 8 / lasts))
    return heaviest


def average_bandwidth(segments: list[Segment]) -> int:
    """Bits a second over the whole of the segments."""
    return round(sum(each.size for each in segments) * 8 / max(1e-3, sum(each.duration_s for each in segments)))


def _tracks(data: Data, moov: Box) -> dict[int, _Track]:
    tracks: dict[int, _Track] = {}
    for trak in find(data, b"trak", start=moov.body, end=moov.end):
        header = next(find(data, b"tkhd", start=trak.body, end=trak.end))
        media = next(find(data, b"mdia", b"mdhd", start=trak.body, end=trak.end))
        handler = next(find(data, b"mdia", b"hdlr", start=trak.body, end=trak.end))
        number = _u32(data, header.body + (20 if data[header.body] else 12))
        timescale = _u32(data, media.body + (20 if data[media.body] else 12))
        tracks[number] = _Track(data[handler.body + 8 : handler.body + 12] == b"vide", timescale)
    for trex in find(data, b"mvex", b"trex", start=moov.body, end=moov.end):
        track = tracks[_u32(data, trex.body + 4)]
        track.default_duration, track.default_flags = _u32(data, trex.body + 12), _u32(data, trex.body + 20)
    return tracks


def _video_run(data: Data, moof: Box, tracks: dict[int, _Track]) -> _Run:
    """The pictures of one fragment."""
    for traf in find(data, b"traf", start=moof.body, end=moof.end):
        header = next(find(data, b"tfhd", start=traf.body, end=traf.end))
        flags, number = _u32(data, header.body) & 0xFFFFFF, _u32(data, header.body + 4)
        track, at = tracks[number], header.body + 8
        if not track.video:
            continue
        duration, sample_flags = track.default_duration, track.default_flags
        at += 8 * bool(flags & 0x1) + 4 * bool(flags & 0x2)
        if flags & 0x8:
            duration = _u32(data, at)
        at += 4 * bool(flags & 0x8) + 4 * bool(flags & 0x10)
        if flags & 0x20:
            sample_flags = _u32(data, at)
        decoded = next(find(data, b"tfdt", start=traf.body, end=traf.end))
        time = int.from_bytes(data[decoded.body + 4 : decoded.end], "big")
        samples: list[_Sample] = []
        for trun in find(data, b"trun", start=traf.body, end=traf.end):
            samples += _samples(data, trun, duration, sample_flags)
        earliest, at_flags = None, samples[0].flags
        for sample in samples:
            shown = time + sample.offset
            earliest = shown if earliest is None else min(earliest, shown)
            time += sample.duration
        return _Run(len(samples), (earliest or 0) / track.timescale, not at_flags & NOT_SYNC)
    raise ValueError("a fragment without pictures")


def _samples(data: Data, trun: Box, duration: int, sample_flags: int) -> Iterator[_Sample]:
    """The samples of one track run (ISO 14496-12, 8.8.8)."""
    flags, count = _u32(data, trun.body) & 0xFFFFFF, _u32(data, trun.body + 4)
    at = trun.body + 8 + 4 * bool(flags & 0x1)
    first = None
    if flags & 0x4:
        first = _u32(data, at)
        at += 4
    for number in range(count):
        each = _Sample(duration, first if number == 0 and first is not None else sample_flags, 0)
        if flags & 0x100:
            each = each._replace(duration=_u32(data, at))
        at += 4 * bool(flags & 0x100) + 4 * bool(flags & 0x200)
        if flags & 0x400:
            each = each._replace(flags=_u32(data, at))
        at += 4 * bool(flags & 0x400)
        if flags & 0x800:
            each = each._replace(offset=int.from_bytes(data[at : at + 4], "big", signed=True))
            at += 4
        yield each


def _codecs(data: Data, moov: Box) -> str:
    """The CODECS attribute (RFC 6381): from avcC as ISO 14496-15 says, and from the AudioSpecificConfig."""
    found: list[str] = []
    for table in find(data, b"trak", b"mdia", b"minf", b"stbl", b"stsd", start=moov.body, end=moov.end):
        entry = next(boxes(data, table.body + 8, table.end))
        if entry.kind in (b"avc1", b"avc3"):
            config = next(find(data, b"avcC", start=entry.body + 78, end=entry.end))
            found.append(f"{entry.kind.decode()}.{data[config.body + 1 : config.body + 4].hex()}")
        elif entry.kind == b"mp4a":
            config = next(find(data, b"esds", start=entry.body + 28, end=entry.end))
            found.append(f"mp4a.40.{_audio_object(data[config.body + 4 : config.end])}")
        else:
            raise ValueError(f"unexpected {entry.kind!r}")
    return ",".join(found)


def _audio_object(descriptors: bytes) -> int:
    """The audio object type in an ES descriptor (ISO 14496-1, 7.2.6): the first five bits of tag 5."""
    at = 0
    while at < len(descriptors):
        tag, size, at = descriptors[at], 0, at + 1
        while True:
            byte, at = descriptors[at], at + 1
            size = size << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        if tag == 5:
            return descriptors[at] >> 3
        at += {3: 3, 4: 13}.get(tag, size)  # 3 and 4 hold further descriptors after these bytes
    raise ValueError("no AudioSpecificConfig")


def _u32(data: Data, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
