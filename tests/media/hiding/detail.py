"""How much can still be made out: detail left inside a box, as a share of what was there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tests.actors import Truth

Grey = NDArray[np.uint8]
CODING_NOISE = 1.0  # grey levels of detail that an encoder adds anywhere


def greys(path: Path) -> list[Grey]:
    """Every picture of a clip in shades of grey, upright."""
    with av.open(str(path)) as box:
        return [
            np.rot90(frame.to_ndarray(format="gray"), frame.rotation // 90)
            for frame in box.decode(box.streams.video[0])
        ]


def detail(picture: Grey, box: tuple[float, float, float, float]) -> float:
    """Root mean square of what is finer than a sixth of the box: letters, eyes, bars."""
    left, top, wide, tall = (round(part) for part in box)
    part = picture[top : top + tall, left : left + wide].astype(np.float32)
    return float(np.sqrt(np.square(part - cv2.GaussianBlur(part, (0, 0), max(1.0, min(wide, tall) / 6))).mean()))


def left_over(source: list[Grey], shown: list[Grey], truth: Iterable[Truth], rate: int = 30) -> list[float]:
    """For each moment the detail in what is shown against that in the source scaled to the same size."""
    shares = []
    for at, box in truth:
        number = round(at * rate)
        there = shown[number]
        share = there.shape[1] / source[number].shape[1]
        before = cv2.resize(source[number], there.shape[::-1], interpolation=cv2.INTER_AREA)
        small = tuple(part * share for part in box)
        shares.append(max(0.0, detail(there, small) - CODING_NOISE) / detail(before, small))
    return shares
