from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from media.hiding.boxes import Box
from media.upright import plane_of

AROUND = 3.0  # how many times its own size is cut out
SIDE = 160  # of what is looked at


def cut_out(picture: VideoFrame, box: Box) -> NDArray[np.uint8]:
    """The box with its surroundings, square, in colours: from the largest picture there is more to see."""
    planes = []
    for number in range(3):
        plane = plane_of(picture, number)
        height, width = plane.shape
        half = max(box.w * width, box.h * height) * AROUND / 2
        across, down = (box.x + box.w / 2) * width, (box.y + box.h / 2) * height
        columns, rows = _inside(across, half, width), _inside(down, half, height)
        planes.append(cv2.resize(plane[rows][:, columns], (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    return np.asarray(cv2.cvtColor(cv2.merge([planes[0], planes[2], planes[1]]), cv2.COLOR_YCrCb2BGR), np.uint8)


def _inside(middle: float, half: float, length: int) -> NDArray[np.intp]:
    """Places of a row or column around the middle; the picture's edge goes on beyond it."""
    first = int(middle - half)
    return np.clip(np.arange(first, max(first + 2, int(middle + half))), 0, length - 1)


def middle_score(rows: NDArray[Any] | None) -> float:
    """The best score of what YuNet found in the middle of a cut-out, where the first look had seen something."""
    middle, near = SIDE / 2, SIDE / AROUND / 2
    scores = [
        row[-1]
        for row in ([] if rows is None else rows.tolist())
        if max(abs(row[0] + row[2] / 2 - middle), abs(row[1] + row[3] / 2 - middle)) < near
    ]
    return max(scores, default=0.0)
