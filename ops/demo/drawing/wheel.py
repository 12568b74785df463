"""A wheel: tyre, rim, spokes; standing, turning slowly, or a blur."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ops.demo.drawing.colours import colour
from ops.demo.drawing.curves import disc, smooth
from ops.demo.drawing.sheet import Sheet, Sprite

STEPS = 12  # drawn positions between one spoke and the next
SPOKES = 5


@dataclass(frozen=True)
class Wheel:
    """The pictures of one wheel between two spokes, and its radius in pixels."""

    standing: tuple[Sprite, ...]
    turning: tuple[Sprite, ...]
    radius: float

    def at(self, travelled: float, speed: float) -> Sprite:
        """Return the picture after rolling `travelled` pixels, at `speed` pixels a frame."""
        step = 2 * np.pi / SPOKES
        pictures = self.turning if abs(speed) / self.radius > step / 5 else self.standing
        return pictures[int(travelled / self.radius / step * STEPS) % STEPS]


@lru_cache(maxsize=64)
def wheel(radius: float, scale: float, *, heavy: bool = False, light: float = 1.0) -> Wheel:
    """Draw a wheel of `radius` metres at `scale` pixels a metre; `heavy` is a lorry's."""
    standing = tuple(_picture(radius, scale, turn, heavy=heavy, light=light) for turn in _turns(STEPS))
    mean = np.mean([sprite.colour for sprite in standing], axis=0)
    turning = []
    for sprite in standing:
        colours = cv2.addWeighted(mean.astype(np.uint8), 0.88, sprite.colour, 0.12, 0)
        turning.append(Sprite(np.asarray(colours), sprite.through))
    return Wheel(standing, tuple(turning), radius * scale)


def _turns(count: int) -> list[float]:
    return [-2 * np.pi / SPOKES * step / count for step in range(count)]


def _picture(radius: float, scale: float, turn: float, *, heavy: bool, light: float) -> Sprite:
    size = 2 * radius + 2 / scale
    sheet = Sheet(size, size, scale, -size / 2, -size / 2, fine=4)
    sheet.fill(disc((0, 0), radius), colour("#15171a") * light)
    sheet.fill(disc((0, 0), radius * 0.93), colour("#212429") * light)
    rim = radius * (0.6 if heavy else 0.74)
    sheet.fill(disc((0, 0), rim), colour("#8d949b") * light)
    sheet.fill(disc((0, 0), rim * 0.92), colour("#3a3f45" if heavy else "#2a2d31") * light)
    if heavy:
        _holes(sheet, rim, turn, light)
    else:
        _spokes(sheet, rim, turn, light)
    return sheet.sprite()


def _spokes(sheet: Sheet, rim: float, turn: float, light: float) -> None:
    sheet.fill(disc((0, 0), rim * 0.55), colour("#44494f") * light)
    for spoke in range(SPOKES):
        angle = turn + 2 * np.pi * spoke / SPOKES
        along = np.array([np.cos(angle), np.sin(angle)])
        aside = np.array([-along[1], along[0]])
        sides = [(0.08, 0.17), (0.5, 0.10), (0.97, 0.19), (0.97, -0.19), (0.5, -0.10), (0.08, -0.17)]
        outline = np.array([rim * (a * along + b * aside) for a, b in sides])
        sheet.fill(outline, colour("#c3c9ce") * light)
        sheet.fill(outline * 0.96 + rim * 0.02 * aside, colour("#dfe3e6") * light, 0.5)
    sheet.fill(disc((0, 0), rim * 0.2), colour("#9aa1a8") * light)
    sheet.fill(disc((0, 0), rim * 0.1), colour("#50565c") * light)


def _holes(sheet: Sheet, rim: float, turn: float, light: float) -> None:
    sheet.fill(disc((0, 0), rim * 0.86), colour("#aeb4b9") * light)
    for hole in range(2 * SPOKES):
        angle = turn + np.pi * hole / SPOKES
        centre = (rim * 0.64 * np.cos(angle), rim * 0.64 * np.sin(angle))
        sheet.fill(disc(centre, rim * 0.12), colour("#33373c") * light)
    sheet.fill(disc((0, 0), rim * 0.36), colour("#7c838a") * light)
    ring = disc((0, 0), rim * 0.22)
    sheet.fill(smooth([tuple(point) for point in ring[::8]]), colour("#5a6067") * light)
