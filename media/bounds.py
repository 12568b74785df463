"""What a child may take, as seen from outside while it works: time on the clock and room on the disk."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

from media.allowance import most_disk, most_wall_s
from media.family import family, written
from media.job import ChildTimedOut, Job, Limits

LOOK_EVERY_S = 0.25
MOST_FILES = 1000  # a job makes some ten
BLOCK = 512  # bytes of st_blocks, whatever the file system has: stat(2)
BEYOND_ALL = float("inf")
WRITTEN_AGAIN = 3  # a pass may begin anew, and what it wrote before is removed


class TooMuchWritten(Exception):
    """What the child wrote, or what is in its folder, is far beyond what can be made of the footage."""


class Bounds:
    """Of one child, from now on."""

    def __init__(self, job: Job, limits: Limits) -> None:
        self.folder, self.quiet_s, self.wall_s = job.folder.resolve(), limits.quiet_s, most_wall_s(limits, job)
        self.most = most_disk(limits, job, (self.folder / job.source).stat().st_size)
        self.before = _room_taken(self.folder)
        self.began = self.heard = self.looked = time.monotonic()

    def has_spoken(self) -> None:
        """The child said something."""
        self.heard = time.monotonic()

    def check(self, pid: int) -> None:
        """Raise ChildTimedOut or TooMuchWritten where child `pid` goes beyond. It costs little."""
        now = time.monotonic()
        if now - self.began > self.wall_s:
            raise ChildTimedOut(f"no answer after {self.wall_s:g} s")
        if now - self.heard > self.quiet_s:
            raise ChildTimedOut(f"not a word for {self.quiet_s:g} s")
        if now - self.looked > LOOK_EVERY_S:
            self.looked = now
            self.check_disk(pid)

    def check_disk(self, pid: int | None = None) -> None:
        """Raise TooMuchWritten. Files that were removed and are still open count by what `pid` and its own wrote."""
        if not _room_taken(self.folder) - self.before <= self.most:  # what cannot be told is too much
            raise TooMuchWritten
        if pid is not None and sum(map(written, family(pid))) > self.most * WRITTEN_AGAIN:
            raise TooMuchWritten


def _room_taken(folder: Path) -> float:
    """Bytes on the disk; infinite where there are files without end."""
    taken, count, folders = 0, 0, [folder]
    try:
        while folders and count <= MOST_FILES:
            for entry in _entries(folders.pop()):
                count += 1
                with suppress(FileNotFoundError):  # removed just now
                    taken += entry.stat(follow_symlinks=False).st_blocks * BLOCK
                folders += [Path(entry)] if entry.is_dir(follow_symlinks=False) else []
    except OSError:  # so deep that it has no name any more, or closed to us
        return BEYOND_ALL
    return taken if count <= MOST_FILES else BEYOND_ALL


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in it, or the beginning of that; nothing once it was removed or renamed, until the next look."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        return list(islice(entries, MOST_FILES + 1))
    return []
