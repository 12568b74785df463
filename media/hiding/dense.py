"""Where in a picture strong edges stand close together: a printed code is nowhere else.

Reading codes is the dearest look of all, and most pictures are sky, road and paint. In the parts that are left codes
are read at least as often as in the whole picture: a reader takes its thresholds from what it is given.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

STEP = 2  # every second pixel of every second row: a code that can be read has modules of two pixels
STRONG = 30  # shades between the darkest and the brightest of nine neighbours; dim print has some 50, noise 20
CELL = 4  # of the thinned picture, in which strong edges are counted
CLOSE = 0.4  # of the pixels of a cell and the eight around it
AROUND = 3  # cells: the quiet zone, and what a slanted code has at its corners
MOST = 0.6  # of the picture: beyond, one look at all of it costs less than many at parts

Luma = NDArray[np.uint8]


class Part(NamedTuple):
    """A part of a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, luma: Luma) -> Luma:
        """Its pixels."""
        return np.ascontiguousarray(luma[self.top : self.bottom, self.left : self.right])


def dense_parts(luma: Luma) -> list[Part]:
    """The parts in which there may be a code; all of the picture as one when they are most of it."""
    thin = np.ascontiguousarray(luma[::STEP, ::STEP])
    near = np.ones((3, 3), np.uint8)
    edges = cv2.subtract(cv2.dilate(thin, near), cv2.erode(thin, near))
    strong = cv2.threshold(edges, STRONG - 1, 255, cv2.THRESH_BINARY)[1]
    height, width = strong.shape
    cells = cv2.resize(strong, (max(1, width // CELL), max(1, height // CELL)), interpolation=cv2.INTER_AREA)
    dense = cv2.threshold(cv2.blur(cells, (3, 3)), CLOSE * 255, 255, cv2.THRESH_BINARY)[1]
    parts = _parts(cv2.dilate(dense, near, iterations=AROUND), luma)
    if sum((part.right - part.left) * (part.bottom - part.top) for part in parts) > MOST * luma.size:
        return [Part(0, 0, luma.shape[1], luma.shape[0])]
    return parts


def _parts(dense: cv2.typing.MatLike, luma: Luma) -> list[Part]:
    """The rectangles around what hangs together."""
    _, _, found, _ = cv2.connectedComponentsWithStats(dense)
    across, down = luma.shape[1] / dense.shape[1], luma.shape[0] / dense.shape[0]
    return [
        Part(int(x * across), int(y * down), -int(-(x + w) * across // 1), -int(-(y + h) * down // 1))
        for x, y, w, h, _ in found[1:].tolist()
    ]
