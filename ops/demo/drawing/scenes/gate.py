"""The gate of a yard: a fixed camera sees one car come, wait for the barrier and drive on."""

import cv2
import numpy as np

from ops.demo.drawing.backdrop import backdrop
from ops.demo.drawing.car import car
from ops.demo.drawing.colours import colour, mix
from ops.demo.drawing.curves import box
from ops.demo.drawing.film import Hand
from ops.demo.drawing.lamps import beam, glow, shine, shine_at
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.shadow import cast
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite
from ops.demo.drawing.weather import Mirror, Rain

ARM = 3.3  # metres


class Gate:
    """The car stops for the barrier from 35 to 55 % of the clip."""

    def __init__(self, stage: Stage, mood: Mood, shape: str, paint: str, *, views: str = "hills city trees") -> None:
        self.stage, self.mood = stage, mood
        width, height = stage.wide, stage.tall
        self.unit = height / 744
        self.scale = 98 * self.unit
        self.ground = round(height * 0.815)
        self.back = backdrop(mood, width, height, 0.62, views, stage.seed)
        self.post = width * 0.64
        self.booth = _booth(self.scale, mood)
        self.car = car(shape, paint, self.scale, mood.light)
        self.mirror = Mirror(self.ground - 2, height - self.ground + 2, mood.wet, 0.6) if mood.wet > 0.3 else None
        self.rain = Rain(width, height, mood.rain, stage.seed) if mood.rain else None
        self.hand = Hand(stage.seed, 1.6 * self.unit)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        share = at / self.stage.seconds
        frame = self.back.frame(at, 0)
        self._kerb(frame)
        self.booth.onto(frame, self.post - 4.0 * self.scale, self.ground - 0.45 * self.scale - self.booth.height)
        self._lamps(frame)
        tail, speed = self._tail(share), self._tail(share + 0.01) - self._tail(share)
        cast(frame, self.car.shape.length, self.scale, self.mood.shadow, tail, self.ground)
        self.car.onto(frame, tail, self.ground, tail, speed)
        if self.mood.light.lamps:
            self._head_lamps(frame, tail)
        self._barrier(frame, float(np.interp(share, [0.38, 0.52], [0, 1])))
        if self.mirror:
            self.mirror.onto(frame)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _tail(self, share: float) -> float:
        """Return the column of the car's tail: it comes, stops before the barrier, and leaves."""
        wait = self.post - (self.car.shape.length + 1.35) * self.scale
        come = min(share / 0.36, 1.0)
        leave = max(0.0, (share - 0.5) / 0.5)
        start = -(self.car.shape.length + 0.6) * self.scale
        return float(start + (wait - start) * (1 - (1 - come) ** 2.4) + leave**2.1 * (self.stage.wide - wait + 20))

    def _kerb(self, frame: Pixels) -> None:
        top = self.ground - round(0.62 * self.scale)
        tone = mix(colour("#b9bbb6") * self.mood.light.tint, self.mood.haze, 0.15) * 255
        frame[top : top + round(0.1 * self.scale)] = tone
        frame[top + round(0.1 * self.scale) : top + round(0.2 * self.scale)] = tone * 0.66
        line = colour("#e8c24a") * self.mood.light.tint * 255
        y = self.ground + round(0.55 * self.scale)
        frame[y : y + round(0.09 * self.scale)] = line * 0.8 + frame[y : y + round(0.09 * self.scale)] * 0.2

    def _lamps(self, frame: Pixels) -> None:
        if self.mood.light.lamps < 0.6:
            return
        scale = self.scale
        for x in (-3.4, -0.6, 1.6):
            y = self.ground - 0.45 * scale - 3.78 * scale
            shine_at(frame, glow("#ffe2b0", round(1.7 * scale), 0.8), self.post + (x + 1.2) * scale, y)
            shine_at(
                frame, glow("#ffd090", round(3.2 * scale), 0.3, 0.28), self.post + (x + 1.2) * scale, self.ground
            )
        shine_at(frame, glow("#ffd9a0", round(1.5 * scale), 0.35), self.post + 1.8 * scale, self.ground - 1.9 * scale)

    def _head_lamps(self, frame: Pixels, tail: float) -> None:
        scale, lamps, shape = self.scale, self.mood.light.lamps, self.car.shape
        nose = tail + (shape.length - 0.12) * scale
        height = self.ground - float(np.mean([point[1] for point in shape.head_lamp])) * scale
        shine(frame, beam("#fff3d6", round(6 * scale), round(0.9 * scale), 0.45 * lamps), nose, height - 0.75 * scale)
        shine_at(frame, glow("#fff3d6", round(1.1 * scale), 0.8 * lamps), nose, height)
        back = self.ground - float(np.mean([point[1] for point in shape.tail_lamp])) * scale
        shine_at(frame, glow("#ff3528", round(0.9 * scale), 0.75 * lamps), tail + 0.15 * scale, back)

    def _barrier(self, frame: Pixels, lift: float) -> None:
        """Draw the arm as seen slantwise: towards us when it is down, upright when it is up."""
        turn = np.pi / 2 * (lift * lift * (3 - 2 * lift)) * 0.94
        base = np.array([self.post, self.ground - 1.35 * self.scale])
        tip = base + np.array([-0.26 * np.cos(turn), 0.5 * np.cos(turn) - np.sin(turn)]) * ARM * self.scale
        aside = np.array([0.05, 0.012]) * self.scale
        for part in range(10):
            ends = [base + (tip - base) * share for share in (part / 10, (part + 1) / 10)]
            quad = np.array([ends[0] - aside, ends[0] + aside, ends[1] + aside * 1.2, ends[1] - aside * 1.2])
            tone = colour("#d8473f" if part % 2 else "#f2f1ec") * self.mood.light.tint * 255
            cv2.fillPoly(frame, [np.round(quad * 16).astype(np.int32)], tone.tolist(), cv2.LINE_AA, 4)


