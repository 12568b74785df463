"""A car drives up the ramp onto the carrier."""

import cv2
import numpy as np

from ops.demo.drawing.backdrop import backdrop
from ops.demo.drawing.car import Car, car
from ops.demo.drawing.colours import colour
from ops.demo.drawing.curves import box
from ops.demo.drawing.film import Hand
from ops.demo.drawing.lamps import glow, shine_at
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.shadow import cast
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite
from ops.demo.drawing.truck import LENGTH, LOWER, PLACES, Load, truck
from ops.demo.drawing.weather import Mirror, Rain

RAMP = 6.6  # metres before the tail
GOAL = 6  # the place in the load that the car drives to


class Loading:
    """The camera follows the car a little; `load` leaves place `GOAL` and the one behind it empty."""

    def __init__(
        self, stage: Stage, mood: Mood, load: Load, shape: str, paint: str, *, views: str = "mountains hills trees"
    ) -> None:
        self.stage, self.mood = stage, mood
        width, height = stage.wide, stage.tall
        self.unit = height / 744
        self.scale = 74 * self.unit
        self.ground = round(height * 0.85)
        self.back = backdrop(mood, width, height, 0.66, views, stage.seed)
        self.truck = truck(load, self.scale, mood.light, "#47615f")
        self.car = car(shape, paint, self.scale, mood.light)
        self.ramp = _ramp(self.scale, mood)
        self.mirror = Mirror(self.ground - 3, height - self.ground + 3, mood.wet, 0.6) if mood.wet > 0.3 else None
        self.rain = Rain(width, height, mood.rain, stage.seed) if mood.rain else None
        self.hand = Hand(stage.seed, 6 * self.unit, 0.3)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        share, scale = at / self.stage.seconds, self.scale
        eased = share * share * (3 - 2 * share)
        pan = 2.6 * eased
        frame = self.back.frame(at, pan)
        tail = self.stage.wide * 0.47 - pan * scale
        cast(frame, LENGTH, scale, self.mood.shadow, tail, self.ground)
        place = self._place(share)
        self.truck.behind.onto(frame, tail, self.ground - self.truck.behind.height)
        if place < 0:
            cast(frame, self.car.shape.length, scale, self.mood.shadow * 0.8, tail + place * scale, self.ground)
        for (left, deck), loaded in self.truck.cars:
            loaded.onto(frame, tail + (left + 0.2) * scale, self.ground - deck * scale)
        self._car(frame, tail, place)
        self.truck.finish(frame, tail, self.ground, 0, 0, 0)
        self.ramp.onto(frame, tail + (0.2 - RAMP) * scale, self.ground - self.ramp.height)
        if self.mirror:
            self.mirror.onto(frame)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _place(self, share: float) -> float:
        """Return where the car's tail is, in metres from the trailer's: it slows down on the deck."""
        start, goal = -RAMP - 5.0, PLACES[GOAL][0]
        moved = min(share / 0.94, 1.0)
        return float(start + (goal - start) * (1 - (1 - moved) ** 1.5))

    def _car(self, frame: Pixels, tail: float, place: float) -> None:
        """Draw the car with its wheels on ground, ramp or deck."""
        rear, front = (place + centre for centre in self.car.shape.wheels)
        low, high = _surface(rear), _surface(front)
        angle = float(np.degrees(np.arctan2(high - low, front - rear)))
        picture = _leaning(self.car, place * self.scale, angle)
        x = tail + (rear + 0.2) * self.scale - picture.width / 2
        picture.onto(frame, x, self.ground - low * self.scale - picture.height / 2)
        if self.mood.light.lamps > 0.5:
            shine_at(
                frame,
                glow("#ff3528", round(0.8 * self.scale), 0.7),
                tail + (place + 0.35) * self.scale,
                self.ground - (low + 0.95) * self.scale,
            )


def _surface(x: float) -> float:
    """Return the height under a wheel `x` metres from the trailer's tail."""
    return float(np.interp(x, [-RAMP, -0.1], [0, LOWER]))


def _leaning(standing: Car, travelled: float, degrees: float) -> Sprite:
    """Return the car turned about the foot of its rear wheel, which is in the middle of the sprite."""
    scale, shape = standing.scale, standing.shape
    half = round((shape.length + 0.3) * scale)
    colours = np.zeros((2 * half, 2 * half, 3), np.uint8)
    through = np.full_like(colours, 255)
    left = half - shape.wheels[0] * scale
    standing.onto(colours, left, half, travelled, 1)
    standing.dark().onto(through, left, half, travelled, 1)
    turn = cv2.getRotationMatrix2D((half, half), degrees, 1)
    size = (2 * half, 2 * half)
    turned = cv2.warpAffine(colours, turn, size)
    seen = cv2.warpAffine(through, turn, size, borderValue=(255, 255, 255))
    cut = slice(half - round(2.4 * scale), half + round(2.4 * scale))
    return Sprite(turned[cut], seen[cut])


def _ramp(scale: float, mood: Mood) -> Sprite:
    sheet = Sheet(RAMP + 0.4, LOWER + 0.2, scale)
    steel = colour("#737c84") * mood.light.tint
    plank = np.array([(0, 0), (0.25, 0.0), (RAMP, LOWER - 0.16), (RAMP + 0.2, LOWER - 0.02), (RAMP, LOWER - 0.02)])
    sheet.fill(plank, steel)
    sheet.line(np.array([(0.05, 0.02), (RAMP + 0.1, LOWER - 0.02)]), 0.035, colour("#c5ccd0") * mood.light.tint)
    sheet.fill(box(RAMP * 0.62, 0, RAMP * 0.62 + 0.1, 0.5), steel * 0.6)
    return sheet.sprite()
