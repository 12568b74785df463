"""A motorway from beside: asphalt, lane marks, crash barriers, lamp posts."""

from dataclasses import dataclass

import cv2
import numpy as np

from ops.demo.drawing.colours import Colour, colour, mix
from ops.demo.drawing.curves import box, disc
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite
from ops.demo.drawing.strip import Strip, strip

DASH, GAP = 6.0, 9.0  # metres


@dataclass(frozen=True)
class Road:
    """The still ground, and what passes by on it with its row and its pixels a metre."""

    ground: Pixels
    top: int
    passing: tuple[tuple[Strip, float, float], ...]

    def onto(self, frame: Pixels, metres: float) -> None:
        """Draw the road after the camera went `metres` along it."""
        frame[self.top :] = self.ground
        for item, row, scale in self.passing:
            item.onto(frame, metres * scale, row)


def road(
    mood: Mood,
    width: int,
    height: int,
    rows: tuple[int, int, int, int],
    scale: float,
    step: float,
    *,
    rail: bool = True,
) -> Road:
    """Draw a road between `rows` (far edge, lane marks, near mark, verge) with `scale` pixels a metre at the near
    mark; the camera moves `step` metres a frame."""
    far, lane, near, verge = rows
    tall = height - far
    at = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    base = mix(colour(mood.ground), mood.haze, 0.3) * (1 - at) + colour(mood.ground) * np.float32(0.86) * at
    grain = cv2.blur(field(tall, width + 60, 16, 3, octaves=4, flat=0.25), (61, 1))[:, 30:-30] - np.float32(0.5)
    surface = base + grain[..., None] * 0.06
    grass = colour(mood.land[2])
    soft = cv2.blur(field(tall, width + 90, 26, 9, octaves=4, flat=0.3), (91, 1))[:, 45:-45] - np.float32(0.5)
    edge = np.clip((np.arange(tall, dtype=np.float32) + far - verge) / 3, 0, 1)[:, None, None]
    surface = surface * (1 - edge) + (grass * 0.92 + soft[..., None] * 0.28) * edge
    ground = np.clip(surface * 255, 0, 255).astype(np.uint8)
    shrink = (lane - far + 24) / (near - far + 24)
    paint = mix(colour("#f4f3ec") * mood.light.tint, colour(mood.ground), 0.12)
    passing = [
        (strip(_dashes(paint, scale * shrink), width, step * scale * shrink * 0.5), lane, scale * shrink),
        (strip(_line(paint, scale), width), near, scale),
    ]
    if rail:
        barrier = _barrier(mood, scale * 0.5)
        passing.insert(0, (strip(barrier, width, step * scale * 0.25), far - barrier.height + 4, scale * 0.5))
    return Road(ground, far, tuple(passing))


def lamp_posts(mood: Mood, width: int, scale: float, apart: float, blur: float) -> tuple[Strip, float]:
    """Return posts `apart` metres from each other, and how far their lamps are from the left of a period."""
    tall = 9.0
    sheet = Sheet(apart, tall + 0.3, scale)
    tone = mix(colour("#565e66") * mood.light.tint, mood.haze, 0.2)
    x = apart * 0.4
    sheet.fill(np.array([(x - 0.09, 0), (x + 0.09, 0), (x + 0.05, tall), (x - 0.05, tall)]), tone)
    sheet.line(np.array([(x, tall - 0.05), (x + 1.9, tall + 0.12)]), 0.08, tone)
    sheet.fill(disc((x + 1.8, tall + 0.07), 0.42, 0.22), colour("#ffe9c0") if mood.light.lamps > 0.5 else tone)
    return strip(sheet.sprite(), width, blur), (x + 1.8) * scale


def _dashes(paint: Colour, scale: float) -> Sprite:
    sheet = Sheet(DASH + GAP, 0.16, scale)
    sheet.fill(box(GAP / 2, 0, GAP / 2 + DASH, 0.16), paint, 0.85)
    return sheet.sprite()


def _line(paint: Colour, scale: float) -> Sprite:
    sheet = Sheet(4.0, 0.14, scale)
    sheet.fill(box(-1, 0, 5, 0.14), paint, 0.8)
    return sheet.sprite()


def _barrier(mood: Mood, scale: float) -> Sprite:
    sheet = Sheet(4.0, 0.95, scale)
    steel = mix(colour("#a9b0b4") * mood.light.tint, mood.haze, 0.25)
    for x in (0.5, 2.5):
        sheet.fill(box(x, 0, x + 0.14, 0.8), steel * 0.7)
    sheet.fill(box(-1, 0.45, 5, 0.84), steel)
    sheet.fill(box(-1, 0.6, 5, 0.68), steel * 0.74)
    sheet.fill(box(-1, 0.79, 5, 0.84), mix(steel, mood.light.sky, 0.4))
    return sheet.sprite()
