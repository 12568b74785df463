"""What a camera adds: its movement, glow around bright things, a darker rim, grain."""

from functools import lru_cache

import cv2
import numpy as np

from ops.demo.drawing.sheet import Pixels

GRAINS = 5  # different ones, taken in turn


class Hand:
    """A camera in a hand or on a pole: slow sway, always the same for the same seed."""

    def __init__(self, seed: int, sway: float, turn: float = 0.0) -> None:
        random = np.random.default_rng(seed)
        self.rates = np.array([0.21, 0.47, 0.93, 1.7])[:, None] * (0.85 + 0.3 * random.random((4, 4)))
        self.phases = random.random((4, 4)) * 2 * np.pi
        self.weights = np.array([1.0, 0.6, 0.3, 0.12])[:, None] / 2.02
        self.sway, self.turn = sway, turn

    def at(self, seconds: float) -> tuple[float, float, float]:
        """Return pixels right, pixels down and degrees at a moment."""
        waves = (self.weights * np.sin(2 * np.pi * self.rates * seconds + self.phases)).sum(axis=0)
        return float(waves[0] * self.sway), float(waves[1] * self.sway * 0.7), float(waves[2] * self.turn)


class Film:
    """Develops drawn frames, a little larger on each side, into pictures of `width` by `height`."""

    def __init__(self, width: int, height: int, hand: Hand, bloom: float) -> None:
        self.size, self.hand, self.bloom = (width, height), hand, bloom
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
        rim = 1 - 0.2 * np.clip(np.hypot(x, y * 0.9) - 0.45, 0, 1) ** 1.6
        self.rim = np.repeat((rim * 255).astype(np.uint8)[..., None], 3, axis=2)
        self.grain = _grain(width, height)

    def develop(self, frame: Pixels, index: int, seconds: float, zoom: float = 1.0) -> Pixels:
        """Return the finished picture of one frame; `zoom` is how much closer than drawn."""
        width, height = self.size
        right, down, degrees = self.hand.at(seconds)
        tall, wide = frame.shape[:2]
        if degrees == 0 and zoom == 1:
            picture = _shifted(frame, (wide - width) / 2 + right, (tall - height) / 2 + down, width, height)
            return self._finished(picture, index)
        turned = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, zoom)
        turned[:, 2] -= (wide / 2 - width / 2 + right, tall / 2 - height / 2 + down)
        picture = cv2.warpAffine(
            frame, turned, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        return self._finished(picture, index)

    def _finished(self, picture: Pixels, index: int) -> Pixels:
        width, height = self.size
        small = cv2.resize(picture, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
        bright = cv2.GaussianBlur(np.maximum(small, 150) - 150, (0, 0), 4)
        glare = cv2.resize(bright, (width, height), interpolation=cv2.INTER_LINEAR)
        picture = cv2.addWeighted(picture, 1, glare, self.bloom, 0)
        picture = cv2.multiply(picture, self.rim, scale=1 / 255)
        return np.asarray(cv2.addWeighted(picture, 1, self.grain[index % GRAINS], 0.1, -12.8))


@lru_cache(maxsize=4)
def _grain(width: int, height: int) -> tuple[Pixels, ...]:
    noise = np.random.default_rng(1).normal(128, 30, (GRAINS, height, width)).clip(0, 255).astype(np.uint8)
    return tuple(np.repeat(cv2.GaussianBlur(one, (0, 0), 0.6)[..., None], 3, axis=2) for one in noise)


def _shifted(frame: Pixels, x: float, y: float, width: int, height: int) -> Pixels:
    """Cut `width` by `height` out of `frame` from between its pixels: cheaper than turning it."""
    left, top = int(x), int(y)
    block = frame[top : top + height + 1, left : left + width + 1]
    across = cv2.addWeighted(block[:, :-1], 1 - (x - left), block[:, 1:], x - left, 0)
    return np.asarray(cv2.addWeighted(across[:-1], 1 - (y - top), across[1:], y - top, 0))