def _booth(scale: float, mood: Mood) -> Sprite:
    """Return canopy, booth and the barrier's post; the post is 1.2 m from the left edge of the canopy's roof."""
    sheet = Sheet(9.5, 4.6, scale, -5.2)
    light, tint = mood.light, mood.light.tint
    wall, dark = mix(colour("#d9dcd8"), mood.haze, 0.1) * tint, colour("#39424a") * tint
    for x in (-4.6, 3.7):
        sheet.fill(box(x, 0, x + 0.18, 4), mix(colour("#7b858c"), mood.haze, 0.1) * tint)
    sheet.fill(box(-5.0, 3.85, 4.2, 4.3, 0.06), mix(colour("#2f6f6a"), mood.haze, 0.08) * tint)
    sheet.fill(box(-5.0, 3.85, 4.2, 3.95), dark)
    sheet.fill(box(-5.0, 4.22, 4.2, 4.3, 0.03), mix(colour("#5fa49c"), light.sky, 0.3) * tint)
    sheet.fill(box(-0.4, 0, 2.1, 2.75, 0.04), wall)
    sheet.fill(box(1.5, 0, 2.1, 2.75, 0.04), wall * 0.86)
    sheet.fill(box(-0.5, 2.65, 2.2, 2.85, 0.04), dark)
    pane = colour("#ffe3ae") if light.lamps > 0.6 else mix(colour("#1c242b"), light.sky, 0.45) * tint
    for left, right in ((-0.25, 0.55), (0.65, 1.4)):
        sheet.fill(box(left, 1.15, right, 2.35, 0.03), dark)
        sheet.fill(box(left + 0.05, 1.2, right - 0.05, 2.3, 0.02), pane)
        sheet.fill(
            np.array([(left + 0.1, 1.2), (left + 0.3, 1.2), (left + 0.6, 2.3), (left + 0.4, 2.3)]), light.sky, 0.2
        )
    sheet.fill(box(-1.32, 0, -1.02, 1.05, 0.05), colour("#e0a63a") * tint)
    sheet.fill(box(-1.32, 0.7, -1.02, 0.8), dark)
    for x in (-3.4, -0.6, 1.6):
        sheet.fill(box(x - 0.3, 3.76, x + 0.3, 3.85, 0.03), colour("#fff3da") if light.lamps > 0.6 else wall)
    return sheet.sprite()
