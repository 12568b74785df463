"""Things that must not be seen, drawn by the tests so that it is known where they are: faces, plates, labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tests.footage import pictures

Picture = NDArray[np.uint8]
Place = Callable[[float], tuple[float, float] | None]  # left and top in pixels at a second; None: not there
VIN = "LNV1A2B3C4D567890"


class Actor(NamedTuple):
    """A picture with its mask, the part of it that must be hidden (in pixels), and its way through the clip."""

    picture: Picture
    mask: Picture
    inner: tuple[int, int, int, int]
    where: Place


class Truth(NamedTuple):
    """Where something was at a second of the clip: left, top, width and height in pixels."""

    at: float
    box: tuple[int, int, int, int]


def face(side: int, where: Place) -> Actor:
    """A head from the front, `side` pixels large."""
    drawn, mask = np.full((240, 240, 3), 120, np.uint8), np.zeros((240, 240), np.uint8)
    skin, shade, hair = (225, 180, 150), (180, 144, 120), (60, 42, 30)

    def oval(
        x: int, y: int, wide: int, tall: int, colour: tuple[int, int, int], line: int = -1, *, arc: int = 0
    ) -> None:
        ends = {0: (0, 360), 1: (0, 180), 2: (190, 350)}[arc]
        cv2.ellipse(drawn, (x, y), (wide, tall), 0, *ends, colour, line, cv2.LINE_AA)

    oval(120, 105, 88, 98, hair)
    oval(120, 128, 70, 92, skin)
    for x in (92, 148):
        oval(x, 112, 17, 9, (245, 245, 240))
        oval(x, 112, 8, 8, hair)
        oval(x, 112, 19, 11, (70, 45, 35), 3, arc=1)
        oval(x, 98, 22, 9, hair, 6, arc=2)
    oval(120, 148, 13, 9, shade, 4, arc=1)
    oval(120, 178, 28, 9, (175, 75, 75))
    cv2.line(drawn, (93, 178), (147, 178), (110, 40, 40), 2, cv2.LINE_AA)
    cv2.ellipse(mask, (120, 118), (90, 104), 0, 0, 360, 255, -1)
    size = (side, side)
    inner = tuple(round(part * side / 240) for part in (55, 60, 130, 150))  # brows to chin
    return Actor(
        cv2.resize(cv2.GaussianBlur(drawn, (0, 0), 1.9), size, interpolation=cv2.INTER_AREA),
        cv2.resize(mask, size),
        inner,
        where,
    )


def car_with_plate(plate: int, where: Place) -> Actor:
    """The back of a red car with a blue number plate `plate` pixels wide."""
    wide, tall = round(plate * 3.4), round(plate * 1.8)
    drawn = np.full((tall, wide, 3), (150, 20, 25), np.uint8)
    window, bumper = (40, 50, 60), (25, 25, 28)
    cv2.rectangle(drawn, (plate // 3, plate // 10), (wide - plate // 3, plate * 7 // 10), window, -1)
    cv2.rectangle(drawn, (0, tall - plate // 5), (wide, tall), bumper, -1)
    for left in (plate // 10, wide - plate * 7 // 10):
        cv2.rectangle(drawn, (left, plate * 9 // 10), (left + plate * 6 // 10, plate * 12 // 10), (230, 230, 200), -1)
    board = np.full((320, 1000, 3), (20, 70, 190), np.uint8)
    cv2.rectangle(board, (12, 12), (987, 307), (255, 255, 255), 8, cv2.LINE_AA)
    cv2.putText(board, "FA:72B45", (60, 232), cv2.FONT_HERSHEY_SIMPLEX, 6.2, (255, 255, 255), 26, cv2.LINE_AA)
    left, top, high = round(plate * 1.2), round(plate * 1.2), round(plate * 0.32)
    drawn[top : top + high, left : left + plate] = cv2.resize(board, (plate, high), interpolation=cv2.INTER_AREA)
    return Actor(drawn, np.full((tall, wide), 255, np.uint8), (left, top, plate, high), where)


def label(name: str, scale: int, where: Place) -> Actor:
    """A white label with a VIN in a code: QRCode, DataMatrix, Code39 or Code128."""
    code = zxingcpp.create_barcode(VIN, getattr(zxingcpp.BarcodeFormat, name))
    lines = np.array(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True))
    drawn = np.repeat(lines[:, :, None], 3, axis=2)
    dark = np.argwhere(lines < 128)
    (top, left), (bottom, right) = dark.min(0), dark.max(0)
    inner = (int(left), int(top), int(right - left + 1), int(bottom - top + 1))
    return Actor(drawn, np.full(lines.shape, 255, np.uint8), inner, where)


def film(
    path: Path, actors: Sequence[Actor], *, seconds: float = 3, size: tuple[int, int] = (1280, 720), rate: int = 30,
    cuts: Sequence[float] = (), rotate: int = 0, container: str | None = None,
) -> dict[int, list[Truth]]:  # fmt: skip
    """Write a clip in which the actors move over a yard, and say where each of them was in every picture.

    At each of `cuts` the ground becomes another one. `rotate` stores the pictures turned, as phones do.
    """
    truth: dict[int, list[Truth]] = {number: [] for number in range(len(actors))}
    turned = size[::-1] if rotate else size
    with av.open(str(path), "w", format=container) as box:
        video = box.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "crf": "16"})
        video.width, video.height, video.pix_fmt = *turned, "yuv420p"
        if rotate:
            video.set_display_rotation(rotate)
        for number in range(round(seconds * rate)):
            at = number / rate
            picture = _ground(size, sum(at >= cut for cut in cuts)).copy()
            for place, actor in enumerate(actors):
                if (spot := _put(picture, actor, at)) is not None:
                    truth[place].append(Truth(at, spot))
            stored = np.ascontiguousarray(np.rot90(picture, -rotate // 90)) if rotate else picture
            frame = av.VideoFrame.from_ndarray(stored, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            box.mux(video.encode(frame))
        box.mux(video.encode(None))
    return truth


@lru_cache(maxsize=4)
def _ground(size: tuple[int, int], scene: int) -> Picture:
    """Soft ground with some texture, darker or brighter from scene to scene."""
    drawn = next(pictures(1, *size, seed=7 + scene)).astype(np.float32)
    soft = cv2.GaussianBlur(drawn, (0, 0), size[0] / 200)
    return np.clip(soft * (0.55, 1.15)[scene % 2] + 10, 0, 255).astype(np.uint8)


def _put(picture: Picture, actor: Actor, at: float) -> tuple[int, int, int, int] | None:
    """Draw the actor; where its inner part is, when all of that can be seen."""
    place = actor.where(at)
    if place is None:
        return None
    left, top = round(place[0]), round(place[1])
    tall, wide = actor.mask.shape
    height, width = picture.shape[:2]
    x, y, right, bottom = max(0, left), max(0, top), min(width, left + wide), min(height, top + tall)
    if x >= right or y >= bottom:
        return None
    part = (slice(y - top, bottom - top), slice(x - left, right - left))
    shown = actor.mask[part] > 127
    picture[y:bottom, x:right][shown] = actor.picture[part][shown]
    inner = (left + actor.inner[0], top + actor.inner[1], actor.inner[2], actor.inner[3])
    whole = inner[0] >= 0 and inner[1] >= 0 and inner[0] + inner[2] <= width and inner[1] + inner[3] <= height
    return inner if whole else None
