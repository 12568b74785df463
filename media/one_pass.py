"""The one pass: decode once, look, encode every size, make the stills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain

from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from media.captured import captured_at
from media.check import check_outputs
from media.frames import TICKS, Counted, decoded
from media.hiding.hiding import Hiding
from media.job import Job, Step
from media.location import location_of
from media.observers import LOOKS_A_SECOND, OBSERVERS
from media.outcome import Disposition, Outcome
from media.shot import Listener, Observer, Seconds, Shot, Sink
from media.sinks import sinks
from media.sinks.poster import Poster
from media.sound import LATE, Sound
from media.source import Refused, Source, decodable_sound, lasts_longer, opened
from media.source_credentials import credentials_of
from media.trust import damage_verdict, length_verdict
from media.upright import Upright

FASTEST = 300  # pictures a second; slow motion has 240

Tell = Callable[[Step, int], None]


def run(job: Job, tell: Tell) -> Outcome:
    """Make everything of one clip in `job.folder`. What is wrong with the footage is the outcome's verdict."""
    outcome = Outcome()
    tell(Step.PROBE, 0)
    try:
        with opened(job.folder / job.source) as source:
            _describe(source, outcome)
            outcome.credentials = credentials_of(job.folder / job.source, source.format)
            _Pass(job, source, outcome, tell).run()
    except Refused as refused:
        outcome.verdict = refused.verdict
    if outcome.disposition is Disposition.REJECT:
        return outcome
    tell(Step.CHECK, 0)
    check_outputs(outcome, job.folder)
    tell(Step.CHECK, 100)
    return outcome


def _describe(source: Source, outcome: Outcome) -> None:
    metadata = {**source.video.metadata, **source.container.metadata}
    outcome.container, outcome.codec = source.format, source.video.codec_context.name
    outcome.captured_at, outcome.captured_offset_known = captured_at(metadata)
    outcome.lat, outcome.lon = location_of(metadata) or (None, None)


@dataclass
class _Pass:
    job: Job
    source: Source
    outcome: Outcome
    tell: Tell
    counted: Counted = field(default_factory=Counted)
    told: int = -1

    def run(self) -> None:
        if lasts_longer(self.source, self.job.max_duration_s):
            raise _too_long(self.job)
        sound = decodable_sound(self.source) if self.job.audio else None
        frames = decoded(self.source, sound, self.counted)
        first = next(frames, None)
        if not isinstance(first, VideoFrame):
            raise Refused("corrupt", at_s=0.0, reason="nothing_decodes")
        upright = Upright(first, self.source.video.sample_aspect_ratio, self.job.rungs)
        self.outcome.width, self.outcome.height = upright.width, upright.height
        watching = [make() for make in OBSERVERS]
        hiding = Hiding(self.job)
        making = sinks(self.job, upright.sizes, self._rate(), sound=sound is not None)
        with ExitStack() as undo:
            for sink in making:
                undo.callback(sink.abandon)
            self._feed(chain([first], frames), upright, watching, hiding, making, hearing=sound is not None)
            self._count()
            self._judge(watching, hiding)
            rejected = self.outcome.disposition is Disposition.REJECT
            for sink in making:
                if not rejected or isinstance(sink, Poster):  # one still shows what was wrong
                    sink.finish(self.outcome)

    def _feed(
        self,
        frames: Iterator[VideoFrame | AudioFrame],
        upright: Upright,
        watching: list[Observer],
        hiding: Hiding,
        making: tuple[Sink, ...],
        *,
        hearing: bool,
    ) -> None:
        sound = Sound() if hearing else None
        look_at: Seconds = 0.0
        for frame in frames:
            if isinstance(frame, AudioFrame):
                if sound is not None:
                    _hear(sound.even(frame), making)
                continue
            shot = Shot(frame.pts or 0, frame.duration, upright.pictures(frame))
            self._within_limits(shot)
            if shot.at >= look_at:
                look_at = shot.at + 1 / LOOKS_A_SECOND
                for observer in watching:
                    observer.see(shot, shot.at)
                self._progress(shot.at)
            if sound is not None:
                _hear(sound.until(shot.at - LATE), making)
            _show(hiding.take(shot), making)
        _show(hiding.finish(), making)
        if sound is not None:
            _hear(sound.until(self.counted.end / TICKS), making)

    def _within_limits(self, shot: Shot) -> None:
        if shot.at > self.job.max_duration_s:
            damage = damage_verdict(self.counted)  # which also makes times that cannot be
            raise _too_long(self.job) if damage is None else Refused.as_said(damage)
        if self.counted.frames > FASTEST * (shot.at + 1):
            raise Refused("unsupported", at_s=round(shot.at, 3), reason="too_many_pictures")

    def _progress(self, at: Seconds) -> None:
        declared = (self.source.container.duration or 0) / 1_000_000  # only for the bar
        percent = min(99, int(100 * at / declared)) if declared > 0 else 50
        if percent != self.told:
            self.told = percent
            self.tell(Step.PASS, percent)

    def _count(self) -> None:
        end = self.counted.end / TICKS
        self.outcome.frames, self.outcome.damaged = self.counted.frames, self.counted.damaged
        self.outcome.duration_s = round(end, 3)
        self.outcome.frame_rate = round(self.counted.frames / end, 3)

    def _judge(self, watching: list[Observer], hiding: Hiding) -> None:
        verdict = damage_verdict(self.counted) or length_verdict(self.counted, self.job)
        for observer in watching:
            verdict = verdict or observer.verdict()
        self.outcome.verdict = verdict or hiding.verdict()
        self.outcome.hidden = hiding.hidden() if self.job.hide else None
        self.outcome.problem = hiding.said

    def _rate(self) -> float:
        rate = self.source.video.average_rate  # only a hint for rate control
        return float(rate) if rate and 1 <= rate <= 240 else 30.0


def _too_long(job: Job) -> Refused:
    return Refused("too_long", at_s=job.max_duration_s, max_s=job.max_duration_s)


def _show(shots: Iterable[Shot], making: tuple[Sink, ...]) -> None:
    for shot in shots:
        for sink in making:
            sink.take(shot)


def _hear(sounds: Iterator[AudioFrame], making: tuple[Sink, ...]) -> None:
    for sound in sounds:
        for sink in making:
            if isinstance(sink, Listener):
                sink.hear(sound)
