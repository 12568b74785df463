"""Where a clip was filmed, as its own metadata says (ISO 6709, Annex H). For staff: buyers get nothing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

KEYS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")  # Apple's, and that of 3GPP and Android
POINT = re.compile(r"([+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?)([+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?)")


def location_of(metadata: Mapping[str, str]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None when there is none, or one that lies nowhere on Earth."""
    for key in KEYS:
        if found := POINT.match(metadata.get(key, "")):
            lat, lon = _degrees(found[1], 2), _degrees(found[2], 3)
            return on_earth(lat, lon)
    return None


def on_earth(lat: float, lon: float) -> tuple[float, float] | None:
    """The two, or None when they lie nowhere, or where a device without a fix says that it is: at 0, 0."""
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0) else None


def _degrees(text: str, digits: int) -> float:
    """Degrees, or degrees with minutes, or with seconds: told apart by the number of digits before the point."""
    whole, _, fraction = text[1:].partition(".")
    parts = [whole[:digits], *(whole[at : at + 2] for at in range(digits, len(whole), 2))]
    parts[-1] += f".{fraction or 0}"
    value: float = sum(float(part) / 60**place for place, part in enumerate(parts))
    return round(-value if text[0] == "-" else value, 6)
