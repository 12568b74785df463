"""What a playlist is written from: one video file with its segment table."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A run of whole fragments inside one file: `size` bytes from `offset`."""

    offset: int
    size: int
    duration_s: float


@dataclass(frozen=True)
class VideoFile:
    """One rung: a single fragmented MP4 (CMAF). Bandwidths in bits a second, `codecs` as RFC 6381 writes them."""

    name: str
    width: int
    height: int
    frame_rate: float
    bandwidth: int
    average_bandwidth: int
    codecs: str
    init: Segment
    segments: Sequence[Segment]

    @property
    def duration_s(self) -> float:
        """How long it plays."""
        return sum(segment.duration_s for segment in self.segments)
