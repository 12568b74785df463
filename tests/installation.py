"""A whole running installation, as `make run` starts it, for tests that travel the whole way."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ops.embedded.ports import free_ports

ROOT = Path(__file__).parents[1]
T = TypeVar("T")


@dataclass
class Installation:
    """One supervisor with its parts, on folders and ports of its own."""

    base_url: str
    data: Path
    process: subprocess.Popen[bytes]

    def command(self, *arguments: str) -> str:
        """What `python -m ops ...` prints when it is told about this installation."""
        done = subprocess.run(
            [sys.executable, "-m", "ops", *arguments],
            cwd=ROOT,
            env=environment(self.data),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def code_for(self, phone: str) -> str:
        """The newest sign-in code that left for a phone."""
        for letter in sorted((self.data / "outbox").glob("*.json"), reverse=True):
            message = json.loads(letter.read_text("utf-8"))
            if message["to"] == phone:
                return str(message["code"])
        raise AssertionError(f"no code was sent to {phone}")

    def workers(self) -> list[int]:
        """The process ids of the running workers."""
        return [pid for pid, words in processes_below(self.process.pid) if words[1:] == ["-m", "ops", "worker"]]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment without any ROADREEL_* of the machine, and with the given ones."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ROADREEL_")}
    return inherited | {"ROADREEL_DATA": str(data)} | {f"ROADREEL_{name}": value for name, value in more.items()}


@contextmanager
def running_installation(data: Path, *, demo: bool = False, workers: int = 1, **more: str) -> Iterator[Installation]:
    """Start everything on `data`, wait until it is ready, and stop it at the end of the block."""
    port = free_port()
    log = data.parent / f"{data.name}.log"
    settings = environment(data, PORT=str(port), DEMO=str(int(demo)), WORKERS=str(workers), **more)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ops", "up"],
            cwd=ROOT,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    installation = Installation(f"http://127.0.0.1:{port}", data, process)
    try:
        wait_until(lambda: is_ready(installation, log), 120, "the installation is ready")
        yield installation
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def is_ready(installation: Installation, log: Path) -> bool:
    """Whether database, storage and queue are all well. A supervisor that ended is an error with its last words."""
    if installation.process.poll() is not None:
        raise AssertionError(log.read_text("utf-8", "replace")[-3000:])
    try:
        answer = httpx.get(f"{installation.base_url}/health/ready", timeout=5)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and all(answer.json()[part] == "ok" for part in ("database", "storage", "queue"))


def wait_until(asked: Callable[[], T | None], seconds: float, what: str) -> T:
    """Ask until the answer is something; AssertionError after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := asked():
            return found
        time.sleep(0.1)
    raise AssertionError(f"it took more than {seconds:g} s until {what}")


def processes_below(pid: int) -> Iterator[tuple[int, list[str]]]:
    """(process id, command line) of every descendant of `pid`, from /proc."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(re.sub(r".*\) . ", "", (entry / "stat").read_text()).split()[0])
            words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            yield int(entry.name), words
            yield from processes_below(int(entry.name))


def free_port() -> int:
    """A port that nobody uses right now."""
    return free_ports(1)[0]


def answer_of(response: httpx.Response, *expected: int) -> Any:
    """The JSON of an answer that has one of the expected statuses."""
    assert response.status_code in expected, f"{response.request.url}: {response.status_code} {response.text}"
    return response.json() if response.content else None
