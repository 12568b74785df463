"""Light that lamps give: glows that are added to a frame."""

from functools import lru_cache

import cv2
import numpy as np

from ops.demo.drawing.colours import colour
from ops.demo.drawing.sheet import Pixels


@lru_cache(maxsize=64)
def glow(tone: str, radius: int, strength: float, flat: float = 1.0) -> Pixels:
    """Return a round glow fading to nothing at `radius` pixels, `flat` times as high as wide."""
    tall = max(2, round(radius * flat))
    y, x = np.mgrid[-tall : tall + 1, -radius : radius + 1].astype(np.float32)
    away = np.hypot(x / radius, y / tall)
    light = np.clip(1 - away, 0, 1) ** 2.6 + 0.5 * np.exp(-((away * 9) ** 2))
    return np.asarray(np.clip(light[..., None] * colour(tone) * (255 * strength), 0, 255), np.uint8)


@lru_cache(maxsize=16)
def beam(tone: str, length: int, spread: int, strength: float) -> Pixels:
    """Return the light a head lamp throws on the road before it, the lamp at the middle of the left edge."""
    y, x = np.mgrid[-spread : spread + 1, 0:length].astype(np.float32)
    along = x / length
    aside = np.abs(y) / (spread * (0.1 + 0.9 * along))
    light = np.clip(1 - aside, 0, 1) ** 1.3 * (1 - along) ** 1.4 * np.clip(along * 9, 0, 1)
    return np.asarray(np.clip(light[..., None] * colour(tone) * (255 * strength), 0, 255), np.uint8)


def shine(frame: Pixels, light: Pixels, x: float, y: float) -> None:
    """Add `light` to `frame`, its upper left corner at column `x` and row `y`."""
    left, top = round(x), round(y)
    x0, x1 = max(0, left), min(frame.shape[1], left + light.shape[1])
    y0, y1 = max(0, top), min(frame.shape[0], top + light.shape[0])
    if x0 < x1 and y0 < y1:
        under = frame[y0:y1, x0:x1]
        cv2.add(under, light[y0 - top : y1 - top, x0 - left : x1 - left], under)


def shine_at(frame: Pixels, light: Pixels, x: float, y: float) -> None:
    """Add `light` to `frame` with its middle at column `x` and row `y`."""
    shine(frame, light, x - light.shape[1] / 2, y - light.shape[0] / 2)
