from __future__ import annotations

import cv2
import numpy as np

from media.observers.limits import Limit
from media.observers.readings import Readings
from media.shot import Seconds, Shot

SMALL = (160, 90)


class Detail:
    """Whether something covers the lens: how much neighbouring parts of the picture differ, in shades."""

    name, every = "detail", 0.2

    def __init__(self, limit: Limit) -> None:
        self.readings = Readings("covered", -1, limit)

    def see(self, shot: Shot, at: Seconds) -> None:
        small = cv2.resize(shot.luma, SMALL, interpolation=cv2.INTER_AREA)
        self.readings.add(at, float(np.abs(cv2.Laplacian(small, cv2.CV_16S)).mean()))
