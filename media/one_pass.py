"""The one pass: decode once, look, encode every size, make the stills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain

from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from media.captured import captured_at
from media.check import check_outputs
from media.copying import Copyable, EncodeInstead, copyable
from media.first_look import first_look
from media.frames import TICKS, Counted, decoding
from media.hiding.hiding import Hiding
from media.job import Job, Step
from media.location import location_of
from media.observers.judges import Judges
from media.outcome import Disposition, Outcome, Verdict
from media.photo import as_clip
from media.progress import Progress
from media.shot import Listener, Seconds, Shot, Sink
from media.sinks import sinks
from media.sinks.evidence import Evidence
from media.sound import LATE, Sound
from media.source import Refused, Source, decodable_sound, lasts_longer, opened
from media.source_credentials import credentials_of
from media.trust import damage_verdict, length_verdict
from media.upright import Upright

Tell = Callable[[Step, int], None]
TellVerdict = Callable[[Verdict], None]


def run(job: Job, tell: Tell, tell_first: TellVerdict = lambda _verdict: None) -> Outcome:
    """Make everything of one clip in `job.folder`. What is wrong with the footage is the outcome's verdict.

    `tell_first` hears at once of what a few pictures show; the outcome may think better of it.
    """
    outcome = Outcome()
    tell(Step.PROBE, 0)
    try:
        job = as_clip(job, outcome)
    except Refused as refused:
        outcome.verdict = refused.verdict
        return outcome
    if job.judge and (first := first_look(job)) is not None:
        tell_first(first)
    try:
        outcome = _passed(job, replace(outcome), tell)
    except EncodeInstead:
        outcome = _passed(replace(job, copy=False), replace(outcome), tell)
    if outcome.disposition is Disposition.REJECT:
        return outcome
    tell(Step.CHECK, 0)
    check_outputs(outcome, job.folder)
    tell(Step.CHECK, 100)
    return outcome


def _passed(job: Job, outcome: Outcome, tell: Tell) -> Outcome:
    try:
        with opened(job.folder / job.source) as source:
            if not outcome.photo:
                _describe(source, outcome)
                outcome.credentials = credentials_of(job.folder / job.source, source.format)
            _Pass(job, source, outcome, tell).run()
    except Refused as refused:
        outcome.verdict = refused.verdict
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
    copying: bool = False

    def run(self) -> None:
        if lasts_longer(self.source, self.job.max_duration_s):
            raise _too_long(self.job)
        sound = decodable_sound(self.source) if self.job.audio else None
        plan = copyable(self.source, self.job.copy_up_to) if self._may_copy() else None
        with decoding(self.source, sound, self.counted, self._within_limits) as frames:
            self._take(frames, plan, hearing=sound is not None)

    def _take(self, frames: Iterator[VideoFrame | AudioFrame], plan: Copyable | None, *, hearing: bool) -> None:
        first = next(frames, None)
        if not isinstance(first, VideoFrame):
            raise Refused("corrupt", at_s=0.0, reason="nothing_decodes")
        upright = Upright(first, self.source.video.sample_aspect_ratio, self.job.rungs)
        self.outcome.width, self.outcome.height = upright.width, upright.height
        judges, hiding = Judges(self.job.origin, self.job.limits), Hiding(self.job)
        if plan is not None and (hiding.problem or len(upright.sizes) == 1 or not upright.is_as_filmed(first)):
            plan = None
        self.copying = plan is not None
        copied = None if plan is None else (self.source, plan)
        making = sinks(self.job, judges, upright.sizes, self._rate(), sound=hearing, copied=copied)
        with ExitStack() as undo:
            for sink in making:
                undo.callback(sink.abandon)
            self._feed(chain([first], frames), upright, judges, hiding, making, hearing=hearing)
            self._count()
            if plan is not None and (self.counted.damaged or self.counted.frames != plan.pictures):
                raise EncodeInstead
            self._judge(judges, hiding)
            rejected = self.outcome.disposition is Disposition.REJECT
            for sink in making:
                if not rejected or isinstance(sink, Evidence):
                    sink.finish(self.outcome)

    def _feed(
        self,
        frames: Iterator[VideoFrame | AudioFrame],
        upright: Upright,
        judges: Judges,
        hiding: Hiding,
        making: tuple[Sink, ...],
        *,
        hearing: bool,
    ) -> None:
        sound = Sound(self.job.max_duration_s) if hearing else None
        progress = Progress(self.source, self.tell)
        for frame in frames:
            if isinstance(frame, AudioFrame):
                if sound is not None:
                    _hear(sound.even(frame), making)
                continue
            if self.copying and not upright.is_as_filmed(frame):  # its size may change midway
                raise EncodeInstead
            shot = Shot(frame.pts or 0, frame.duration, upright.pictures(frame))
            progress.at(shot.at)
            if self.job.judge:
                judges.see(shot)
            if sound is not None:
                _hear(sound.until(shot.at - LATE), making)
            self._show(hiding.take(shot), upright, making)
        self._show(hiding.finish(), upright, making)
        if sound is not None:
            _hear(sound.until(self.counted.end / TICKS), making)

    def _show(self, shots: Iterable[Shot], upright: Upright, making: tuple[Sink, ...]) -> None:
        for shot in shots:
            if self.copying and shot.patches:
                raise EncodeInstead
            if not self.copying:  # then those between are made later
                shot.pictures[1:1] = upright.between(shot.pictures[0])
            for sink in making:
                sink.take(shot)

    def _may_copy(self) -> bool:
        return self.job.copy and self.job.copy_up_to > 0 and not self.job.audio and not self.job.redactions

    def _within_limits(self, at: Seconds) -> None:
        if at > self.job.max_duration_s:
            damage = damage_verdict(self.counted)  # which also makes times that cannot be
            raise _too_long(self.job) if damage is None else Refused.as_said(damage)

    def _count(self) -> None:
        end = self.counted.end / TICKS
        self.outcome.frames, self.outcome.damaged = self.counted.frames, self.counted.damaged
        self.outcome.duration_s = round(end, 3)
        self.outcome.frame_rate = round(self.counted.frames / end, 3)

    def _judge(self, judges: Judges, hiding: Hiding) -> None:
        against = (damage_verdict(self.counted), length_verdict(self.counted, self.job), judges.verdict())
        useless = next((each for each in against if each is not None and not each.held), None)
        self.outcome.verdict = useless or hiding.verdict() or judges.verdict()
        self.outcome.quality = judges.track() if self.job.judge else None
        self.outcome.hidden = hiding.hidden() if self.job.hide else None
        self.outcome.problem = hiding.said

    def _rate(self) -> float:
        rate = self.source.video.average_rate  # only a hint for rate control
        return float(rate) if rate and 1 <= rate <= 240 else 30.0


def _too_long(job: Job) -> Refused:
    return Refused("too_long", at_s=job.max_duration_s, max_s=job.max_duration_s)


def _hear(sounds: Iterator[AudioFrame], making: tuple[Sink, ...]) -> None:
    for sound in sounds:
        for sink in making:
            if isinstance(sink, Listener):
                sink.hear(sound)
