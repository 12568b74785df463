"""Smooth random lines and fields, the same for the same seed."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ops.demo.drawing.sheet import Field


def ridge(width: int, coarse: float, seed: int, octaves: int = 5, rough: float = 0.5) -> NDArray[np.float32]:
    """Return `width` heights from 0 to 1 with hills about `coarse` pixels long."""
    random = np.random.default_rng(seed)
    heights = np.zeros(width)
    for octave in range(octaves):
        length = coarse / 2**octave
        knots = random.random(int(width / length) + 4)
        at = np.arange(width) / length
        left = at.astype(int)
        share = (1 - np.cos(np.pi * (at - left))) / 2
        heights += rough**octave * (knots[left] * (1 - share) + knots[left + 1] * share)
    heights -= heights.min()
    return np.asarray(heights / heights.max(), np.float32)


def field(height: int, width: int, coarse: float, seed: int, octaves: int = 5, flat: float = 1.0) -> Field:
    """Return a cloudy field from 0 to 1, its lumps `flat` times as high as wide."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        across = max(2, round(width / coarse * 2**octave))
        down = max(2, round(height / (coarse * flat) * 2**octave))
        knots = random.random((down + 1, across + 1)).astype(np.float32)
        total += cv2.resize(knots, (width, height), interpolation=cv2.INTER_CUBIC) * np.float32(0.5**octave)
    total -= total.min()
    return np.asarray(total / total.max(), np.float32)
