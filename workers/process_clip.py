"""The job that makes a clip playable: fetch, hand to the fenced child, store, settle.

It may run twice, be killed anywhere, or wake up after somebody else took over: the row decides. The footage's own
faults settle the clip and are never tried again; ours hand it back, and the job comes again after a pause.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from media.job import Disposition, Job, Limits, Outcome, Redaction, Stopped, Verdict, process
from store.objects import StorageDown
from store.words import ClipStatus, VerdictCode
from tracking.clips.attempts import (
    Attempt,
    Superseded,
    attempt_that_made,
    fenced,
    hand_back,
    is_kept,
    outputs_prefix,
    strike,
    take,
    tell_first_verdict,
)
from tracking.clips.outputs import Made, Output
from tracking.clips.settle import hold, publish, reject
from workers.machinery import Machinery
from workers.progress import Progress
from workers.results import made_of, stills_of, store_outputs
from workers.signing import sign
from workers.source import download
from workers.trying import Endings, TryAgain, described, trying

log = structlog.get_logger("roadreel.worker")

SOURCE = "source"


def process_clip(machinery: Machinery, clip_id: UUID, should_stop: Callable[[], bool]) -> None:
    """Make the clip playable, or settle it with a verdict. Raises TryAgain."""
    with machinery.database.writing() as session:
        attempt = take(session, clip_id, machinery.clock())
    if attempt is None:
        return
    about = (machinery, attempt)
    endings = Endings(partial(_remove_outputs, *about), partial(_hand_back, *about), partial(_strike, *about))
    with trying(log.bind(clip=clip_id.hex, attempt=attempt.number), endings):
        with machinery.folders.fresh(f"{clip_id.hex}-{attempt.number}") as folder:
            _make(machinery, attempt, folder, should_stop)
        if attempt.number > 1:
            _remove_earlier_outputs(machinery, attempt)


def _make(machinery: Machinery, attempt: Attempt, folder: Path, should_stop: Callable[[], bool]) -> None:
    tell = Progress(machinery, attempt)
    tell("download", 0)
    whole = download(
        machinery.objects, attempt, folder / SOURCE, lambda percent: tell("download", percent), should_stop
    )
    if not whole:
        _reject(machinery, attempt, Verdict(VerdictCode.HASH_MISMATCH), tell)
        return
    settings = machinery.settings
    job = Job(
        source=SOURCE,
        folder=folder,
        min_duration_s=settings.min_clip_s,
        max_duration_s=settings.max_clip_s,
        audio=settings.audio,
        copy_up_to=settings.copy_bitrate,
        redactions=tuple(Redaction(**box) for box in attempt.redactions),
        origin=attempt.origin.value,
        limits=dict(settings.quality_limits),
        face_model=settings.face_model,
        plate_model=settings.plate_model,
    )

    def first(verdict: Verdict) -> None:
        code, params = VerdictCode(verdict.code), verdict.params
        with machinery.database.writing() as session:
            tell_first_verdict(session, attempt, code, params, verdict.at_s)

    outcome = process(job, Limits(require_fence=settings.require_fence), tell, should_stop, first)
    if outcome.verdict is not None and outcome.disposition is Disposition.REJECT:
        stills = stills_of(outcome, attempt)
        _store(machinery, stills, attempt, folder, tell, should_stop)
        _reject(machinery, attempt, outcome.verdict, tell, stills, outcome.quality)
        return
    sign(machinery, attempt, outcome, folder)
    made = made_of(outcome, attempt)
    _store(machinery, made.outputs, attempt, folder, tell, should_stop)
    _settle(machinery, attempt, outcome, made, tell)


def _store(
    machinery: Machinery,
    outputs: Sequence[Output],
    attempt: Attempt,
    folder: Path,
    tell: Progress,
    should_stop: Callable[[], bool],
) -> None:
    tell("store", 0)
    for percent in store_outputs(machinery.objects, outputs, attempt, folder):
        if should_stop():
            raise Stopped
        tell("store", percent)


def _settle(machinery: Machinery, attempt: Attempt, outcome: Outcome, made: Made, tell: Progress) -> None:
    """Publish the clip, or hold it with everything that was made of it."""
    verdict, now, settled = outcome.verdict, machinery.clock(), ClipStatus.HELD
    with machinery.database.writing() as session:
        if verdict is None:
            settled = publish(session, attempt, made, now)
        else:
            hold(session, attempt, made, VerdictCode(verdict.code), verdict.params, now, at_s=verdict.at_s)
    told = log.bind(clip=attempt.clip_id.hex, attempt=attempt.number, verdict=verdict and verdict.code)
    told.info(settled.value, problem=outcome.problem, seconds=tell.spent(), cpu_s=outcome.cpu_s)


def _reject(
    machinery: Machinery,
    attempt: Attempt,
    verdict: Verdict,
    tell: Progress,
    stills: Sequence[Output] = (),
    quality: Mapping[str, Any] | None = None,
) -> None:
    code, params, at_s = VerdictCode(verdict.code), verdict.params, verdict.at_s
    with machinery.database.writing() as session:
        reject(session, attempt, code, params, machinery.clock(), at_s=at_s, stills=stills, quality=quality)
    log.info("rejected", clip=attempt.clip_id.hex, attempt=attempt.number, verdict=code.value, seconds=tell.spent())


def _hand_back(machinery: Machinery, attempt: Attempt) -> None:
    try:
        with machinery.database.writing() as session:
            hand_back(session, attempt, machinery.clock())
    except Superseded:
        pass
    _remove_outputs(machinery, attempt)


def _strike(machinery: Machinery, attempt: Attempt, error: Exception) -> None:
    """Count the failure against the clip. Raises TryAgain unless that was the last try."""
    with machinery.database.writing() as session:
        try:
            clip = fenced(session, attempt)
        except Superseded:
            return
        again = strike(session, clip, described(error), machinery.clock())
    _remove_outputs(machinery, attempt)
    if again:
        raise TryAgain from error


def _remove_outputs(machinery: Machinery, attempt: Attempt) -> None:
    """Delete what this attempt stored and is not kept; what cannot be deleted now, the sweep will find."""
    with machinery.database.reading() as session:
        if is_kept(session, attempt):  # the commit went through and only its answer was lost
            return
    with _left_to_the_sweep(attempt):
        machinery.objects.delete(list(machinery.objects.keys(attempt.prefix)))


def _remove_earlier_outputs(machinery: Machinery, attempt: Attempt) -> None:
    """Delete what attempts before a settled one stored; a later one may be at it already."""
    with _left_to_the_sweep(attempt):
        keys = machinery.objects.keys(outputs_prefix(attempt.clip_id))
        machinery.objects.delete([key for key in keys if attempt_that_made(key) < attempt.number])


@contextmanager
def _left_to_the_sweep(attempt: Attempt) -> Iterator[None]:
    try:
        yield
    except StorageDown:
        log.warning("outputs_left", clip=attempt.clip_id.hex, attempt=attempt.number)
