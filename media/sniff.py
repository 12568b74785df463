"""Which container a file is, by its first bytes.

FFmpeg's own probing would also accept playlists and concatenation scripts, which name other files; so the demuxer
is chosen here, from four, and FFmpeg is told.
"""

from __future__ import annotations

from pathlib import Path

MP4_STARTS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}  # the last five: old QuickTime
TS_SYNC = 0x47


def container_of(path: Path) -> str | None:
    """The FFmpeg demuxer for this file: mov, matroska, mpegts or avi; None when it is none of them."""
    with path.open("rb") as file:
        head = file.read(192 * 4)
    if head[4:8] in MP4_STARTS:
        return "mov"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"AVIX"):
        return "avi"
    return "mpegts" if _is_transport_stream(head) else None


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes, or of 192 with a time code before each as camcorders write them."""
    for first, step in ((0, 188), (4, 192)):
        syncs = head[first::step]
        if len(syncs) >= 3 and all(byte == TS_SYNC for byte in syncs):
            return True
    return False
