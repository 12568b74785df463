from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from media.hiding.boxes import Box, Patch
from media.upright import plane_of

CELLS = 3  # along the longer side: no face and no letter survives nine averages
Plane = NDArray[np.uint8]


def hide(pictures: Sequence[VideoFrame], patches: Iterable[Patch]) -> None:
    """Replace each patch by a few averages of itself, in every size. The pictures are changed in place.

    The averages come from the smallest picture, so that all sizes show the same and none shows more. They are
    drawn smoothly: hard squares would have edges of their own, which cost bits and draw the eye.
    """
    boxes = [patch.box for patch in patches]
    if not boxes:
        return
    for picture in pictures:
        picture.make_writable()  # a copy only while the decoder still refers to it
    small = [plane_of(pictures[-1], number) for number in range(3)]
    planes = [[plane_of(picture, number) for number in range(3)] for picture in pictures]
    for box in boxes:
        averages = [_averages(plane, box) for plane in small]
        for each in planes:
            for plane, few in zip(each, averages, strict=True):
                _cover(plane, box, few)


def _averages(plane: Plane, box: Box) -> Plane | None:
    left, top, right, bottom = _pixels(plane, box)
    wide, tall = right - left, bottom - top
    if wide <= 0 or tall <= 0:
        return None
    cells = (max(2, round(CELLS * wide / max(wide, tall))), max(2, round(CELLS * tall / max(wide, tall))))
    return np.asarray(cv2.resize(plane[top:bottom, left:right], cells, interpolation=cv2.INTER_AREA), np.uint8)


def _cover(plane: Plane, box: Box, few: Plane | None) -> None:
    left, top, right, bottom = _pixels(plane, box)
    if few is not None and right > left and bottom > top:
        size = (right - left, bottom - top)
        plane[top:bottom, left:right] = cv2.resize(few, size, interpolation=cv2.INTER_LINEAR)


def _pixels(plane: Plane, box: Box) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in a plane: every pixel that the box touches."""
    height, width = plane.shape
    left, top = max(0, int(box.x * width)), max(0, int(box.y * height))
    right, bottom = -int(-(box.x + box.w) * width // 1), -int(-(box.y + box.h) * height // 1)
    return left, top, min(width, right), min(height, bottom)
