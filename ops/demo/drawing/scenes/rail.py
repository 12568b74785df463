"""The car train in the country, filmed from beside the line."""

import numpy as np

from ops.demo.drawing.backdrop import backdrop
from ops.demo.drawing.colours import PAINTS, colour, mix
from ops.demo.drawing.curves import box
from ops.demo.drawing.film import Hand
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite
from ops.demo.drawing.strip import Strip, strip
from ops.demo.drawing.wagon import LENGTH, wagon
from ops.demo.drawing.weather import Rain

SPEED = 19.0  # metres a second, of the camera
AHEAD = 2.1  # metres a second that the train is faster
MASTS = 46.0


class Rail:
    """The camera goes with the train and slowly falls back along its wagons."""

    def __init__(
        self, stage: Stage, mood: Mood, shape: str, paint: str, *, views: str = "mountains hills trees"
    ) -> None:
        self.stage, self.mood = stage, mood
        width, height = stage.wide, stage.tall
        self.unit = height / 744
        self.scale = 54 * self.unit
        self.rail = round(height * 0.83)
        self.back = backdrop(mood, width, height, 0.69, views, stage.seed)
        meadow = _meadow(mood, width, height - round(height * 0.69))
        self.back.still[round(height * 0.69) :] = meadow
        self.bed = _bed(mood, self.scale, width, SPEED / stage.rate * self.scale / 2)
        self.wagons = [self._wagon(number, shape, paint) for number in range(3)]
        self.masts, self.wire = _catenary(mood, self.scale * 0.94, width, SPEED / stage.rate * self.scale / 2)
        self.rain = Rain(width, height, mood.rain, stage.seed) if mood.rain else None
        self.hand = Hand(stage.seed, 6 * self.unit, 0.3)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        metres, scale = SPEED * at, self.scale
        frame = self.back.frame(at, metres)
        self.masts.onto(frame, metres * scale * 0.94, self.rail - self.masts.sprite.height - 0.3 * scale)
        self.wire.onto(frame, 0, self.rail - 6.6 * scale)
        self.bed.onto(frame, metres * scale, self.rail - 0.1 * scale)
        rock = self.hand.at(at * 1.9)[1] * 0.1
        left = self.stage.wide * 0.5 - 1.5 * LENGTH * scale + AHEAD * (at - self.stage.seconds / 2) * scale
        for number, picture in enumerate(self.wagons):
            picture.onto(frame, left + number * LENGTH * scale, self.rail - picture.height + rock)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _wagon(self, number: int, shape: str, paint: str) -> Sprite:
        """Draw one wagon; the buyer's car stands on the upper deck of the middle one."""
        random = np.random.default_rng(self.stage.seed + number)
        tones, shapes = sorted(set(PAINTS) - {paint}), ("saloon", "estate", "hatch")
        cars = [(shapes[int(random.integers(3))], tones[int(random.integers(len(tones)))]) for _ in range(8)]
        if number == 1:
            cars[2] = (shape, paint)
        return wagon(tuple(cars), self.scale, self.mood.light, "#7d8a8c" if number % 2 else "#6a7f8f")


def _meadow(mood: Mood, width: int, tall: int) -> Pixels:
    at = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    grain = field(tall, width, 70, 8, octaves=6, flat=0.08)[..., None] - np.float32(0.5)
    near, far = colour(mood.land[2]), mix(colour(mood.land[1]), mood.haze, 0.35)
    return np.asarray(np.clip((far * (1 - at) + near * at + grain * 0.1) * 255, 0, 255), np.uint8)


def _bed(mood: Mood, scale: float, width: int, blur: float) -> Strip:
    """Return ballast, sleepers and the near rail, moving past."""
    sheet = Sheet(6.0, 1.3, scale)
    tint, random = mood.light.tint, np.random.default_rng(2)
    stone = mix(colour("#8f8a83"), colour(mood.ground), 0.4) * tint
    slope = np.array([(-1, 0.12), (7, 0.12), (7, 1.0), (-1, 1.0)])
    sheet.fill(slope, stone)
    for _ in range(420):
        x, y = 6 * random.random(), 0.14 + 0.82 * random.random()
        sheet.fill(box(x, y, x + 0.07, y + 0.035), stone * (0.72 + 0.5 * random.random()))
    for x in np.arange(0, 6, 0.6):
        sheet.fill(box(x, 0.92, x + 0.26, 1.06), mix(colour("#a29d95"), mood.haze, 0.1) * tint)
    sheet.fill(box(-1, 1.06, 7, 1.2), colour("#5b5048") * tint)
    sheet.fill(box(-1, 1.16, 7, 1.21), colour("#c9cdd0") * tint)
    return strip(sheet.sprite(), width, blur)


def _catenary(mood: Mood, scale: float, width: int, blur: float) -> tuple[Strip, Strip]:
    """Return the masts behind the train, and the wire above it."""
    tone = mix(colour("#6c757c") * mood.light.tint, mood.haze, 0.2)
    sheet = Sheet(MASTS, 7.8, scale, fine=2)
    sheet.fill(box(20, 0, 20.26, 7.8), tone)
    sheet.line(np.array([(20.2, 6.2), (22.6, 6.6)]), 0.07, tone)
    sheet.line(np.array([(20.2, 7.4), (22.6, 6.6)]), 0.06, tone)
    wire = Sheet(4.0, 0.8, scale)
    for y in (0.08, 0.7):
        wire.fill(box(-1, y, 5, y + 0.035), tone, 0.8)
    return strip(sheet.sprite(), width, blur), strip(wire.sprite(), width)
