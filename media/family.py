"""A process and those that it started, as far as the kernel tells of them (Linux; elsewhere it is alone)."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

LONGEST_END_S = 10


def family(pid: int) -> Iterator[int]:
    """The process, and all below it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


@contextmanager
def all_gone_after(pid: int) -> Iterator[None]:
    """Wait at the end until the whole family is gone, which what is done inside has killed.

    bubblewrap takes its own along, but does not wait for them, and they go on writing for some moments.
    """
    with ExitStack() as seen:
        ends = []
        for each in family(pid):
            with suppress(OSError, AttributeError):  # gone already, or a system that has no such call
                ends.append(os.pidfd_open(each))
                seen.callback(os.close, ends[-1])
        yield
        for end in ends:
            waiting = select.poll()  # select.select takes no numbers beyond 1023
            waiting.register(end, select.POLLIN)
            waiting.poll(1000 * LONGEST_END_S)


def written(pid: int) -> int:
    """Bytes that a process wrote, by calls or through memory: proc_pid_io(5)."""
    with suppress(OSError):
        told = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        return max(int(told["wchar"]), int(told["write_bytes"]))
    return 0
