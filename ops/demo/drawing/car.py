"""A car from beside: painted body, glass, lamps and wheels that turn."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ops.demo.drawing.car_shapes import SHAPES, Shape
from ops.demo.drawing.colours import PAINTS, Colour, colour, mix
from ops.demo.drawing.curves import Points, box, disc, moved, points, smooth
from ops.demo.drawing.light import DAY, Light
from ops.demo.drawing.sheet import Field, Pixels, Sheet, Sprite
from ops.demo.drawing.wheel import Wheel, wheel

ROOM = 0.12  # metres of sheet around the body


@dataclass(frozen=True)
class Car:
    """A drawn car; its nose points right."""

    body: Sprite
    wheel: Wheel
    shape: Shape
    scale: float

    def onto(self, frame: Pixels, x: float, ground: float, travelled: float = 0.0, speed: float = 0.0) -> None:
        """Stand the car on row `ground`, its tail at column `x`; wheels as after `travelled` pixels."""
        self.body.onto(frame, x - ROOM * self.scale, ground - self.body.height + ROOM * self.scale)
        picture = self.wheel.at(travelled, speed)
        for centre in self.shape.wheels:
            left = x + centre * self.scale - picture.width / 2
            picture.onto(frame, left, ground - self.wheel.radius - picture.height / 2)

    def whole(self) -> Sprite:
        """Return the standing car as one sprite, the ground at its lower edge."""
        tall = self.body.height
        canvas = np.zeros((tall, self.body.width, 3), np.uint8)
        through = np.full_like(canvas, 255)
        room = ROOM * self.scale
        self.onto(canvas, room, tall - room)
        self.dark().onto(through, room, tall - room)
        return Sprite(canvas, through)

    def dark(self) -> "Car":
        """Return the car in black, which drawn on white gives what it lets through."""
        return Car(_dark(self.body), _dark_wheel(self.wheel), self.shape, self.scale)


def _dark(sprite: Sprite) -> Sprite:
    return Sprite(np.zeros_like(sprite.colour), sprite.through)


def _dark_wheel(wheels: Wheel) -> Wheel:
    standing = tuple(_dark(sprite) for sprite in wheels.standing)
    return Wheel(standing, standing, wheels.radius)


@lru_cache(maxsize=128)
def car(shape_name: str, paint: str, scale: float, light: Light = DAY) -> Car:
    """Draw a car at `scale` pixels a metre, seen in `light`."""
    shape = SHAPES[shape_name]
    tall = max(point[1] for point in shape.body) + 2 * ROOM
    sheet = Sheet(shape.length + 2 * ROOM, tall, scale, -ROOM, -ROOM)
    outline = smooth(shape.body)
    _shell(sheet, shape, outline, colour(PAINTS[paint]), light)
    _glass(sheet, shape, light)
    _seams(sheet, shape, outline)
    _lamps(sheet, shape, light)
    body = sheet.sprite().lit(light.tint)
    return Car(body, wheel(shape.wheel_radius, scale, light=round(float(light.tint.mean()), 2)), shape, scale)


def _shell(sheet: Sheet, shape: Shape, outline: Points, paint: Colour, light: Light) -> None:
    """Paint as it reflects: sky above the shoulder, the land below it, the ground at the sill."""
    inside = sheet.mask(outline)

    def reflection(x: Field, y: Field) -> Field:
        height = y - shape.shoulder - 0.05 * (1 - x / shape.length)
        share = np.interp(height, [-0.65, -0.4, -0.16, -0.03, 0.0, 0.05, 0.2, 0.6], light.on_paint)
        shade = share.astype(np.float32)[..., None]
        dark = paint * np.minimum(shade, 1)
        return np.asarray(dark + (light.sky - dark) * np.clip(shade - 1, 0, 1), np.float32)

    sheet.fill(outline, reflection)
    ends = np.array(points("0,0 0.28,0 0.12,2 0,2"))
    sheet.fill(ends, colour("#101318"), 0.28, soft=0.1, inside=inside)
    sheet.fill(ends * (-0.7, 1) + (shape.length, 0), colour("#101318"), 0.3, soft=0.12, inside=inside)
    top = outline - (0, 0.045)
    gleam = inside * (1 - sheet.mask(top, soft=0.012))
    sheet.fill(box(0, shape.shoulder, shape.length, 2), light.sky, 0.5, inside=gleam)
    low = box(0.3, 0.1, shape.length - 0.12, 0.43 if shape.cladding else 0.3)
    sheet.fill(low, colour("#1b1e22"), 0.92, soft=0.01, inside=inside)
    for centre in shape.wheels:
        rim = (centre, shape.wheel_radius)
        if shape.cladding:
            sheet.fill(disc(rim, shape.wheel_radius + 0.125), colour("#1d2024"), inside=inside)
        sheet.fill(disc(rim, shape.wheel_radius + 0.055), colour("#0b0c0e"), inside=inside)


def _glass(sheet: Sheet, shape: Shape, light: Light) -> None:
    outline = smooth(shape.glass)
    low, high = outline[:, 1].min(), outline[:, 1].max()

    def tinted(x: Field, y: Field) -> Field:
        rise = np.clip((y - low) / (high - low), 0, 1) + 0 * x
        return np.asarray(colour("#161b21") + (light.sky * 0.62 - colour("#161b21")) * rise[..., None] ** 1.6)

    sheet.fill(smooth([(x, y) for x, y in shape.glass]), colour("#0d0f12"))
    inner = (outline - outline.mean(0)) * (0.985, 0.94) + outline.mean(0)
    inside = sheet.mask(inner)
    sheet.fill(inner, tinted)
    for seat in (shape.pillars[-1] - 0.62, shape.pillars[-1] + 0.42):
        rest = [(seat - 0.16, low - 0.1), (seat - 0.2, high - 0.16), (seat, high - 0.1), (seat + 0.06, low - 0.1)]
        sheet.fill(smooth(rest), colour("#0c0e11"), 0.55, soft=0.02, inside=inside)
    for start, wide in ((shape.pillars[-1] + 0.5, 0.2), (shape.pillars[-1] + 0.78, 0.07), (0.9, 0.22)):
        streak = np.array([(start, low), (start + wide, low), (start + wide + 0.34, high), (start + 0.34, high)])
        sheet.fill(streak, light.sky, 0.26, soft=0.012, inside=inside)
    for pillar in shape.pillars:
        post = np.array([(pillar, low), (pillar + 0.075, low), (pillar + 0.03, high), (pillar - 0.045, high)])
        sheet.fill(post, colour("#0d0f12"), inside=inside)


def _seams(sheet: Sheet, shape: Shape, outline: Points) -> None:
    """Doors, handles, the mirror."""
    inside = sheet.mask(outline)
    belt = smooth(shape.glass)[:, 1].min()
    front = shape.pillars[-1] + 1.12
    for x, lean in ((shape.pillars[0] - 0.02, -0.12), (shape.pillars[-1] + 0.04, 0.0), (front, 0.06)):
        door = smooth([(x, belt), (x - lean * 0.2, belt - 0.3), (x + lean, 0.36)], closed=False)
        sheet.line(door, 0.014, colour("#0a0b0d"), 0.55)
        sheet.fill(
            np.concatenate([moved(door, 0.016, 0), moved(door[::-1], 0.03, 0)]),
            colour("#ffffff"),
            0.16,
            inside=inside,
        )
    for x in (shape.pillars[0] + 0.16, shape.pillars[-1] + 0.14):
        sheet.fill(box(x, shape.shoulder + 0.035, x + 0.2, shape.shoulder + 0.07, 0.015), colour("#0a0b0d"), 0.45)
        sheet.fill(box(x, shape.shoulder + 0.055, x + 0.2, shape.shoulder + 0.07, 0.006), colour("#ffffff"), 0.35)
    mirror = [
        (front - 0.16, belt + 0.02),
        (front - 0.2, belt + 0.13),
        (front - 0.02, belt + 0.14),
        (front + 0.02, belt + 0.05),
    ]
    sheet.fill(smooth(mirror), colour("#15181c"))
    sheet.fill(smooth([(x, y + 0.012) for x, y in mirror]), mix(colour("#2a2e33"), colour("#ffffff"), 0.12), 0.6)


def _lamps(sheet: Sheet, shape: Shape, light: Light) -> None:
    head, tail = smooth(shape.head_lamp), smooth(shape.tail_lamp)
    sheet.fill(head, colour("#20252b"))
    inner = (head - head.mean(0)) * 0.8 + head.mean(0)
    sheet.fill(inner, colour("#dfeaf2") / np.maximum(light.tint, 0.2) ** light.lamps, 0.95)
    sheet.fill(tail, colour("#6d0f14"))
    inner = (tail - tail.mean(0)) * (0.86, 0.5) + tail.mean(0)
    sheet.fill(inner, colour("#e0313a") / np.maximum(light.tint, 0.25) ** light.lamps, 0.95)
