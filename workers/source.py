"""Fetching a clip's source, hashing on the way."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from media.job import Stopped
from store.objects import ObjectStore, StorageDown

SLOWEST = 64 * 1024  # bytes a second, on average; below it another try later is better
LEAST_TIME_S = 60.0
CHUNK = 64 * 1024  # small, so that storage that trickles is noticed between two of them


class Stored(Protocol):
    """An object in storage, and what is known of it."""

    @property
    def key(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> bytes: ...


def download(
    objects: ObjectStore,
    stored: Stored,
    path: Path,
    on_percent: Callable[[int], None],
    should_stop: Callable[[], bool],
) -> bool:
    """Write the object to `path`; whether it is, byte for byte, what it has to be.

    Raises Stopped, StorageDown (also when storage crawls), FileNotFoundError when there is no such object.
    """
    digest, done, deadline = hashlib.sha256(), 0, time.monotonic() + LEAST_TIME_S + stored.size / SLOWEST
    with path.open("wb") as file:
        for chunk in objects.chunks(stored.key, CHUNK):
            if should_stop():
                raise Stopped
            if time.monotonic() > deadline:
                raise StorageDown("Storage is too slow.")
            digest.update(chunk)
            file.write(chunk)
            done += len(chunk)
            on_percent(min(100, 100 * done // stored.size))
    return done == stored.size and digest.digest() == stored.sha256
