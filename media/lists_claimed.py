"""Lists so long that FFmpeg spends minutes on them: it compares each new entry with all that it has.

Neither list has one place in a file, so what every entry must have is counted wherever it lies; what looks like one
by chance is allowed for.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

# A packet of stream 0 with its flags (ISO/IEC 13818-1, 2.4.3.2): tables of programs, up to 46 in each. One that does
# not say that it carries anything is none: a slice that ends with 0x47 looks so, before the start code of the next.
PROGRAM_TABLE = re.compile(
    rb"\x47[\x00\x20\x40\x60\x80\xa0\xc0\xe0]\x00"
    rb"[\x10-\x1f\x30-\x3f\x50-\x5f\x70-\x7f\x90-\x9f\xb0-\xbf\xd0-\xdf\xf0-\xff]"
)
MOST_TABLES, BY_CHANCE = 100, 1024**2  # different ones; 22 bits of chance, four times
HEADER, PACKET = 4, 188
TAG_NAME = b"\x45\xa3"  # RFC 9559, 5.1.8.1.2.1
MOST_TAGS = 2000  # in an MP4 as well
TAG_BY_CHANCE = 16 * 1024  # 16 bits of it, with some room
PIECE = 16 * 1024**2


def too_many_programs(path: Path) -> bool:
    """Whether an MPEG-TS has thousands of programs. A camera's has one, and repeats the same table."""
    size = path.stat().st_size
    tables: set[int] = set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in PROGRAM_TABLE.finditer(data):
            tables.add(hash(data[found.start() + HEADER : found.start() + PACKET]))
            if len(tables) > MOST_TABLES + size // BY_CHANCE:
                return True
    return False


def too_many_tags(path: Path) -> bool:
    """Whether a Matroska has thousands of tags."""
    size, names = path.stat().st_size, 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            names += piece.count(TAG_NAME)
    return names > MOST_TAGS + size // TAG_BY_CHANCE
