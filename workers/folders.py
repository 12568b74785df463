"""Work folders: one for each process, with one inside for each attempt; nothing outlives its process for long."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from media.remove import remove
from store.ids import new_id

_LOCK = "in-use"


class WorkFolders:
    """The folders of this process below `root`. What dead processes left there is removed first.

    A process holds a lock on a file in its folder; the system lets go of it however the process ends, so a lock
    that can be had means that nobody works there any more.
    """

    def __init__(self, root: Path) -> None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.own = root / new_id().hex
        self.own.mkdir(mode=0o700)
        self._lock = os.open(self.own / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        for folder in root.iterdir():
            if folder != self.own:
                _remove_if_left(folder)

    @contextmanager
    def fresh(self, name: str) -> Iterator[Path]:
        """An empty folder for one attempt, removed at the end whatever happened."""
        folder = self.own / name
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            remove(folder)

    def close(self) -> None:
        """Remove this process's folder."""
        remove(self.own)
        with suppress(OSError):
            os.close(self._lock)


def _remove_if_left(folder: Path) -> None:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:  # being made right now, or not one of ours
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove(folder)
    except BlockingIOError:
        return
    finally:
        os.close(lock)
