"""From what the pass made to what is stored and kept."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from media.job import Outcome
from store.objects import ObjectStore
from tracking.clips.attempts import Attempt
from tracking.clips.outputs import Made, Output

VIDEO, PICTURE = "video/mp4", "image/jpeg"


class Place(Protocol):
    """Whose files they are: of an attempt, or of an addition to it."""

    @property
    def prefix(self) -> str: ...


def made_of(outcome: Outcome, attempt: Attempt) -> Made:
    """What the clip's row and its renditions will say. The outcome must be one that can be played."""
    if outcome.duration_s is None or outcome.width is None or outcome.height is None or not outcome.renditions:
        raise ValueError("the pass did not reject the clip and made nothing of it")
    return Made(
        photo=outcome.photo,
        duration_s=outcome.duration_s,
        width=outcome.width,
        height=outcome.height,
        captured_at=outcome.captured_at,
        captured_offset_min=_offset_min(outcome),
        location=None if outcome.lat is None or outcome.lon is None else (outcome.lat, outcome.lon),
        credentials=outcome.credentials,
        signed=outcome.signed,
        thumbhash=outcome.thumbhash,
        storyboard=_storyboard(outcome),
        quality=outcome.quality,
        hidden=asdict(outcome.hidden) if outcome.hidden else None,
        outputs=[*outputs_of(outcome, attempt), *stills_of(outcome, attempt)],
        owed=outcome.owed,
    )


def _offset_min(outcome: Outcome) -> int | None:
    offset = outcome.captured_at.utcoffset() if outcome.captured_at and outcome.captured_offset_known else None
    return None if offset is None else int(offset.total_seconds() // 60)


def stills_of(outcome: Outcome, attempt: Attempt) -> list[Output]:
    """The picture of what the verdict is about, where there is one."""
    if (still := outcome.still) is None:
        return []
    return [_picture(attempt, "still", still.file, still.size, still.sha256, (still.width, still.height))]


def store_outputs(objects: ObjectStore, outputs: Sequence[Output], place: Place, folder: Path) -> Iterator[int]:
    """Put the files into storage one by one; yields the percent of bytes stored. Raises StorageDown."""
    total, done = sum(output.size for output in outputs), 0
    for output in outputs:
        objects.put(output.key, folder / output.key.removeprefix(place.prefix), output.content_type)
        done += output.size
        yield 100 * done // total


def outputs_of(outcome: Outcome, place: Place) -> Iterator[Output]:
    """What is to be stored of the outcome, but for a verdict's still."""
    for rendition in outcome.renditions:
        yield Output(
            kind="video",
            name=rendition.name,
            key=place.prefix + rendition.file,
            content_type=VIDEO,
            size=rendition.size,
            sha256=bytes.fromhex(rendition.sha256),
            width=rendition.width,
            height=rendition.height,
            bandwidth=rendition.bandwidth,
            average_bandwidth=rendition.average_bandwidth,
            codecs=rendition.codecs,
            frame_rate=rendition.frame_rate,
            init_offset=rendition.init[0],
            init_size=rendition.init[1],
            segments=[(piece.offset, piece.size, piece.duration_s) for piece in rendition.segments],
        )
    if (poster := outcome.poster) is not None:
        yield _picture(place, "poster", poster.file, poster.size, poster.sha256, (poster.width, poster.height))
    if (board := outcome.storyboard) is not None:
        whole = (board.tile_width * board.columns, board.tile_height * board.rows)
        yield _picture(place, "storyboard", board.file, board.size, board.sha256, whole)


def _picture(place: Place, kind: str, file: str, size: int, sha256: str, shape: tuple[int, int]) -> Output:
    return Output(
        kind=kind,
        name=kind,
        key=place.prefix + file,
        content_type=PICTURE,
        size=size,
        sha256=bytes.fromhex(sha256),
        width=shape[0],
        height=shape[1],
    )


def _storyboard(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.storyboard is None:
        return None
    kept = ("tile_width", "tile_height", "columns", "rows", "interval_s", "count")
    return {name: value for name, value in asdict(outcome.storyboard).items() if name in kept}
