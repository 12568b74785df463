"""When and where a photo was taken, as its Exif 3.0 says (CIPA DC-008). For staff: buyers get nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from media.captured import EARLIEST
from media.location import on_earth

# Parts of the directory, and tags in them.
EXIF, GPS = 0x8769, 0x8825
ORIENTATION = 0x0112
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
NORTH_SOUTH, LATITUDE, EAST_WEST, LONGITUDE, GPS_TIME, GPS_DATE = 1, 2, 3, 4, 7, 29

Tags = Mapping[int, Any]
NONSENSE = (ValueError, TypeError, KeyError, ArithmeticError)


def taken_at(exif: Tags, gps: Tags) -> datetime | None:
    """Local time with its offset, else the time of the satellites in UTC; a time without a zone is no answer."""
    for read, tags in ((_local, exif), (_of_satellites, gps)):
        with suppress(*NONSENSE):
            taken = read(tags)
            return taken if taken >= EARLIEST else None
    return None


def taken_where(gps: Tags) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when there is none, or one that lies nowhere on Earth."""
    with suppress(*NONSENSE):
        lat = _degrees(gps[LATITUDE], south_or_west=gps[NORTH_SOUTH] == "S")
        return on_earth(lat, _degrees(gps[LONGITUDE], south_or_west=gps[EAST_WEST] == "W"))
    return None


def _local(exif: Tags) -> datetime:
    return datetime.strptime(f"{exif[TAKEN]} {exif[TAKEN_OFFSET]}", "%Y:%m:%d %H:%M:%S %z")


def _of_satellites(gps: Tags) -> datetime:
    hours, minutes, seconds = (int(part) for part in gps[GPS_TIME])
    day = datetime.strptime(gps[GPS_DATE], "%Y:%m:%d").replace(tzinfo=UTC)
    return day.replace(hour=hours, minute=minutes, second=seconds)


def _degrees(parts: Any, *, south_or_west: bool) -> float:
    value: float = sum(float(part) / 60**place for place, part in enumerate(parts))
    return round(-value if south_or_west else value, 6)
