"""Photos (JPEG, HEIC) as clips that stand still, so that everything behind hides, checks and encodes them as it does
any other footage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from media.exif import EXIF, GPS, ORIENTATION, taken_at, taken_where
from media.job import Job
from media.outcome import Outcome
from media.scans import MOST_SCANS, has_too_many_scans
from media.source import MAX_PIXELS, Refused

Pixels = NDArray[np.uint8]

CLIP = "photo.avi"
LASTS_S = 3  # how long a photo is shown: long enough to look at, short enough between two clips
RATE = 10  # pictures a second: players stumble over one picture that lasts for seconds
LARGEST = 1920  # pixels of the longer side: no rung is larger
# What Pillow and libheif say of files that lie: the last two come from decoders.
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, RuntimeError)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")  # ISO/IEC 23008-12, annex B and 10.2.1


def as_clip(job: Job, outcome: Outcome) -> Job:
    """The job on a clip made of its photo, whose facts go into `outcome`; footage stays as it is.

    Raises Refused: `unsupported` (`too_large`, `too_many_scans`), `corrupt`.
    """
    path = job.folder / job.source
    kind = _format(path)
    if kind is None:
        return job
    outcome.photo, outcome.container, outcome.codec = True, kind, kind
    pixels = _read(path, kind, outcome)
    _write(job.folder / CLIP, pixels)
    return replace(job, source=CLIP, origin="photo", min_duration_s=0.0)


def _read(path: Path, kind: str, outcome: Outcome) -> Pixels:
    if kind == "jpeg" and has_too_many_scans(path):
        raise Refused("unsupported", reason="too_many_scans", max=MOST_SCANS)
    try:
        with _opened(path, kind) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused("unsupported", reason="too_large", width=image.width, height=image.height)
            exif = image.getexif()
            pixels = _upright(image, exif.get(ORIENTATION))
    except UNREADABLE as error:
        raise Refused("corrupt", at_s=0.0, reason="cannot_open") from error
    gps = exif.get_ifd(GPS)
    outcome.captured_at = taken_at(exif.get_ifd(EXIF), gps)
    outcome.captured_offset_known = outcome.captured_at is not None
    outcome.lat, outcome.lon = taken_where(gps) or (None, None)
    return pixels


def _format(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(64)
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    length = min(int.from_bytes(head[:4], "big"), 64)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    return "heic" if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS and brands & set(HEIC_BRANDS[:4]) else None


def _opened(path: Path, kind: str) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before any of it is decoded
    if kind == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    return Image.open(path, formats=("HEIF",) if kind == "heic" else ("JPEG",))  # several in a file (MPO) included


def _upright(image: Any, orientation: Any) -> Pixels:
    """RGB as a person should see it, its sides even."""
    image.draft("RGB", (LARGEST, LARGEST))  # a JPEG is decoded at about the size that is needed
    image.thumbnail((LARGEST, LARGEST))
    turned = _in_srgb(_turned(image, orientation))
    return np.asarray(turned)[: turned.height // 2 * 2, : turned.width // 2 * 2]


def _turned(image: Any, orientation: Any) -> Any:
    """Pillow's own way writes the whole directory anew, and fails where a camera wrote nonsense into it."""
    from PIL.Image import Transpose as To

    mirrored = {2: To.FLIP_LEFT_RIGHT, 4: To.FLIP_TOP_BOTTOM, 5: To.TRANSPOSE, 7: To.TRANSVERSE}
    turned = {3: To.ROTATE_180, 6: To.ROTATE_270, 8: To.ROTATE_90}
    way = (mirrored | turned).get(orientation) if isinstance(orientation, int) else None
    return image if way is None else image.transpose(way)


def _in_srgb(image: Any) -> Any:
    """Phones photograph in wider colours than players expect, and say so in a profile."""
    from PIL import ImageCms

    if profile := image.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError, OSError):
            return ImageCms.profileToProfile(
                image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
    return image.convert("RGB")


def _write(path: Path, pixels: Pixels) -> None:
    with av.open(str(path), "w", format="avi") as box:
        video = box.add_stream("mjpeg", rate=RATE, options={"qmin": "1", "qmax": "2"})
        video.height, video.width = pixels.shape[:2]
        video.pix_fmt = "yuvj420p"
        for frame in _frames(pixels):
            box.mux(video.encode(frame))
        box.mux(video.encode())


def _frames(pixels: Pixels) -> Iterator[av.VideoFrame]:
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
    for number in range(LASTS_S * RATE):
        picture.pts, picture.time_base = number, Fraction(1, RATE)
        yield picture
