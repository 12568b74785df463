"""The job that gives a published clip the sizes it was published without.

Made from the clip's own largest size, in which nothing is hidden and everything was judged. It takes nothing from the
clip: whatever goes wrong, the clip plays as before.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from media.check import BadOutput
from media.job import Job, Limits, Outcome, Stopped, process
from store.objects import StorageDown
from store.queue import is_due
from tracking.clips.attempts import Superseded
from tracking.clips.owed import (
    LONGEST_WAIT,
    Addition,
    add,
    begin,
    fenced_owed,
    gave_up,
    has_moved,
    put_off,
    strike_owed,
)
from workers.additions import remove_unkept
from workers.machinery import Machinery
from workers.results import outputs_of, store_outputs
from workers.source import download
from workers.trying import Endings, TryAgain, described, is_around_us, trying

log = structlog.get_logger("roadreel.worker")

LARGEST = "largest.mp4"
SAME_S = 0.01  # two segments begin at the same picture
LOOK_EVERY_S = 0.5


class GaveUp(Exception):
    """The clip stays without the size; support sees the job and why."""


def add_renditions(machinery: Machinery, clip_id: UUID, should_stop: Callable[[], bool]) -> None:
    """Make the sizes that the clip owes. Raises TryAgain, GaveUp."""
    with machinery.database.writing() as session:
        addition = begin(session, clip_id, machinery.clock())
        failure = gave_up(session, clip_id)
    if addition is None:
        if failure is not None:
            raise GaveUp(failure)
        return
    told = log.bind(clip=clip_id.hex, attempt=addition.attempt, addition=addition.number)
    about = (machinery, addition)
    leave, strike = partial(_leave, *about), partial(_strike, *about)
    with trying(told, Endings(leave, leave, strike, partial(_is_around_us, *about))):
        with machinery.folders.fresh(f"{clip_id.hex}-{addition.attempt}-added-{addition.number}") as folder:
            _make(machinery, addition, folder, should_stop)
        told.info("renditions_added", names=addition.names)


def _make(machinery: Machinery, addition: Addition, folder: Path, should_stop: Callable[[], bool]) -> None:
    _remove_unkept(machinery, addition)
    stop = GivesWay(machinery, addition, should_stop)
    if not download(machinery.objects, addition, folder / LARGEST, lambda _percent: None, stop):
        raise BadOutput(f"{addition.key} is not what was stored")
    job = Job(LARGEST, folder, max_duration_s=machinery.settings.max_clip_s, only=addition.names)
    outcome = process(job, Limits(require_fence=machinery.settings.require_fence), should_stop=stop)
    check_addition(outcome, addition)
    outputs = list(outputs_of(outcome, addition))
    for _percent in store_outputs(machinery.objects, outputs, addition, folder):
        if should_stop():
            raise Stopped
    with machinery.database.writing() as session:
        add(session, addition, outputs, machinery.clock())


class GivesWay:
    """True when the worker has to end, or a clip waits to be seen and nobody takes it while we look twice."""

    def __init__(self, machinery: Machinery, addition: Addition, should_stop: Callable[[], bool]) -> None:
        self.machinery, self.addition, self.should_stop = machinery, addition, should_stop
        self.looked_at, self.waited = time.monotonic(), False

    def __call__(self) -> bool:
        return self.should_stop() or self._in_the_way()

    def _in_the_way(self) -> bool:
        if time.monotonic() - self.looked_at < LOOK_EVERY_S:
            return False
        self.looked_at = time.monotonic()
        if self.machinery.clock() - self.addition.since >= LONGEST_WAIT:  # or it would never come to an end
            return False
        with self.machinery.database.reading() as session:
            waits, before = is_due(session, "process_clip"), self.waited
        self.waited = waits
        return waits and before


def check_addition(outcome: Outcome, addition: Addition) -> None:
    """Only what was asked for, cut where the largest size is cut. Raises BadOutput."""
    if outcome.verdict is not None:
        raise BadOutput(f"the child refused: {outcome.verdict.code}")
    if [each.name for each in outcome.renditions] != list(addition.names):
        raise BadOutput("the child made other sizes")
    for made in outcome.renditions:
        lengths = [each.duration_s for each in made.segments]
        if len(lengths) != len(addition.lengths) or any(
            abs(one - other) > SAME_S for one, other in zip(lengths, addition.lengths, strict=True)
        ):
            raise BadOutput(f"{made.name} is not cut where the largest size is")


def _leave(machinery: Machinery, addition: Addition) -> None:
    """End a try that came to nothing, with what it stored; what is left then, the next try or the sweep finds."""
    with machinery.database.writing() as session:
        put_off(session, addition)
    with _left_to_the_next(addition):
        _remove_unkept(machinery, addition)


def _remove_unkept(machinery: Machinery, addition: Addition) -> None:
    remove_unkept(machinery, addition.clip_id, addition.attempt, addition.number)


@contextmanager
def _left_to_the_next(addition: Addition) -> Iterator[None]:
    try:
        yield
    except StorageDown:
        log.warning("outputs_left", clip=addition.clip_id.hex, attempt=addition.attempt)


def _is_around_us(machinery: Machinery, addition: Addition, error: Exception) -> bool:
    """Also where the largest size was given another key while it was read."""
    if not isinstance(error, FileNotFoundError):
        return is_around_us(error)
    with machinery.database.reading() as session:
        return has_moved(session, addition)


def _strike(machinery: Machinery, addition: Addition, error: Exception) -> None:
    """Count the failure. Raises TryAgain, or GaveUp when that was the last try."""
    with machinery.database.writing() as session:
        try:
            _clip, owed = fenced_owed(session, addition)
        except Superseded:
            return
        again = strike_owed(owed, described(error), machinery.clock())
    _leave(machinery, addition)
    if again:
        raise TryAgain from error
    raise GaveUp(described(error)) from error
