from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from media.shot import Shot

SMALL = (80, 45)
CHANGED = 18.0  # mean difference of brightness; walking with a phone stays below 12
OTHER_SHADES = 0.4  # of at most 2: a pan changes where the shades are, a cut which ones there are
SHADES = 32


class SceneCuts:
    """Tells where one scene ends and another begins."""

    def __init__(self) -> None:
        self.before: NDArray[np.uint8] | None = None

    def is_cut(self, shot: Shot) -> bool:
        """Whether `shot` is the first of another scene than the one seen before it."""
        small = np.asarray(cv2.resize(shot.luma, SMALL, interpolation=cv2.INTER_AREA), np.uint8)
        before, self.before = self.before, small
        if before is None or float(cv2.absdiff(small, before).mean()) < CHANGED:
            return False
        return float(np.abs(_shades(small) - _shades(before)).sum()) > OTHER_SHADES


def _shades(small: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.bincount(small.ravel() // (256 // SHADES), minlength=SHADES) / small.size
