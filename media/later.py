"""The sizes that a copied clip was published without, made from its largest one.

What is to be seen in them was looked at and judged before: they are only encoded, with key frames at the same
pictures, so that a player may go from one size to the other at every segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import av.error
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from media.check import BadOutput, check_outputs
from media.copying import begin_together
from media.frames import TICKS, Counted, decoding
from media.job import Job, Step
from media.ladder import ladder
from media.outcome import Outcome
from media.progress import Progress
from media.shot import Shot
from media.sinks.renditions import Renditions
from media.source import Refused, Source, opened
from media.upright import Upright

Tell = Callable[[Step, int], None]


def add_sizes(job: Job, tell: Tell) -> Outcome:
    """Encode the sizes `job.only` of the source, one of our own renditions. Raises BadOutput, also of the source."""
    tell(Step.PROBE, 0)
    try:
        with opened(job.folder / job.source) as source:
            outcome = _Addition(job, source, Progress(source, tell)).run()
    except Refused as refused:
        raise BadOutput(f"{job.source}: {refused.verdict.code}") from refused
    tell(Step.CHECK, 0)
    check_outputs(outcome, job.folder)
    for made in outcome.renditions:
        if not begin_together(job.folder / made.file, job.folder / job.source):
            raise BadOutput(f"{made.file}: does not begin where the largest size does")
    tell(Step.CHECK, 100)
    return outcome


@dataclass
class _Addition:
    job: Job
    source: Source
    progress: Progress
    counted: Counted = field(default_factory=Counted)

    def run(self) -> Outcome:
        keys = _keys_of(self.source)
        with decoding(self.source, None, self.counted) as frames:
            return self._take_all(frames, keys)

    def _take_all(self, frames: Iterator[VideoFrame | AudioFrame], keys: frozenset[int]) -> Outcome:
        first = next(frames, None)
        if not isinstance(first, VideoFrame):
            raise BadOutput(f"{self.job.source}: no pictures")
        scalers = self._scalers(first)
        sizes = [scaler.sizes[0] for scaler in scalers]
        rate = float(self.source.video.average_rate or 30)
        making = Renditions(self.job.folder, sizes, rate, sound=False, keys=keys)
        with ExitStack() as undo:
            undo.callback(making.abandon)
            self._take(first, scalers, making)
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    self._take(frame, scalers, making)
            outcome = self._counted()
            making.finish(outcome)
        return outcome

    def _scalers(self, first: VideoFrame) -> list[Upright]:
        """One for each size, that makes it from the largest at once."""
        rungs = {ladder(first.width, first.height, (rung,))[0].name: rung for rung in sorted(self.job.rungs)}
        if missing := set(self.job.only) - set(rungs):
            raise BadOutput(f"{self.job.source}: has no {', '.join(sorted(missing))}")
        aspect = self.source.video.sample_aspect_ratio
        return [Upright(first, aspect, (rungs[name],)) for name in self.job.only]

    def _take(self, frame: VideoFrame, scalers: list[Upright], making: Renditions) -> None:
        pictures = [scaler.pictures(frame)[0] for scaler in scalers]
        shot = Shot(frame.pts or 0, frame.duration, pictures)
        making.take(shot)
        self.progress.at(shot.at)

    def _counted(self) -> Outcome:
        if self.counted.damaged:
            raise BadOutput(f"{self.job.source}: damaged")
        end = self.counted.end / TICKS
        rate = round(self.counted.frames / end, 3)
        return Outcome(frames=self.counted.frames, duration_s=round(end, 3), frame_rate=rate)


def _keys_of(source: Source) -> frozenset[int]:
    """The pictures at which the segments of `source` begin, in ticks from the first; reads it and goes back."""
    base, times = source.video.time_base, []
    first = None
    with suppress(av.error.FFmpegError):
        for packet in source.container.demux(source.video):
            if packet.size and packet.pts is not None:
                first = packet.pts if first is None else min(first, packet.pts)
                times += [packet.pts] if packet.is_keyframe else []
        source.container.seek(source.video.start_time or 0, stream=source.video)
    if base is None or first is None:
        raise BadOutput("the largest size has no times")
    return frozenset(round(at * base * TICKS) - round(first * base * TICKS) for at in times)
