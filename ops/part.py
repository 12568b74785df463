"""One child process: how to start it, how to know that it answers, how to end it."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WATCHER = Path(__file__).with_name("watcher.py")
LOG_LIMIT = 20_000_000  # bytes; a longer log becomes `<name>.log.1` at the next start


LEFTOVER_LIMIT_S = 20.0  # how long a child of a former start may take to end


class PartFailed(Exception):
    """A part did not start; the text is a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Part:
    """What is needed to start one child, again and again."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path
    ready: Callable[[], bool] = lambda: True
    before: Callable[[], None] = lambda: None  # runs before each start, restarts included
    after: Callable[[], None] = lambda: None  # runs once, when the part is not started again
    identity: str = "same"
    stop: str = "TERM"
    death: str = "KILL"
    grace_s: float = 10.0
    leftovers: tuple[Path, ...] = ()  # sockets and their folder: the watcher removes them when we are gone
    on_terminal: bool = False  # what it prints is for the person who started us

    @property
    def lock(self) -> Path:
        """Held by the child for as long as it lives."""
        return self.log.with_name(f"{self.name}.lock")


@dataclass
class Running:
    """A started part. `end()` and our own death both end it."""

    part: Part
    watcher: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> int | None:
        """The exit code once the child is gone."""
        code = self.watcher.poll()
        if code is not None:
            self.ask_to_end()  # nobody listens any more; the pipe's end here would stay open
        return code

    def ask_to_end(self) -> None:
        """Close the pipe; the watcher does the rest."""
        if self.watcher.stdin and not self.watcher.stdin.closed:
            self.watcher.stdin.close()

    def end(self) -> None:
        """End the child, kindly first, and wait until it is gone."""
        self.ask_to_end()
        limit = self.part.grace_s * (self.part.stop.count(",") + 1) + 5
        try:
            self.watcher.wait(limit)
        except subprocess.TimeoutExpired:
            self.watcher.send_signal(signal.SIGKILL)
            self.watcher.wait()

    def kill(self) -> None:
        """End the watcher at once; on Linux the child goes with it."""
        self.ask_to_end()
        self.watcher.kill()

    def wait_until_ready(self, limit_s: float = 60.0) -> None:
        """Return when the part answers. Raises PartFailed when it ended or did not answer in time."""
        until = time.monotonic() + limit_s
        while not self.part.ready():
            if self.ended is not None:
                raise PartFailed(f"{self.part.name} ended while it was starting. {self._last_words()}")
            if time.monotonic() > until:
                raise PartFailed(f"{self.part.name} did not answer in {limit_s:.0f} s. {self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        text = self.part.log.read_text("utf-8", "replace") if self.part.log.exists() else ""
        lines = [line for line in text.splitlines() if line.strip()]
        return f"Its log is {self.part.log}; the end of it:\n" + "\n".join(lines[-8:])


def watched(*options: str) -> list[str]:
    """The command line that puts a command under the watcher; `-I -S` leaves site and environment out of it."""
    return [sys.executable, "-I", "-S", str(WATCHER), *options, "--"]


def run_as(identity: str, command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a short command as an identity the watcher knows; it ends with us. Its answer is not checked."""
    with subprocess.Popen(
        watched("--identity", identity) + command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=dict(environment),
        text=True,
        errors="replace",
        start_new_session=True,
    ) as child:
        assert child.stdout is not None  # noqa: S101 - asked for just above
        text = child.stdout.read()  # and not communicate(), which would close the pipe the watcher watches
        return subprocess.CompletedProcess(command, child.wait(), text)


@contextmanager
def taken(lock: Path, what: str, limit_s: float = LEFTOVER_LIMIT_S) -> Iterator[int]:
    """Hold a file lock; its descriptor may be handed to a child, which then holds it too.

    A supervisor that was killed hard leaves children that need a moment to end; they hold their locks until then.
    Raises PartFailed when somebody holds it for longer than `limit_s` seconds.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + limit_s
    with lock.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise PartFailed(f"{what} of an earlier start is still running on {lock.parent}.") from None
                time.sleep(0.05)
            else:
                break
        yield file.fileno()


def start(part: Part) -> Running:
    """Start a part under its watcher, both output streams going to its log."""
    part.log.parent.mkdir(parents=True, exist_ok=True)
    if part.log.exists() and part.log.stat().st_size > LOG_LIMIT:
        part.log.replace(part.log.with_name(part.log.name + ".1"))
    options = ["--identity", part.identity, "--stop", part.stop, "--death", part.death, "--grace", str(part.grace_s)]
    for path in part.leftovers:
        options += ["--remove", str(path)]
    with taken(part.lock, part.name) as held, part.log.open("ab") as log:
        part.before()
        watcher = subprocess.Popen(
            [*watched(*options, "--keep", str(held)), *part.command],
            stdin=subprocess.PIPE,
            stdout=None if part.on_terminal else log,
            stderr=log,
            cwd=part.folder,
            env=dict(part.environment),
            pass_fds=(held,),
            start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
        )
    return Running(part, watcher)
