"""Things that pass by again and again: rails, lane marks, posts, belts of trees."""

from dataclasses import dataclass

import cv2
import numpy as np

from ops.demo.drawing.sheet import Pixels, Sprite


@dataclass(frozen=True)
class Strip:
    """A sprite that repeats every `period` pixels and is wide enough to cover the frame at any shift."""

    sprite: Sprite
    period: int
    blurred: bool = False

    def onto(self, frame: Pixels, travelled: float, top: float) -> None:
        """Lay the strip over `frame` after it went `travelled` pixels to the left."""
        left = -(travelled % self.period)
        self.sprite.onto(frame, round(left) if self.blurred else left, top)


def strip(sprite: Sprite, width: int, blur: float = 0.0) -> Strip:
    """Repeat `sprite` over `width` pixels and its own; `blur` is how far it moves while the shutter is open."""
    times = -(-width // sprite.width) + 1
    parts = []
    for part in (sprite.colour, sprite.through):
        whole = np.tile(part, (1, times + 2, 1))
        if blur >= 2:
            whole = np.asarray(cv2.blur(whole, (round(blur), 1)))
        parts.append(np.ascontiguousarray(whole[:, sprite.width : sprite.width * (times + 1)]))
    return Strip(Sprite(parts[0], parts[1]), sprite.width, blur >= 2)


def seamless(sprite: Sprite, overlap: int) -> Sprite:
    """Return the sprite shortened by `overlap`, its end faded into its beginning."""
    share = np.linspace(0, 1, overlap, dtype=np.float32)[None, :, None]
    parts = []
    for part in (sprite.colour, sprite.through):
        joined = part[:, :-overlap].copy()
        joined[:, :overlap] = part[:, :overlap] * share + part[:, -overlap:] * (1 - share)
        parts.append(joined)
    return Sprite(parts[0], parts[1])
