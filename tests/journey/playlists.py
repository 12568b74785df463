"""Reading HLS playlists as a player does: one file for each size, in byte ranges (RFC 8216)."""

from collections.abc import Iterator
from urllib.parse import urljoin

import httpx


def uris(playlist: str) -> list[str]:
    """The addresses in a playlist."""
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def fetched(playlist: str, base: str) -> Iterator[bytes]:
    """The initialisation section and every segment, each by its own range."""
    length = offset = None
    for line in playlist.splitlines():
        if line.startswith("#EXT-X-MAP:"):
            said = dict(field.split("=", 1) for field in line.split(":", 1)[1].split(",", 1))
            size, start = said["BYTERANGE"].strip('"').split("@")
            yield ranged(urljoin(base, said["URI"].strip('"')), int(start), int(size))
        elif line.startswith("#EXT-X-BYTERANGE:"):
            length, offset = line.split(":")[1].split("@")
        elif line and not line.startswith("#"):
            assert length and offset
            yield ranged(urljoin(base, line), int(offset), int(length))


def ranged(url: str, start: int, size: int) -> bytes:
    """Some bytes of a file."""
    answer = httpx.get(url, headers={"Range": f"bytes={start}-{start + size - 1}"})
    assert answer.status_code == 206
    assert len(answer.content) == size
    return answer.content
