from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from media.observers.limits import Limit
from media.observers.readings import Readings
from media.shot import Seconds, Shot

LOOKED_AT = 320  # long side
TAPS = 9


class Focus:
    """How blurred the picture is, from 0 to 1: what is already soft loses little when it is blurred again.

    After Crete and others, The Blur Effect (2007), which unlike the strength of edges says the same of a wall and
    of a hedge.
    """

    name, every = "blur", 0.2

    def __init__(self, limit: Limit) -> None:
        self.readings = Readings("too_blurry", 1, limit)

    def see(self, shot: Shot, at: Seconds) -> None:
        share = min(1.0, LOOKED_AT / max(shot.luma.shape))
        small = cv2.resize(shot.luma, None, fx=share, fy=share, interpolation=cv2.INTER_AREA).astype(np.float32)
        self.readings.add(at, max(_softness(small), _softness(np.ascontiguousarray(small.T))))


def _softness(picture: NDArray[np.float32]) -> float:
    """Along the rows."""
    steps = np.abs(np.diff(picture, axis=1))
    after = np.abs(np.diff(np.asarray(cv2.blur(picture, (TAPS, 1)), np.float32), axis=1))
    return 1.0 - float(np.maximum(0, steps - after).sum()) / max(1.0, float(steps.sum()))
