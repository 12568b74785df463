"""Files that mean harm, made from good ones, and a watch on files that nobody may open."""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_OPEN = 0x20  # inotify(7)


def flipped(data: bytes, share: float, *, first: int = 0, last: int | None = None, seed: int = 1) -> bytes:
    """Flip one bit in this share of the bytes between `first` and `last`."""
    chance, spoiled = random.Random(seed), bytearray(data)
    last = len(data) if last is None else last
    for _ in range(max(1, int((last - first) * share))):
        spoiled[chance.randrange(first, last)] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def ffconcat(neighbour: Path) -> bytes:
    """A script that makes FFmpeg open another file."""
    return f"ffconcat version 1.0\nfile '{neighbour.name}'\n".encode()


def playlist(neighbour: Path) -> bytes:
    """An HLS playlist whose only segment is another file."""
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\n{neighbour.name}\n#EXT-X-ENDLIST\n".encode()


def session(_neighbour: Path) -> bytes:
    """A session description that makes FFmpeg listen on the network."""
    lines = ("v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=x", "c=IN IP4 127.0.0.1", "t=0 0")
    return "\n".join((*lines, "m=video 45454 RTP/AVP 96", "a=rtpmap:96 H264/90000", "")).encode()


def lying(data: bytes, box: bytes, offset: int, value: int, size: int = 4) -> bytes:
    """`data` with another big-endian number `offset` bytes behind the first name `box`."""
    at = data.index(box) + offset
    return data[:at] + value.to_bytes(size, "big") + data[at + size :]


@contextmanager
def opens_of(path: Path) -> Iterator[Callable[[], int]]:
    """How often anybody, in whichever process, has opened `path` since; it tells the kernel's own count."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert watch >= 0
    assert libc.inotify_add_watch(watch, os.fsencode(path), IN_OPEN) >= 0

    def opened() -> int:
        with suppress(BlockingIOError):
            return len(os.read(watch, 4096)) // 16  # an event on a file has no name behind it
        return 0

    try:
        yield opened
    finally:
        os.close(watch)
