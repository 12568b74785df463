"""The carrier on the motorway, filmed from a car beside it."""

from ops.demo.drawing import land, sky
from ops.demo.drawing.film import Hand
from ops.demo.drawing.lamps import beam, glow, shine, shine_at
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.road import lamp_posts, road
from ops.demo.drawing.scenes import Stage
from ops.demo.drawing.shadow import cast
from ops.demo.drawing.sheet import Pixels, Sprite
from ops.demo.drawing.strip import seamless, strip
from ops.demo.drawing.truck import LENGTH, Load, truck
from ops.demo.drawing.weather import Mirror, Rain

SPEED = 21.0  # metres a second
POSTS = 38.0  # metres from lamp to lamp


class Motorway:
    """Layers from the sky to the verge; the truck drifts slowly through the picture."""

    def __init__(
        self,
        stage: Stage,
        mood: Mood,
        load: Load,
        *,
        view: str = "mountains",
        cab: str = "#d5dcde",
        close: float = 1.0,
    ) -> None:
        self.stage, self.mood = stage, mood
        width, height, rate, seed = stage.wide, stage.tall, stage.rate, stage.seed
        self.unit = height / 744
        self.scale, self.close = 50 * self.unit * close, close
        row = self._row
        self.sky = sky.backdrop(mood, width, height, row(0.62), seed)
        self.clouds = strip(seamless(sky.clouds(mood, int(width * 1.5), row(0.5), seed), width // 6), width)
        self.far = _far(view, mood, int(width * 1.35), row(0.3), seed)
        self.hills = land.hills(mood, int(width * 1.4), row(0.15), seed + 1)
        self.trees = strip(seamless(land.trees(mood, int(width * 1.3), row(0.085), seed + 2), width // 8), width, 3)
        rows = (row(0.7), row(0.76), row(0.865), row(0.9))
        self.road = road(mood, width, height, rows, self.scale * 1.15, SPEED / rate)
        self.posts, self.lamp = lamp_posts(mood, width, self.scale * 0.5, POSTS, SPEED / rate * self.scale * 0.12)
        self.truck = truck(load, self.scale, mood.light, cab)
        self.mirror = Mirror(row(0.824), row(0.1), mood.wet) if mood.wet else None
        self.rain = Rain(width, height, mood.rain, seed) if mood.rain else None
        self.hand = Hand(seed, 7 * self.unit, 0.25)

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`."""
        metres, row = SPEED * at, self._row
        frame = self.sky.copy()
        self.clouds.onto(frame, 14 * self.unit * at, 0)
        self.far.onto(frame, -metres * 0.35 * self.unit, row(0.64) - self.far.height)
        self.hills.onto(frame, -metres * 1.1 * self.unit, row(0.67) - self.hills.height)
        self.trees.onto(frame, metres * 9 * self.unit, row(0.695) - self.trees.sprite.height)
        self.road.onto(frame, metres)
        self._lamps(frame, metres)
        left = self._tail(at / self.stage.seconds)
        self._truck(frame, left, row(0.83), metres, at)
        if self.mirror:
            self.mirror.onto(frame)
        if self.rain:
            self.rain.onto(frame, index)
        return frame

    def _tail(self, share: float) -> float:
        """Return the column of the truck's tail: seen whole it drifts, seen close we overtake it."""
        middle = self.stage.wide / 2 - LENGTH * self.scale / 2
        if self.close == 1.0:
            return middle + self.unit * (26 * share - 18)
        over = max(0.0, LENGTH * self.scale - self.stage.wide * 0.86)
        eased = share * share * (3 - 2 * share)
        return middle + over * (0.5 - eased)

    def _row(self, share: float) -> int:
        return round(share * self.stage.tall)

    def _truck(self, frame: Pixels, left: float, ground: float, metres: float, at: float) -> None:
        scale, lamps = self.scale, self.mood.light.lamps
        cast(frame, LENGTH, scale, self.mood.shadow, left, ground)
        bounce = self.hand.at(at * 2.3)[1] * 0.12
        self.truck.onto(frame, left, ground, metres * scale, SPEED / self.stage.rate * scale, bounce)
        if lamps:
            front, lamp = left + 23.4 * scale, ground - 0.66 * scale
            shine(
                frame,
                beam("#fff1cf", round(13 * scale), round(1.5 * scale), 0.5 * lamps),
                front,
                ground - 1.6 * scale,
            )
            shine_at(frame, glow("#fff0d0", round(2.6 * scale), 0.75 * lamps), front, lamp)
            shine_at(
                frame, glow("#ff3b30", round(1.6 * scale), 0.7 * lamps), left + 0.2 * scale, ground - 0.72 * scale
            )
            for mark in range(11):
                shine_at(
                    frame,
                    glow("#ff9a2e", round(0.42 * scale), 0.7 * lamps),
                    left + (0.87 + 1.9 * mark) * scale,
                    ground - 0.76 * scale,
                )

    def _lamps(self, frame: Pixels, metres: float) -> None:
        scale, lamps = self.scale * 0.5, self.mood.light.lamps
        top = self._row(0.7) - self.posts.sprite.height + 2
        self.posts.onto(frame, metres * scale, top)
        if lamps < 0.9:
            return
        at = self.lamp - (metres * scale) % self.posts.period - self.posts.period
        while at < self.stage.wide + 200:
            shine_at(frame, glow("#ffca7a", round(6 * scale), 0.85), at, top + 0.35 * scale)
            shine_at(frame, glow("#ffc272", round(13 * scale), 0.3, 0.2), at, self._row(0.755))
            at += self.posts.period


def _far(view: str, mood: Mood, width: int, height: int, seed: int) -> Sprite:
    if view == "city":
        return land.city(mood, width, round(height * 0.8), seed)
    return land.mountains(mood, width, height, seed)
