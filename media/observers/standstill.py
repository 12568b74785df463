from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from media.observers.limits import Limit
from media.observers.readings import Readings
from media.shot import Seconds, Shot

SMALL = (160, 90)


class Standstill:
    """Whether the picture froze: the mean difference to the look before, in shades. A hand is never that still."""

    name, every = "change", 0.2

    def __init__(self, limit: Limit) -> None:
        self.readings = Readings("frozen", -1, limit)
        self.before: NDArray[np.uint8] | None = None

    def see(self, shot: Shot, at: Seconds) -> None:
        small = np.asarray(cv2.resize(shot.luma, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
        if self.before is not None:
            self.readings.add(at, float(cv2.absdiff(small, self.before).mean()))
        self.before = small
