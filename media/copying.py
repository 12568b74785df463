"""Publishing a sane source without encoding its largest size again: only the packets of its pictures are copied.

Only where nothing was hidden and nobody wants the sound. The keys of the smaller sizes are then the source's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import av
import av.error
from av.bitstream import BitStreamFilterContext
from av.packet import Packet

from media.frames import TICKS
from media.mp4 import MOVFLAGS, read_fragments
from media.source import Source

PROFILES = {"Constrained Baseline", "Main", "High"}  # of H.264: what every phone plays
LONGEST_GROUP = 4.0  # seconds from key to key: a segment, and how far a player has to jump
BOX = (1920, 1080)
# Slices and their parameters (ITU-T H.264, table 7-1): no SEI or unnamed units, in which cameras write what they
# like, and no second view, finer layer or auxiliary picture, which nobody has looked at.
ONLY_PICTURES = "filter_units=pass_types=1|5|7|8"
SAME = 0.002  # seconds
IDR = 5  # nal_unit_type, ITU-T H.264, table 7-1
PLAIN_COLOURS, LIMITED = (1, 2), (0, 1)  # BT.709 or unsaid; not full range


class EncodeInstead(Exception):
    """Something has to be hidden, or the packets are not what they seemed: the source cannot be copied."""


@dataclass(frozen=True)
class Copyable:
    """What the packets of a sane source say."""

    first: int  # time stamp of the first picture, in the stream's own time base
    keys: frozenset[int]  # pictures at which a segment may begin, in ticks from the first
    pictures: int


class _Noted(NamedTuple):
    """What is kept of a packet: all of them together are the whole file."""

    at: int | None  # when it is shown, in the stream's time base
    is_key: bool
    begins_anew: bool
    is_odd: bool


def copyable(source: Source, up_to: int) -> Copyable | None:
    """The plan for copying, or None when it has to be encoded. Reads all packets and goes back to the start.

    `up_to` so many bits a second: more would be no pleasure to anybody's line.
    """
    if not _is_plain(source, up_to):
        return None
    with suppress(av.error.FFmpegError, ValueError, IndexError):
        noted = [_noted(packet) for packet in source.container.demux(source.video) if packet.size]
        plan = _plan(noted, source)
        source.container.seek(source.video.start_time or 0, stream=source.video)
        return plan
    return None


def copy_pictures(source: Source, plan: Copyable, path: Path, like: Path) -> None:
    """Write the packets of the pictures into a fragmented MP4 whose times begin where those of `like` do.

    A player that goes from one to the other must not jump. Raises EncodeInstead when that cannot be had.
    """
    with av.open(str(path), "w", format="mp4", options={"movflags": MOVFLAGS, "fflags": "+bitexact"}) as box:
        stream = box.add_stream_from_template(source.video)
        stream.time_base = source.video.time_base
        only = BitStreamFilterContext(ONLY_PICTURES, source.video, stream)
        for packet in _moved(source, plan.first):
            for kept in only.filter(packet):
                kept.stream = stream
                box.mux(kept)
        for kept in only.filter(None):
            kept.stream = stream
            box.mux(kept)

    if not begin_together(path, like):
        raise EncodeInstead


def begin_together(one: Path, other: Path) -> bool:
    """Whether a player may go from one of these fragmented MP4s to the other without a jump."""
    return abs(read_fragments(one, 0.0).begins - read_fragments(other, 0.0).begins) <= SAME


def _moved(source: Source, first: int) -> Iterator[Packet[Any]]:
    """The packets, with the first picture shown at 0, as an encoder would hand them over."""
    source.container.seek(source.video.start_time or 0, stream=source.video)
    for packet in source.container.demux(source.video):
        if packet.size and packet.pts is not None and packet.dts is not None:
            packet.pts, packet.dts = packet.pts - first, packet.dts - first
            yield packet


def _is_plain(source: Source, up_to: int) -> bool:
    """By what the headers say; what they hide shows when the pictures are decoded and counted."""
    video, context = source.video, source.video.codec_context
    length = (source.container.duration or 0) / 1_000_000
    small = max(video.width, video.height) <= BOX[0] and min(video.width, video.height) <= BOX[1]
    return (
        source.format in ("mov", "matroska")
        and context.name == "h264"
        and context.pix_fmt == "yuv420p"
        and context.profile in PROFILES
        and small
        and video.width % 2 == video.height % 2 == 0
        and (video.sample_aspect_ratio or 1) == 1
        and context.colorspace in PLAIN_COLOURS
        and context.color_range in LIMITED
        and length > 0
        and source.container.size * 8 / length <= up_to
    )


def _noted(packet: Packet[Any]) -> _Noted:
    odd = packet.is_corrupt or packet.is_discard or packet.dts is None
    return _Noted(packet.pts, packet.is_keyframe, packet.is_keyframe and _has_idr(bytes(packet)), odd)


def _plan(noted: list[_Noted], source: Source) -> Copyable | None:
    times = sorted(each.at for each in noted if each.at is not None)
    base = source.video.time_base or Fraction(0)
    keys = [each for each in noted if each.is_key]
    if len(times) != len(noted) or len(set(times)) != len(times) or not keys or not noted[0].is_key:
        return None
    if any(each.is_odd for each in noted):
        return None
    if noted[0].at != times[0] or not all(key.begins_anew for key in keys):
        return None
    starts = [key.at for key in keys if key.at is not None]
    if any((after - one) * base > LONGEST_GROUP for one, after in pairwise([*starts, times[-1]])):
        return None
    ticks = frozenset(round(at * base * TICKS) - round(times[0] * base * TICKS) for at in starts)
    return Copyable(times[0], ticks, len(noted))


def _has_idr(packet: bytes) -> bool:
    """Whether a packet with four-byte lengths (ISO 14496-15) begins anew: nothing after it refers to before it."""
    at = 0
    while at + 5 <= len(packet):
        if packet[at + 4] & 0x1F == IDR:
            return True
        at += 4 + int.from_bytes(packet[at : at + 4], "big")
    return False
