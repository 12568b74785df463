"""The last kilometres: a small lorry brings the car through the town."""

from ops.demo.drawing.backdrop import backdrop
from ops.demo.drawing.colours import colour, mix
from ops.demo.drawing.film import Hand
from ops.demo.drawing.flatbed import LENGTH, flatbed
from ops.demo.drawing.houses import houses, street_trees
from ops.demo.drawing.lamps import beam, glow, shine, shine_at
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.road import lamp_posts, road
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.shadow import cast
from ops.demo.drawing.sheet import Pixels
from ops.demo.drawing.strip import strip
from ops.demo.drawing.weather import Mirror, Rain

SPEED = 8.5  # metres a second
TREES, POSTS = 9.0, 27.0


class Street:
    """Filmed from the other side of the street, at the lorry's pace."""

    def __init__(self, stage: Stage, mood: Mood, shape: str, paint: str) -> None:
        self.stage, self.mood = stage, mood
        width, height, step = stage.wide, stage.tall, SPEED / stage.rate
        self.unit = height / 744
        self.scale = 88 * self.unit
        row = self._row
        self.back = backdrop(mood, width, height, 0.66, "mountains city", stage.seed)
        near = self.scale * 0.42
        self.houses = strip(houses(mood, 78, near, stage.seed), width, step * near * 0.3)
        self.trees = strip(street_trees(mood, self.scale * 0.52, TREES, stage.seed), width, step * self.scale * 0.2)
        rows = (row(0.7), row(0.752), row(0.885), row(1.2))
        self.road = road(mood, width, height, rows, self.scale * 1.1, step, rail=False)
        self.posts, self.lamp = lamp_posts(mood, width, self.scale * 0.5, POSTS, step * self.scale * 0.2)
        self.lorry = flatbed(shape, paint, self.scale, mood.light)
        self.mirror = Mirror(row(0.843), height - row(0.843), mood.wet, 0.6) if mood.wet else None
        self.rain = Rain(width, height, mood.rain, stage.seed) if mood.rain else None
        self.hand = Hand(stage.seed, 7 * self.unit, 0.3)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        metres, scale, row = SPEED * at, self.scale, self._row
        frame = self.back.frame(at, metres * 0.6)
        self.houses.onto(frame, metres * scale * 0.42, row(0.684) - self.houses.sprite.height)
        self._pavement(frame)
        self.road.onto(frame, metres)
        self.trees.onto(frame, metres * scale * 0.52, row(0.7) - self.trees.sprite.height)
        self._lamps(frame, metres)
        ground = row(0.848)
        left = self.stage.wide / 2 - LENGTH * scale / 2 + self.unit * 60 * (at / self.stage.seconds - 0.5)
        cast(frame, LENGTH, scale, self.mood.shadow, left, ground)
        bounce = self.hand.at(at * 2.1)[1] * 0.12
        self.lorry.onto(frame, left, ground, metres * scale, SPEED / self.stage.rate * scale, bounce)
        self._head_lamps(frame, left, ground)
        if self.mirror:
            self.mirror.onto(frame)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _row(self, share: float) -> int:
        return round(share * self.stage.tall)

    def _pavement(self, frame: Pixels) -> None:
        tone = mix(colour("#b4b1aa") * self.mood.light.tint, self.mood.haze, 0.2) * 255
        frame[self._row(0.684) : self._row(0.696)] = tone
        frame[self._row(0.696) : self._row(0.702)] = tone * 0.7

    def _lamps(self, frame: Pixels, metres: float) -> None:
        scale = self.scale * 0.5
        top = self._row(0.7) - self.posts.sprite.height
        self.posts.onto(frame, metres * scale, top)
        if self.mood.light.lamps < 0.6:
            return
        at = self.lamp - (metres * scale) % self.posts.period - self.posts.period
        while at < self.stage.wide + 300:
            shine_at(frame, glow("#ffcf86", round(4 * scale), 0.8), at, top + 0.35 * scale)
            shine_at(frame, glow("#ffc67a", round(7 * scale), 0.28, 0.25), at, self._row(0.74))
            at += self.posts.period

    def _head_lamps(self, frame: Pixels, left: float, ground: float) -> None:
        scale, lamps = self.scale, self.mood.light.lamps
        if not lamps:
            return
        front, lamp = left + 9.2 * scale, ground - 0.66 * scale
        shine(frame, beam("#fff1cf", round(7 * scale), round(scale), 0.45 * lamps), front, ground - 1.2 * scale)
        shine_at(frame, glow("#fff0d0", round(1.3 * scale), 0.75 * lamps), front, lamp)
        shine_at(frame, glow("#ff3b30", round(scale), 0.7 * lamps), left + 0.2 * scale, ground - 0.8 * scale)
