"""Rows of cars in a yard, filmed by somebody who walks along them."""

import cv2
import numpy as np

from ops.demo.drawing import land, sky
from ops.demo.drawing.car_front import ROOM, car_front
from ops.demo.drawing.colours import PAINTS, colour, mix
from ops.demo.drawing.curves import box, disc
from ops.demo.drawing.film import Hand
from ops.demo.drawing.label import sheet_with_code
from ops.demo.drawing.lamps import glow, shine_at
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite
from ops.demo.drawing.strip import seamless, strip
from ops.demo.drawing.weather import Mirror, Rain

EYE = 1.75  # metres above the ground
BAY = 2.75  # metres from car to car
ROWS = (7.2, 13.5, 20.5, 28.0, 37.0)  # metres away
MASTS = 24.0  # metres away
GLASS = 1.36  # metres above the ground: the upper edge of what lies behind a windscreen


class Yard:
    """The buyer's car stands in the first row, where the walk ends."""

    def __init__(
        self,
        stage: Stage,
        mood: Mood,
        paint: str,
        *,
        view: str = "hills",
        body: str = "low",
        walk: float = 4.4,
        label: str = "",
    ) -> None:
        self.stage, self.mood, self.walk = stage, mood, walk
        width, height, seed = stage.wide, stage.tall, stage.seed
        self.unit = height / 744
        self.focal = 1.5 * height if width > height else 1.16 * height
        self.horizon = round(height * (0.47 if width > height else 0.55))
        self.sky = _ground(sky.backdrop(mood, width, height, self.horizon, seed), mood, self.horizon)
        cover = sky.clouds(mood, int(width * 1.5), round(height * 0.34), seed)
        self.clouds = strip(seamless(cover, width // 6), width)
        self.layers = _views(view, mood, width, height, seed)
        self.rows = [self._line(away, paint, body, seed + index) for index, away in enumerate(ROWS)]
        self.label = sheet_with_code(label, self.focal / ROWS[0], mood.light) if label else None
        self.mast = _mast(self.focal / MASTS, mood)
        self.mirror = Mirror(self._waterline(), height - self._waterline(), mood.wet, 0.5) if mood.wet > 0.3 else None
        self.rain = Rain(width, height, mood.rain, seed) if mood.rain else None
        self.hand = Hand(seed, 11 * self.unit, 0.5)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        share = at / self.stage.seconds
        across = -self.walk * (1 - share * share * (3 - 2 * share))
        frame = self.sky.copy()
        self.clouds.onto(frame, 9 * self.unit * at, 0)
        for layer, away in self.layers:
            left = (self.stage.wide - layer.width) / 2 - across * self.focal / away
            layer.onto(frame, left, self.horizon + 4 * self.unit - layer.height)
        self._bays(frame, across)
        for row in range(len(ROWS) - 1, -1, -1):
            if ROWS[row] < MASTS <= ROWS[min(row + 1, len(ROWS) - 1)]:
                self._masts(frame, across)
            sprite, middle = self.rows[row]
            left = self.stage.wide / 2 - middle - across * self.focal / ROWS[row]
            ground = self.horizon + EYE * self.focal / ROWS[row]
            sprite.onto(frame, left, ground - sprite.height + ROOM * self.focal / ROWS[row])
            if row == 0 and self.label:
                behind_glass = ground - GLASS * self.focal / ROWS[0]
                beside = (0.12 - across) * self.focal / ROWS[0]
                self.label.onto(frame, self.stage.wide / 2 + beside, behind_glass)
        if self.mirror:
            self.mirror.onto(frame)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _waterline(self) -> int:
        return round(self.horizon + EYE * self.focal / ROWS[0])

    def _line(self, away: float, paint: str, body: str, seed: int) -> tuple[Sprite, float]:
        """Return a row of cars as one sprite, and the column of its middle car's middle."""
        random, scale = np.random.default_rng(seed), self.focal / away
        beside = int(np.ceil(self.stage.wide / 2 / scale / BAY + self.walk / BAY)) + 1
        first = round(beside * BAY * scale)
        pictures = []
        other = paint
        for place in range(-beside, beside + 1):
            own = away == ROWS[0] and place == 0
            other = str(random.choice([name for name in PAINTS if name not in (paint, other)]))
            shape = body if own else str(random.choice(["low", "tall"]))
            shift = 0.0 if own else 0.08 * float(random.normal())
            distance = min(0.32, 0.008 * (away - ROWS[0]))
            picture = car_front(shape, paint if own else other, scale, self.mood.light)
            picture = picture.lit(np.ones(3, np.float32), self.mood.haze, distance)
            pictures.append((round(first + (place * BAY + shift) * scale), picture))
        return _joined(pictures, max(picture.height for _, picture in pictures)), first + pictures[0][1].width / 2

    def _bays(self, frame: Pixels, across: float) -> None:
        """Paint the lines between the bays, which run towards the horizon."""
        tone = mix(colour("#f2f1ea") * self.mood.light.tint, colour(self.mood.ground), 0.35) * 255
        for away in ROWS[:3]:
            near, far = away - 0.6, away + 4.6
            for line in range(-6, 7):
                x = (line + 0.5) * BAY - across
                points = [(x - 0.05, near), (x + 0.05, near), (x + 0.05, far), (x - 0.05, far)]
                pixels = [
                    (self.stage.wide / 2 + px * self.focal / z, self.horizon + EYE * self.focal / z)
                    for px, z in points
                ]
                cv2.fillPoly(frame, [np.round(np.array(pixels) * 16).astype(np.int32)], tone.tolist(), cv2.LINE_AA, 4)

    def _masts(self, frame: Pixels, across: float) -> None:
        scale = self.focal / MASTS
        for x in (-10.0, 4.2, 19.0):
            column = self.stage.wide / 2 + (x - across) * scale
            ground = self.horizon + EYE * scale
            self.mast.onto(frame, column - self.mast.width / 2, ground - self.mast.height)
            if self.mood.light.lamps > 0.6:
                lamp = ground - 8.75 * scale
                shine_at(frame, glow("#ffd9a0", round(4.2 * scale), 0.85 * self.mood.light.lamps**2), column, lamp)
                shine_at(frame, glow("#ffc98a", round(9 * scale), 0.34, 0.5), column, ground - scale)


def _joined(pictures: list[tuple[int, Sprite]], tall: int) -> Sprite:
    wide = max(left + picture.width for left, picture in pictures)
    whole = np.zeros((tall, wide, 3), np.uint8)
    through = np.full_like(whole, 255)
    for left, picture in pictures:
        picture.onto(whole, left, tall - picture.height)
        Sprite(np.zeros_like(picture.colour), picture.through).onto(through, left, tall - picture.height)
    return Sprite(whole, through)


def _ground(frame: Pixels, mood: Mood, horizon: int) -> Pixels:
    tall, wide = frame.shape[0] - horizon, frame.shape[1]
    at = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    grain = field(tall, wide, 90, 3, octaves=6, flat=0.2)[..., None] - np.float32(0.5)
    tone = mix(colour(mood.ground), mood.haze, 0.45) * (1 - at) ** 2 + colour(mood.ground) * (1 - (1 - at) ** 2)
    frame[horizon:] = np.clip((tone + grain * 0.07) * 255, 0, 255).astype(np.uint8)
    return frame


def _views(view: str, mood: Mood, width: int, height: int, seed: int) -> list[tuple[Sprite, float]]:
    """Return what is seen beyond the yard, the farthest first, with its distance in metres."""
    wide = int(width * 1.25)
    layers = [(land.mountains(mood, wide, round(height * 0.17), seed), 900.0)]
    if view == "city":
        layers = [(land.city(mood, wide, round(height * 0.22), seed), 400.0)]
    if view == "port":
        layers.append((land.cranes(mood, wide, round(height * 0.24), seed), 240.0))
    if view == "hills":
        layers.append((land.hills(mood, wide, round(height * 0.09), seed), 420.0))
    layers.append((land.trees(mood, wide, round(height * 0.045), seed), 90.0))
    return layers


def _mast(scale: float, mood: Mood) -> Sprite:
    sheet = Sheet(2.4, 9.2, scale, -1.2)
    tone = mix(colour("#4d545c") * mood.light.tint, mood.haze, 0.2)
    sheet.fill(np.array([(-0.1, 0), (0.1, 0), (0.06, 8.8), (-0.06, 8.8)]), tone)
    sheet.fill(box(-1.0, 8.7, 1.0, 8.8), tone)
    for x in (-0.85, -0.3, 0.3, 0.85):
        sheet.fill(box(x - 0.17, 8.62, x + 0.17, 8.92, 0.05), colour("#fff0d2") if mood.light.lamps > 0.6 else tone)
    sheet.fill(disc((0, 0), 0.3, 0.4), tone)
    return sheet.sprite()
