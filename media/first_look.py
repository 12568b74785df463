"""A look at a few pictures before the pass: what a driver can be told while standing beside the car."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import islice

import av.error
from av.video.frame import VideoFrame

from media.frames import TICKS
from media.job import Job
from media.observers.judges import Judges
from media.outcome import Verdict
from media.shot import Seconds, Shot
from media.source import FAR, Refused, Source, opened
from media.upright import Upright

PLACES = (0.1, 0.3, 0.5, 0.7, 0.9)  # shares of the clip
RUNGS = (360,)


def first_look(job: Job) -> Verdict | None:
    """What is wrong with every picture looked at. What can only be said of a whole clip is left to the pass."""
    judges = Judges(job.origin, job.limits, first_look=True)
    path = job.folder / job.source
    with suppress(Refused, av.error.FFmpegError, ValueError, IndexError), opened(path, at_a_glance=True) as source:
        for at, frame in _some(source):
            upright = Upright(frame, source.video.sample_aspect_ratio, RUNGS)
            judges.see(Shot(round(at * TICKS), 0, upright.pictures(frame)))
    verdict = judges.verdict()
    return verdict if verdict is not None and not verdict.held else None


def _some(source: Source) -> Iterator[tuple[Seconds, VideoFrame]]:
    """The key frame at or before each place; only the first one where the file cannot tell its length."""
    lasts = (source.container.duration or 0) / 1_000_000
    for place in PLACES if lasts > len(PLACES) / 10 else PLACES[:1]:
        if lasts:
            source.container.seek(int(place * lasts * 1_000_000), backward=True)
        frame = _next_alone(source)
        if frame is None:
            return
        yield place * lasts, frame


def _next_alone(source: Source) -> VideoFrame | None:
    """The next picture, decoded without those after it, which a decoder left to itself would ask for first."""
    context = source.video.codec_context
    for packet in islice(source.container.demux(source.video), FAR):
        frames: list[VideoFrame] = [*packet.decode(), *(context.decode(None) if packet.size else ())]
        context.flush_buffers()
        if frames:
            frames[0].time_base = source.video.time_base or Fraction(1, TICKS)  # flushed ones come without
            return frames[0]
    return None
