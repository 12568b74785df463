"""How many samples and tags an MP4 says it has, asked before FFmpeg makes lists of them: 40 bytes and more a sample.

A size or duration that all share is written once (ISO 14496-12, 8.7.3 and 8.8.8), so that a few bytes can claim
billions. FFmpeg heeds these tables wherever they lie, so they are looked for by name in all that it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from media.lists_claimed import MOST_TAGS

MOST_SAMPLES = 2_000_000  # 18 hours of pictures, and some 150 MB of memory
BEYOND = 2**62
PASSED_OVER = {b"mdat", b"free", b"skip", b"wide", b"uuid"}  # FFmpeg looks for no tables in these
NAMES = re.compile(rb"stsz|stz2|stts|stsc|stco|co64|trun|elst|hdlr|cmov|data")
FIELDS = 16  # bytes behind a name that are looked at
PIECE = 1024**2
SHARING = 1024  # samples of plain sound that have one place in the index
OWN_FIELDS = 0xF00  # flags of trun: each stands for four bytes that every sample has


def claims_too_many(path: Path) -> str | None:
    """Why an index of this file, or of its tags, would be out of all proportion to what is wanted of it."""
    claims, tags = _Claims(path.stat().st_size), 0
    with path.open("rb") as file:
        for name, fields in _tables(file, claims.size):
            claims.add(name, fields)
            tags += name == b"data"  # what each tag has
            if claims.total > MOST_SAMPLES:
                return "too_many_samples"
            if tags > MOST_TAGS:
                return "too_many_tags"
    return None


@dataclass
class _Claims:
    """What was said so far, added up."""

    size: int  # of the file, in bytes
    samples: int = 0
    in_a_chunk: int = 0
    chunks: int = 0
    edits: int = 1  # each may show everything once more
    sound: bool = False  # the track is one of sound
    plain: set[int] = field(default_factory=set)  # how many samples last one tick each: PCM
    even: set[int] = field(default_factory=set)  # how many samples of sound are all of one size

    @property
    def total(self) -> int:
        """Of plain sound the index has places for chunks, not for samples."""
        once = self.samples + sum(self.even - self.plain) + self.chunks * self.in_a_chunk // SHARING
        return once * self.edits

    def add(self, name: bytes, fields: bytes) -> None:
        """Take in one table by its first fields: version and flags, then what it is about."""
        flags, first, second, third = (int.from_bytes(fields[at : at + 4], "big") for at in range(0, FIELDS, 4))
        match name:
            case b"hdlr":
                self.sound = fields[8:12] == b"soun"
            case b"stts" if (first, third) == (1, 1):
                self.plain.add(second)
            case b"stsz" if first and self.sound:
                self.even.add(second)
            case b"stsz" | b"stz2":
                bits = first & 0xFF if name == b"stz2" else 0 if first else 32
                self.samples += self._written(second, bits)
            case b"stsc" if first:
                self.in_a_chunk = max(self.in_a_chunk, third)
            case b"stco" | b"co64":
                self.chunks = max(self.chunks, self._written(first, 32))
            case b"elst":
                self.edits = max(self.edits, self._written(first, 96))
            case b"trun":
                self.samples += self._written(first, 32 * (flags & OWN_FIELDS).bit_count())
            case b"cmov":  # a header packed with zlib, as QuickTime had before 2001: what comes out may be anything
                self.samples = BEYOND

    def _written(self, count: int, bits: int) -> int:
        """A count of what takes so many bits in the file, which cannot be more than fit into it."""
        return min(count, self.size * 8 // bits) if bits else count


def _tables(file: IO[bytes], size: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and first fields of everything outside of the media data that may be a table, or what a tag says."""
    for start, end in _read_by_ffmpeg(file, size):
        for at in range(start, end, PIECE):
            file.seek(at)
            piece = file.read(min(PIECE, end - at) + 4 + FIELDS)  # one that begins in it may end behind
            for found in NAMES.finditer(piece, 0, PIECE + 3):
                yield found[0], piece[found.end() : found.end() + FIELDS].ljust(FIELDS, b"\0")


def _read_by_ffmpeg(file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """From where to where the boxes lie that FFmpeg reads, a last one that is cut off included."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        end = min(size, at + length) if length else size
        if name not in PASSED_OVER:
            yield at, end
        if end < at + 8:
            return
        at = end
