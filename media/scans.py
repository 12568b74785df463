"""How many times a JPEG goes over its picture."""

from __future__ import annotations

import re
from mmap import ACCESS_READ, mmap
from pathlib import Path

MOST_SCANS = 200  # cameras and web tools write about ten; each costs the decoder a pass over the whole picture
READ = 256 * 1024**2  # bytes: no photo is larger
START_OF_SCAN, END = 0xDA, 0xD9
# A marker with what follows it (ITU-T T.81, B.1.1): not a stuffed zero, a restart, or a byte that only fills.
MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")


def has_too_many_scans(path: Path) -> bool:
    """Walk the markers of a JPEG up to its end; what follows, as the video of a motion photo, is not its own."""
    scans = at = 0
    with path.open("rb") as file, mmap(file.fileno(), min(READ, path.stat().st_size), access=ACCESS_READ) as data:
        while scans <= MOST_SCANS and (marker := MARKER.search(data, at)) is not None:
            kind, at = data[marker.end() - 1], marker.end()
            if kind == END:
                break
            scans += kind == START_OF_SCAN
            at += int.from_bytes(data[at : at + 2], "big")
    return scans > MOST_SCANS
