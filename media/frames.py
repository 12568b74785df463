"""Decode a source: pictures with their true times, and what was damaged on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av.error
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from media.ahead import ahead
from media.allowance import Allowance
from media.source import MAX_PIXELS, Refused, Source

TICKS = 90_000  # a second, in every output: divides evenly by the usual frame rates
AHEAD, PIXELS_AHEAD = 4, 4 * 1920 * 1080  # pictures that wait to be looked at, and pixels of all of them
IN_VAIN = 10_000  # packets without a picture, after which none is waited for: a minute and more of them
FASTEST = 300  # pictures a second; slow motion has 240
MOST_PIXELS = 1_100_000_000  # a second: 4320p30 and 2160p120, the most that phones film, have some less
JUMP_BACK = TICKS // 2  # a clock that falls back further than this was restarted

Check = Callable[[float], None]  # of the second of a picture


@dataclass
class Counted:
    """What was really there; headers say anything."""

    frames: int = 0
    pixels: int = 0
    packets: int = 0
    damaged: int = 0
    end: int = 0  # when the last picture stops being shown, in ticks
    first_damage: int | None = None  # in ticks

    def damage(self, at: int | None = None) -> None:
        self.damaged += 1
        if self.first_damage is None:
            self.first_damage = self.end if at is None else at


@contextmanager
def decoding(
    source: Source, sound: AudioStream | None, counted: Counted, check: Check = lambda _at: None
) -> Iterator[Iterator[VideoFrame | AudioFrame]]:
    """The same as `decoded`, in a thread of its own: decoders have nothing to do while nobody fetches their pictures.

    `counted` is ahead until the last picture came: by a few of them, and by all that is damaged behind those. What is
    to be the same however far it is belongs in `check`, which is asked there, at each picture, and may raise.
    """
    most = min(AHEAD, PIXELS_AHEAD // max(1, source.video.width * source.video.height))
    with ahead(decoded(source, sound, counted, check), max(1, most)) as frames:
        yield frames


def decoded(
    source: Source, sound: AudioStream | None, counted: Counted, check: Check = lambda _at: None
) -> Generator[VideoFrame | AudioFrame, None, None]:
    """Yield pictures whose `pts` are ticks from the first picture, strictly rising, and the sound after it.

    Damaged packets are counted and skipped. Variable frame rates, start times, edit lists and clocks that start
    again all come out as the times at which a person would see the pictures.
    """
    video = source.video
    video.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    video.codec_context.flags |= Flags.output_corrupt  # shown and counted rather than dropped
    video.thread_type = "AUTO"
    video.thread_count = min(4, os.cpu_count() or 1)
    allowance = Allowance()
    clock = _Clock(video.time_base or Fraction(1, TICKS), video.average_rate)
    streams = (video, sound) if sound is not None else (video,)
    in_vain = 0
    for packet in _packets(source, streams, counted):
        in_vain += packet.stream is video
        if in_vain > IN_VAIN:
            counted.damage()
            return
        for frame in _unpacked(packet, clock, counted):
            if isinstance(frame, AudioFrame):
                if clock.place_sound(frame):
                    yield frame
            elif isinstance(frame, VideoFrame):
                shown = clock.set(frame)
                if frame.is_corrupt:
                    counted.damage(frame.pts or 0)
                if shown:
                    in_vain = 0
                    allowance.picture(frame.width * frame.height)
                    counted.frames += 1
                    counted.pixels += frame.width * frame.height
                    counted.end = clock.next
                    at = (frame.pts or 0) / TICKS
                    _keep_pace(counted, at)
                    check(at)
                    yield frame


def _keep_pace(counted: Counted, at: float) -> None:
    """Asked at each picture, so that it says the same second however far ahead of the others decoding is.

    Raises Refused.
    """
    if counted.frames > FASTEST * (at + 1):
        raise Refused("unsupported", at_s=round(at, 3), reason="too_many_pictures")
    if counted.pixels > MOST_PIXELS * (at + 1):
        raise Refused("unsupported", at_s=round(at, 3), reason="too_many_pixels")


def _unpacked(packet: Packet[Any], clock: _Clock, counted: Counted) -> Iterable[Any]:
    """What one packet holds. Whatever a decoder says about it, the next one may be good."""
    is_picture = packet.stream.type == "video"
    counted.packets += bool(is_picture and packet.size)
    try:
        return cast(Iterable[Any], packet.decode())
    except av.error.MemoryError:
        raise
    except av.error.EOFError:
        return ()
    except av.error.FFmpegError:
        if is_picture:
            counted.damage(clock.place(packet.pts))
    return ()


def _packets(source: Source, streams: tuple[Stream, ...], counted: Counted) -> Iterator[Packet[Any]]:
    """Packets until the file ends or cannot be read any further."""
    try:
        yield from source.container.demux(*streams)
    except (av.error.FFmpegError, IndexError):  # the latter: streams that were not there at first
        counted.damage()


class _Clock:
    """Sets the times of frames one after the other."""

    def __init__(self, base: Fraction, rate: Fraction | None) -> None:
        self.scale = base * TICKS
        self.hint = max(1, round(TICKS / rate)) if rate and 1 <= rate <= 1000 else TICKS // 25
        self.usual: int | None = None  # the shortest time between two pictures so far
        self.first: int | None = None
        self.next = 0  # where a frame without a time belongs
        self.last = -1

    def place(self, pts: int | None) -> int:
        """About when something with this time stamp would be shown, in ticks."""
        return self.next if pts is None else max(0, round(pts * self.scale) - (self.first or 0))

    def place_sound(self, frame: AudioFrame) -> bool:
        """Give sound its time in ticks; False before the first picture."""
        if self.first is None or frame.time_base is None:
            return False
        if frame.pts is not None:
            frame.pts = round(frame.pts * frame.time_base * TICKS) - self.first
        frame.time_base = Fraction(1, TICKS)
        return True

    def set(self, frame: VideoFrame) -> bool:
        """Give `frame` its time and duration in ticks; False when it is shown at no time of its own."""
        lasts = round((frame.duration or 0) * self.scale)
        if frame.pts is None:
            ticks = self.next
        else:
            ticks = round(frame.pts * self.scale)
            if self.first is None:
                self.first = ticks
            ticks -= self.first
            if ticks < self.last - JUMP_BACK and self.first is not None:
                self.first += ticks - self.next
                ticks = self.next
        if ticks <= self.last:
            return False
        if self.last >= 0:
            gap = ticks - self.last
            self.usual = min(self.usual or gap, gap)
        usual = self.usual or self.hint
        if lasts < usual / 2:  # none given, or one tick of the container's clock
            lasts = usual
        frame.pts, frame.duration = ticks, lasts
        frame.time_base = Fraction(1, TICKS)
        self.last, self.next = ticks, ticks + frame.duration
        return True
