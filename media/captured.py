"""When a clip was filmed, as its own metadata says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

APPLE = "com.apple.quicktime.creationdate"  # local time with its offset
CONTAINER = "creation_time"  # seconds since 1904 UTC in MP4, DateUTC in Matroska
EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)  # older means that a clock was never set


def captured_at(metadata: Mapping[str, str]) -> tuple[datetime | None, bool]:
    """The capture time and whether its offset is the place's own (True) or only UTC (False).

    Times without an offset, before 2005, or unreadable are no answer.
    """
    for key, offset_known in ((APPLE, True), (CONTAINER, False)):
        try:
            time = datetime.fromisoformat(metadata.get(key, ""))
        except ValueError:
            continue
        if time.tzinfo is not None and time >= EARLIEST:
            return time, offset_known
    return None, False
