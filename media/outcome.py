"""What one pass over a clip found out and made. Times are seconds from the first picture, sizes are bytes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple


class Disposition(StrEnum):
    """What is to become of the clip."""

    PUBLISH = "publish"
    HOLD = "hold"  # everything was made; a person decides
    REJECT = "reject"  # nothing was made but a still


@dataclass(frozen=True)
class Verdict:
    """Why a clip cannot be published as it is: a stable word, what to say about it, and where in the clip."""

    code: str  # a word of the contract: not_a_video, too_dark, needs_review, ...
    params: dict[str, int | float | str] = field(default_factory=dict)
    at_s: float | None = None
    held: bool = False  # a person must look; otherwise the footage is rejected


class Segment(NamedTuple):
    """One moof and its mdat: bytes that a player can fetch and play alone after the init range."""

    offset: int
    size: int
    duration_s: float


@dataclass(frozen=True)
class Rendition:
    """One playable file: a single fragmented MP4, addressed by byte ranges for HLS or played as it is."""

    name: str  # the picture's short side and "p": 1080p, 720p, 360p
    file: str
    width: int
    height: int
    size: int
    sha256: str
    bandwidth: int  # bits a second of the heaviest segment: RFC 8216, 4.3.4.2
    average_bandwidth: int
    codecs: str  # RFC 6381, read back from the file
    frame_rate: float
    frames: int
    duration_s: float
    init: tuple[int, int]  # offset and size of ftyp and moov
    segments: list[Segment]
    has_audio: bool = False


@dataclass(frozen=True)
class Still:
    """A JPEG."""

    file: str
    width: int
    height: int
    size: int
    sha256: str
    at_s: float = 0.0


@dataclass(frozen=True)
class Storyboard:
    """A JPEG sprite. Tile i lies at column i % columns, row i // columns and shows second i * interval_s."""

    file: str
    tile_width: int
    tile_height: int
    columns: int
    rows: int
    count: int
    interval_s: float
    size: int
    sha256: str


@dataclass(frozen=True)
class Hidden:
    """What was made unrecognisable: how many different ones, and in how many seconds at least one of them."""

    faces: int = 0
    plates: int = 0
    labels: int = 0
    boxes: int = 0  # drawn by a person
    seconds: float = 0.0


@dataclass
class Outcome:
    """The whole answer. `verdict` None means that the clip may be published."""

    verdict: Verdict | None = None
    duration_s: float | None = None  # of the pictures that were really there
    width: int | None = None  # as a person sees it: turned upright, pixels square
    height: int | None = None
    frame_rate: float | None = None  # on average; the true times are kept in the renditions
    frames: int = 0
    damaged: int = 0  # packets that could not be decoded, or only in part
    photo: bool = False  # the clip stands still
    container: str | None = None
    codec: str | None = None
    captured_at: datetime | None = None  # as the file says, with the offset it says
    lat: float | None = None  # where it was filmed, as the file says; degrees
    lon: float | None = None
    credentials: dict[str, Any] | None = None  # the source's own C2PA manifest: see media.source_credentials
    captured_offset_known: bool = False  # False: the file said UTC, as cameras do that know no zone
    renditions: list[Rendition] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)  # names of sizes that are to be made later, from the largest
    signed: bool = False  # whether the first of them carries the operator's Content Credentials
    poster: Still | None = None
    storyboard: Storyboard | None = None
    thumbhash: str | None = None  # base64
    still: Still | None = None  # what the verdict is about
    hidden: Hidden | None = None  # None: nothing was looked for
    problem: str | None = None  # for staff: what kept us from hiding
    quality: dict[str, Any] | None = None  # a track of figures, one for each second
    cpu_s: float | None = None  # what the child used
    peak_memory: int | None = None
    fences: dict[str, str] = field(default_factory=dict)  # what stood around the child that did this

    @property
    def disposition(self) -> Disposition:
        """What follows from the verdict."""
        if self.verdict is None:
            return Disposition.PUBLISH
        return Disposition.HOLD if self.verdict.held else Disposition.REJECT

    @property
    def made(self) -> list[Rendition | Still | Storyboard]:
        """Everything that is a file in the job's folder now."""
        stills = [each for each in (self.poster, self.storyboard, self.still) if each is not None]
        return [*self.renditions, *stills]


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Write `outcome` as JSON; the file appears whole or not at all."""
    body = asdict(outcome)
    if outcome.captured_at is not None:
        body["captured_at"] = outcome.captured_at.isoformat()
    part = path.with_suffix(".part")
    part.write_text(json.dumps(body))
    part.rename(path)


def read_outcome(text: str) -> Outcome:
    """Read back what `write_outcome` wrote; KeyError, TypeError or ValueError when it is something else."""
    body: dict[str, Any] = json.loads(text, parse_constant=no_number)
    if not isinstance(body, dict):
        raise TypeError("an outcome is an object")
    captured = body.pop("captured_at")
    verdict, poster, board = body.pop("verdict"), body.pop("poster"), body.pop("storyboard")
    still, hidden = body.pop("still"), body.pop("hidden")
    renditions = [_rendition(each) for each in body.pop("renditions")]
    return Outcome(
        **body,
        captured_at=datetime.fromisoformat(captured) if captured else None,
        verdict=Verdict(**verdict) if verdict else None,
        poster=Still(**poster) if poster else None,
        storyboard=Storyboard(**board) if board else None,
        still=Still(**still) if still else None,
        hidden=Hidden(**hidden) if hidden else None,
        renditions=renditions,
    )


def no_number(name: str) -> float:
    """For `NaN` and `Infinity`, which Python takes for JSON and nobody else does. Raises ValueError."""
    raise ValueError(f"{name} is no number")


def _rendition(body: dict[str, Any]) -> Rendition:
    offset, size = body.pop("init")
    segments = [Segment(int(at), int(length), float(lasts)) for at, length, lasts in body.pop("segments")]
    return Rendition(**body, init=(int(offset), int(size)), segments=segments)
