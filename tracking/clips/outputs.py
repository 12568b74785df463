"""What an attempt made, as it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from store.ids import new_id
from store.tables import Rendition


@dataclass(frozen=True)
class Output:
    """One stored file: `kind` is video, poster, storyboard or still. Sizes in bytes, bandwidths in bit/s."""

    kind: str
    name: str
    key: str
    content_type: str
    size: int
    sha256: bytes
    width: int
    height: int
    bandwidth: int | None = None
    average_bandwidth: int | None = None
    codecs: str | None = None
    frame_rate: float | None = None
    init_offset: int | None = None
    init_size: int | None = None
    segments: Sequence[tuple[int, int, float]] | None = None  # offset, size, duration in seconds


@dataclass(frozen=True)
class Made:
    """Everything an attempt found out about a clip that can be played."""

    photo: bool  # it stands still
    duration_s: float
    width: int
    height: int
    captured_at: datetime | None
    captured_offset_min: int | None  # None: the file says UTC only
    location: tuple[float, float] | None  # latitude, longitude
    credentials: Mapping[str, Any] | None  # what the source's own Content Credentials say
    signed: bool  # whether the largest video carries ours
    thumbhash: str | None
    storyboard: Mapping[str, Any] | None
    quality: Mapping[str, Any] | None
    hidden: Mapping[str, Any] | None
    outputs: Sequence[Output]
    owed: Sequence[str] = ()  # names of sizes that are to be made later


def rendition_of(clip_id: UUID, attempt: int, output: Output, now: datetime) -> Rendition:
    """The row of one stored file."""
    fields = dict(vars(output))
    segments = fields.pop("segments")
    return Rendition(
        id=new_id(),
        clip_id=clip_id,
        attempt=attempt,
        created_at=now,
        segments=None if segments is None else [list(segment) for segment in segments],
        **fields,
    )
