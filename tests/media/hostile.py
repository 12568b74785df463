"""Files that mean harm, made from good ones."""

from __future__ import annotations

import random
from pathlib import Path


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
