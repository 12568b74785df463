"""What a carrier says before it sends footage."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from store.words import Origin, ShotCode


@dataclass(frozen=True)
class Announcement:
    """Exactly one of the first four names the cars; `size` in bytes, `sha256` the digest itself."""

    stage_id: UUID | None
    trip_id: UUID | None
    vins: tuple[str, ...]
    place_code: str | None

    filename: str
    content_type: str
    size: int
    sha256: bytes
    captured_at: datetime  # with the device's offset
    device_ref: str | None = None
    origin: Origin = Origin.HANDHELD
    camera: str | None = None
    location: tuple[float, float] | None = None  # latitude, longitude
    shots: tuple[ShotCode, ...] = field(default=())
    replaces: UUID | None = None
    note: str | None = None
    sent_at: datetime | None = None
