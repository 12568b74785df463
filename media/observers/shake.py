from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from media.observers.limits import Limit
from media.observers.readings import Readings
from media.shot import Seconds, Shot

SMALL = (128, 72)
STEADY = 7  # pictures over which a hand that follows a car moves evenly
SURE = 0.05  # response of the correlation: below it the two pictures do not match


class Shake:
    """How far the picture jumps off its even course, in percent of its width, from one picture to the next.

    Where it moved comes from phase correlation (Kuglin and Hines, 1975). Panning is no shaking.
    """

    name, every = "shake", 1 / 15

    def __init__(self, limit: Limit) -> None:
        self.readings = Readings("too_shaky", 1, limit)
        self.before: NDArray[np.float32] | None = None
        self.moves: deque[tuple[Seconds, NDArray[np.float64]]] = deque(maxlen=STEADY)
        self.edges = cv2.createHanningWindow(SMALL, cv2.CV_32F)

    def see(self, shot: Shot, at: Seconds) -> None:
        small = cv2.resize(shot.luma, SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)
        if self.before is not None:
            (right, down), response = cv2.phaseCorrelate(self.before, small, self.edges)
            if response > SURE:  # another scene, or nothing to hold on to
                self.moves.append((at, np.array([right, down]) / SMALL[0] * 100))
        self.before = small
        if len(self.moves) == STEADY:
            moment, middle = self.moves[STEADY // 2]
            even = np.mean([move for _, move in self.moves], axis=0)
            self.readings.add(moment, float(np.hypot(*(middle - even))))
