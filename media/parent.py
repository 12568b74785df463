"""Run the child, watch it, and believe nothing it says without looking."""

from __future__ import annotations

import json
import os
import selectors
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from media.bounds import Bounds, TooMuchWritten
from media.child import JOB, RESULT
from media.family import all_gone_after
from media.fence import OK, bubblewrapped, environment, fences, is_enough, python
from media.job import (
    ChildDied,
    Ears,
    Job,
    Limits,
    NoFence,
    OutOfMemory,
    Step,
    Stopped,
    job_body,
)
from media.outcome import Outcome, Verdict, no_number, read_outcome
from media.remove import remove

LOG = "child.log"
TICK = 0.1  # seconds between looks at the clock and at `should_stop`
END_OF_LOG = 2000  # bytes of it that are told
LARGEST_ANSWER = 4 * 1024**2
LONGEST_LINE = 4096
FIRST_VERDICTS = {"no_picture", "too_dark", "covered", "too_blurry"}
CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS}
# What reading raises when it was not written by us: numbers beyond all bounds and lists in lists in lists included.
NONSENSE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


class _Crashed(Exception):
    """A decoder or encoder fell over."""


def run_child(job: Job, limits: Limits, ears: Ears, should_stop: Callable[[], bool]) -> Outcome:
    """See `media.job.process`. A crash is tried once more; the same again is the footage's fault.

    So is a full disk: nothing that we make of footage takes as much.
    """
    stand = fences()
    if limits.require_fence and not is_enough(stand):
        raise NoFence("; ".join(f"{name}: {state}" for name, state in stand.items() if state != OK))
    for _ in range(2):
        with suppress(_Crashed):
            try:
                outcome = _run_once(job, limits, ears, should_stop, fenced=stand["bubblewrap"] == OK)
            except TooMuchWritten:
                outcome = Outcome(verdict=Verdict("unsupported", {"reason": "disk"}))
            outcome.fences = stand
            return outcome
    return Outcome(verdict=Verdict("unsupported", {"reason": "crash"}))


def _run_once(job: Job, limits: Limits, ears: Ears, should_stop: Callable[[], bool], *, fenced: bool) -> Outcome:
    folder = job.folder.resolve()
    for name in (JOB, RESULT, LOG):  # what an earlier child left there: a link, or anything else
        remove(folder / name)
    (folder / JOB).write_text(json.dumps(job_body(job, limits)))
    command = python("-m", "media.child")
    if fenced:
        command = bubblewrapped(command, folder, read_only=(JOB, job.source), seen=job.models)
    bounds = Bounds(job, limits)
    with (folder / LOG).open("w+b") as log:  # kept open: the child may put anything else under this name
        with _running(command, folder, log) as child:
            _watch(child, bounds, ears, should_stop)
        bounds.check_disk()
        return _answer(child.returncode, folder, log)


@contextmanager
def _running(command: list[str], folder: Path, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The child as the leader of a process group; it and all that it started is gone afterwards."""
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with all_gone_after(child.pid):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _watch(
    child: subprocess.Popen[bytes],
    bounds: Bounds,
    ears: Ears,
    should_stop: Callable[[], bool],
) -> None:
    """Pass progress on until the child ends; raises ChildTimedOut, TooMuchWritten or Stopped."""
    assert child.stdout is not None  # noqa: S101 - it was asked for
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        rest = b""
        while child.poll() is None or ready.get_map():
            if should_stop():
                raise Stopped
            bounds.check(child.pid)
            if not ready.get_map():
                with suppress(subprocess.TimeoutExpired):
                    child.wait(TICK)
                continue
            if not ready.select(TICK):
                continue
            piece = _read(child.stdout)
            if not piece:  # nothing more will be said, but it may go on working
                ready.unregister(child.stdout)
            else:
                bounds.has_spoken()
            *lines, rest = (rest + piece)[-LONGEST_LINE:].split(b"\n")
            for line in lines:
                _pass_on(line, ears)


def _read(pipe: IO[bytes]) -> bytes:
    return os.read(pipe.fileno(), LONGEST_LINE)


def _pass_on(line: bytes, ears: Ears) -> None:
    try:
        said = json.loads(line, parse_constant=no_number)
        step, percent = Step(said["step"]), max(0, min(100, int(said["percent"])))
        verdict = _first(said["verdict"]) if step is Step.LOOK else None
    except NONSENSE:
        return
    ears.progress(step, percent)
    if verdict is not None:
        ears.first_look(verdict)


def _first(said: dict[str, Any]) -> Verdict:
    """A verdict as a first look may give one. Raises one of NONSENSE."""
    params = {str(name): float(value) for name, value in said["params"].items()}
    if said["code"] not in FIRST_VERDICTS:
        raise ValueError(said["code"])
    return Verdict(str(said["code"]), dict(params), None if said["at_s"] is None else float(said["at_s"]))


def _answer(code: int, folder: Path, log: IO[bytes]) -> Outcome:
    if code == 0:
        return _believed(folder)
    died_of = -code if code < 0 else code - 128  # bubblewrap tells signals as a shell does
    if died_of in CRASHES:
        raise _Crashed
    if died_of == signal.SIGXCPU:
        return Outcome(verdict=Verdict("unsupported", {"reason": "cpu"}))
    if died_of == signal.SIGKILL:
        raise OutOfMemory("killed from outside")
    log.seek(max(0, log.seek(0, os.SEEK_END) - END_OF_LOG))
    said = log.read(END_OF_LOG).decode(errors="replace")
    raise ChildDied(f"exit code {code}: {said}")


def _believed(folder: Path) -> Outcome:
    """The child's answer, if it can be one: plain files of the sizes it names, in its folder, and no links."""
    path = folder / RESULT
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.lstat().st_size > LARGEST_ANSWER:
            raise ValueError("not an answer")
        outcome = read_outcome(path.read_text())
        for each in outcome.made:
            facts = (folder / each.file).lstat()
            if Path(each.file).name != each.file or not stat.S_ISREG(facts.st_mode) or facts.st_size != each.size:
                raise ValueError(f"{each.file} is not what was said")
    except (OSError, *NONSENSE) as error:
        raise ChildDied(f"no usable answer: {error}") from error
    return outcome
