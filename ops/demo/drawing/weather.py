"""Rain in the air, water on the road, spray behind wheels."""

import cv2
import numpy as np

from ops.demo.drawing.noise import field
from ops.demo.drawing.sheet import Pixels


class Rain:
    """Falling streaks in two depths."""

    def __init__(self, width: int, height: int, amount: float, seed: int) -> None:
        scale = height / 720
        self.layers = [
            (_streaks(width, height, round(420 * amount), 20 * scale, 0.2, seed), 46 * scale),
            (_streaks(width, height, round(130 * amount), 44 * scale, 0.26, seed + 1), 83 * scale),
        ]

    def onto(self, frame: Pixels, index: int) -> None:
        """Add the rain of frame number `index`."""
        height, width = frame.shape[:2]
        for tile, fall in self.layers:
            top = round(height - index * fall) % height
            left = round(index * fall * 0.22) % width
            cv2.add(frame, tile[top : top + height, left : left + width], frame)


def _streaks(width: int, height: int, count: int, length: float, bright: float, seed: int) -> Pixels:
    """Draw streaks on a tile that repeats in both directions, twice as high and wide as the frame."""
    random = np.random.default_rng(seed)
    tile = np.zeros((height, width, 3), np.uint8)
    for _ in range(count):
        x, y = random.random() * width, random.random() * height
        long = length * (0.6 + 0.8 * random.random())
        tone = 255 * bright * (0.4 + 0.6 * random.random())
        for dx in (0, -width):
            for dy in (0, -height):
                start = (round((x + dx) * 16), round((y + dy) * 16))
                end = (round((x + dx - long * 0.22) * 16), round((y + dy + long) * 16))
                cv2.line(tile, start, end, (tone, tone * 0.97, tone * 0.92), 1, cv2.LINE_AA, 4)
    return np.tile(cv2.GaussianBlur(tile, (0, 0), 0.7), (2, 2, 1))


class Mirror:
    """A wet road that mirrors what stands on it."""

    def __init__(self, row: int, depth: int, amount: float, squeeze: float = 0.6) -> None:
        self.row, self.depth, self.reach = row, depth, round(depth / squeeze)
        fade = np.linspace(1, 0.25, depth, dtype=np.float32) * np.float32(amount)
        self.share = np.repeat((fade * 255).astype(np.uint8)[:, None], 3, axis=1)[:, None, :]
        self.weights: Pixels | None = None

    def onto(self, frame: Pixels) -> None:
        """Mirror the rows above the waterline into those below."""
        width = frame.shape[1]
        under = frame[self.row : self.row + self.depth]
        if self.weights is None:
            ripple = 0.65 + 0.7 * (field(self.depth, width, 150, 5, octaves=4, flat=0.12) - 0.5)
            self.weights = np.clip(self.share * ripple[..., None], 0, 255).astype(np.uint8)[: len(under)]
        above = frame[self.row - self.reach : self.row][::-1]
        small = cv2.resize(above, (width // 4, self.depth), interpolation=cv2.INTER_AREA)
        small = cv2.blur(small, (3, 13))
        mirrored = cv2.resize(small, (width, self.depth), interpolation=cv2.INTER_LINEAR)[: len(under)]
        cv2.add(
            cv2.multiply(under, 255 - self.weights, scale=1 / 255),
            cv2.multiply(mirrored, self.weights, scale=1 / 255),
            under,
        )
