"""Keeps the parts running: starts them, starts again what ended, ends everything in reverse order."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from ops.part import Part, PartFailed, Running, start

TICK_S = 0.1
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0  # a part that lived this long starts again without waiting longer than the first time
SAME_SIGNAL_S = 1.0  # Ctrl-C reaches us from the terminal and from make: that is still one wish


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM. Like KeyboardInterrupt, nothing but the top catches it."""


@dataclass
class Kept:
    """A part that is to be running, whatever it ended with."""

    part: Part
    running: Running | None = None
    failures: int = 0
    due: float = 0.0

    def note_end(self, lived_s: float) -> float:
        """Plan the next start; the pause in seconds, longer with every failure in a row."""
        self.failures = 0 if lived_s > STEADY_S else self.failures
        pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(self.failures, 10))
        self.failures += 1
        self.running, self.due = None, time.monotonic() + pause
        return pause


class Supervisor:
    """Parts in the order of their start. `say` gets one line at a time for the person at the terminal."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._stages: list[list[Kept]] = []

    def start(self, *parts: Part) -> None:
        """Start parts side by side and wait until each answers. Raises PartFailed."""
        stage: list[Kept] = []
        self._stages.append(stage)
        for part in parts:
            stage.append(kept := Kept(part))
            kept.running = start(part)
        for kept in stage:
            if kept.running:
                kept.running.wait_until_ready()

    def once(self, part: Part) -> int:
        """Run a part to its end while looking after the others; its exit code."""
        kept = Kept(part)
        self._stages.append([kept])
        kept.running = running = start(part)
        while running.ended is None:
            self.look_after(skip=kept)
            time.sleep(TICK_S)
        self._stages.remove([kept])
        return running.ended

    def watch(self) -> None:
        """Look after the parts until somebody asks to stop (StopAsked)."""
        while True:
            self.look_after()
            time.sleep(TICK_S)

    def look_after(self, skip: Kept | None = None) -> None:
        """Start again what ended and whose pause is over."""
        for kept in self._all():
            if kept is skip:
                continue
            if kept.running is None:
                if time.monotonic() >= kept.due:
                    self._start_again(kept)
            elif (code := kept.running.ended) is not None:
                # Code 0 as well: a queue worker ends in peace when its database goes away.
                pause = kept.note_end(time.monotonic() - kept.running.started)
                self._say(
                    f"{kept.part.name} ended ({_how(code)}); starting it again in {pause:.1f} s. Log: {kept.part.log}"
                )

    def stop(self) -> None:
        """End everything, the last started first. Asked again meanwhile: at once."""
        began = time.monotonic()

        def hurry(*_: object) -> None:
            if time.monotonic() - began > SAME_SIGNAL_S:
                self._kill()

        with on_signals(hurry):
            for stage in reversed(self._stages):
                for kept in stage:
                    if kept.running:
                        kept.running.ask_to_end()
                for kept in stage:
                    if kept.running:
                        kept.running.end()
                    kept.part.after()
            self._stages.clear()

    def _start_again(self, kept: Kept) -> None:
        try:
            kept.running = start(kept.part)
        except (PartFailed, OSError) as error:
            pause = kept.note_end(0)
            self._say(f"{kept.part.name} does not start: {error} Trying again in {pause:.1f} s.")

    def _kill(self) -> None:
        for kept in self._all():
            if kept.running:
                kept.running.kill()

    def _all(self) -> Iterator[Kept]:
        return (kept for stage in self._stages for kept in stage)


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    """The signal handler while everything runs."""
    raise StopAsked


@contextmanager
def on_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle Ctrl-C, SIGTERM and a closed terminal for the length of the block."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in former.items():
            signal.signal(number, previous)


def _how(code: int) -> str:
    if code <= 128:
        return f"code {code}"
    try:
        return signal.Signals(code - 128).name
    except ValueError:
        return f"code {code}"
