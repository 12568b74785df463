"""Looking at processes from outside."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from ops.part import Part
from tests.installation import wait_until


def family(pid: int) -> list[psutil.Process]:
    """Every descendant of a process."""
    return psutil.Process(pid).children(recursive=True)


class Newcomers:
    """The descendants of this process started inside the block; the run's own servers are not among them."""

    def __enter__(self) -> "Newcomers":
        self._before = set(family(os.getpid()))
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __call__(self) -> list[psutil.Process]:
        return [process for process in family(os.getpid()) if process not in self._before]


def wait_until_gone(processes: Iterable[psutil.Process], seconds: float = 20) -> None:
    """AssertionError with who is left. psutil knows a process by its start too, so a reused number is no orphan."""
    _, left = psutil.wait_procs(list(processes), timeout=seconds)
    left = [process for process in left if process.status() != psutil.STATUS_ZOMBIE]
    assert not left, left


def owners(processes: Iterable[psutil.Process], name: str) -> set[int]:
    """The users that the processes with this name run as."""
    found = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # a database's backends come and go
            if process.name() == name:
                found.add(process.uids().real)
    return found


def listeners(processes: Iterable[psutil.Process]) -> set[tuple[str, int]]:
    """(address, port) that processes listen on."""
    found = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            for connection in process.net_connections("inet"):
                if connection.status == psutil.CONN_LISTEN:
                    found.add((connection.laddr.ip, connection.laddr.port))
    return found


def named(pid: int, *words: str) -> psutil.Process:
    """The descendant whose command line holds all the words, not its watcher."""

    def found() -> psutil.Process | None:
        for process in family(pid):
            try:
                line = process.cmdline()
            except psutil.Error:
                continue
            if all(any(word in part for part in line) for word in words) and "--identity" not in line:
                return process
        return None

    return wait_until(found, 20, f"there is a process {words}")


def script(folder: Path, text: str, name: str = "child", **more: object) -> Part:
    """A part that runs some Python."""
    file = folder / f"{name}.py"
    file.write_text(text, "utf-8")
    return Part(
        name=name,
        command=[sys.executable, str(file)],
        log=folder / f"{name}.log",
        environment=dict(os.environ),
        folder=folder,
        **more,  # type: ignore[arg-type]
    )
