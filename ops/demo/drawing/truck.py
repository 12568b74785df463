"""A car carrier: a lorry with a low cab and its trailer, two decks, eight cars."""

from dataclasses import dataclass

import numpy as np

from ops.demo.drawing.car import Car, car
from ops.demo.drawing.car_shapes import SHAPES
from ops.demo.drawing.colours import Colour, colour, mix
from ops.demo.drawing.curves import Point, box, disc, points, smooth
from ops.demo.drawing.light import Light
from ops.demo.drawing.sheet import Field, Pixels, Sheet, Sprite
from ops.demo.drawing.wheel import Wheel, wheel

LENGTH = 23.7
LOWER, UPPER = 0.92, 2.62  # decks, metres above the road
PLACES = (  # tail of each car and its deck, from the front of the upper deck backwards
    (17.5, UPPER), (12.1, UPPER), (5.45, UPPER), (0.4, UPPER),
    (15.8, LOWER), (11.15, LOWER), (5.3, LOWER), (0.35, LOWER),
)  # fmt: skip
AXLES = ((22.05, 0.5), (13.9, 0.5), (15.05, 0.5), (5.0, 0.4), (5.95, 0.4))
STEEL = "#5d666e"
CAB = (
    "20.8,0.42 20.8,0.42 20.8,2.36 20.8,2.36 21.4,2.42 22.5,2.4 22.92,2.3 23.16,1.7 "
    "23.32,1.2 23.38,0.7 23.36,0.34 23.36,0.34 22.8,0.3 22.8,0.3"
)

Load = tuple[tuple[str, str] | None, ...]  # shape and paint of the car in each of PLACES


@dataclass(frozen=True)
class Truck:
    """What lies behind the cars, the cars, and what stands before them."""

    behind: Sprite
    before: Sprite
    cars: tuple[tuple[Point, Car], ...]
    wheels: tuple[tuple[float, Wheel], ...]
    scale: float

    def onto(
        self, frame: Pixels, x: float, ground: float, travelled: float = 0.0, speed: float = 0.0, rise: float = 0
    ) -> None:
        """Stand the truck on row `ground`, its tail at column `x`; its body `rise` pixels up."""
        self.behind.onto(frame, x, ground - self.behind.height - rise)
        for (left, deck), loaded in self.cars:
            loaded.onto(frame, x + (left + 0.2) * self.scale, ground - rise - deck * self.scale)
        self.finish(frame, x, ground, travelled, speed, rise)

    def finish(self, frame: Pixels, x: float, ground: float, travelled: float, speed: float, rise: float) -> None:
        """Draw what stands before the cars."""
        self.before.onto(frame, x, ground - self.before.height - rise)
        for centre, picture in self.wheels:
            sprite = picture.at(travelled, speed)
            left = x + (centre + 0.2) * self.scale - sprite.width / 2
            sprite.onto(frame, left, ground - picture.radius - sprite.height / 2)


def truck(load: Load, scale: float, light: Light, cab: str = "#c9d4d8") -> Truck:
    """Draw the whole train of lorry and trailer at `scale` pixels a metre."""
    behind, before = _sheet(scale), _sheet(scale)
    _far_posts(behind)
    _decks(before)
    _posts(before)
    draw_cab(before, colour(cab), light)
    _skirts(before)
    cars = tuple(
        ((left, deck), car(*what, scale, light))
        for (left, deck), what in zip(PLACES, load, strict=True)
        if what is not None
    )
    bright = round(float(light.tint.mean()), 2)
    wheels = tuple((x, wheel(radius, scale, heavy=True, light=bright)) for x, radius in AXLES)
    return Truck(behind.sprite().lit(light.tint), before.sprite().lit(light.tint), cars, wheels, scale)


def _sheet(scale: float) -> Sheet:
    return Sheet(LENGTH + 0.6, 3.4, scale, -0.2, 0.0)


def _far_posts(sheet: Sheet) -> None:
    for x in (0.2, 3.2, 7.4, 10.3, 11.2, 15.4, 19.6):
        sheet.fill(box(x, 0.7, x + 0.1, UPPER), colour("#343a41"))
    for low, high in ((0.2, 10.3), (11.2, 20.7)):
        sheet.fill(box(low, 1.75, high, 1.8), colour("#343a41"))


def _decks(sheet: Sheet) -> None:
    steel = colour(STEEL)
    for left, right in ((0.0, 10.4), (11.0, 22.6)):
        sheet.fill(box(left, UPPER - 0.17, right, UPPER - 0.02, 0.03), steel)
        sheet.fill(box(left, UPPER - 0.055, right, UPPER - 0.02), mix(steel, colour("#ffffff"), 0.5))
        sheet.fill(box(left, UPPER + 0.22, right, UPPER + 0.25), mix(steel, colour("#ffffff"), 0.25))
        for post in np.arange(left + 0.05, right, 1.49):
            sheet.fill(box(post, UPPER - 0.02, post + 0.035, UPPER + 0.25), steel)
    for left, right in ((0.0, 10.6), (10.9, 20.7)):
        sheet.fill(box(left, LOWER - 0.3, right, LOWER - 0.02, 0.03), steel)
        sheet.fill(box(left, LOWER - 0.06, right, LOWER - 0.02), mix(steel, colour("#ffffff"), 0.45))
        sheet.fill(box(left, LOWER - 0.3, right, LOWER - 0.22), steel * 0.7)
    sheet.fill(box(10.3, 0.5, 11.4, 0.62), colour("#2b3036"))
    for x in np.arange(0.6, 20.4, 1.9):
        sheet.fill(box(x, LOWER - 0.2, x + 0.14, LOWER - 0.13, 0.02), colour("#ff9d2e"))


def _posts(sheet: Sheet) -> None:
    steel = mix(colour(STEEL), colour("#ffffff"), 0.08)
    for x in (0.1, 4.75, 9.95, 11.1, 15.5, 20.3):
        sheet.fill(box(x, LOWER - 0.1, x + 0.16, UPPER - 0.05), steel)
        sheet.fill(box(x, LOWER - 0.1, x + 0.05, UPPER - 0.05), mix(steel, colour("#ffffff"), 0.35))
    for low, high in ((0.3, 1.5), (9.9, 8.7), (11.35, 12.5), (20.2, 19.1)):
        ram = np.array([(low, LOWER + 0.05), (high, UPPER - 0.12)])
        sheet.line(ram, 0.085, colour("#3b4249"))
        sheet.line(ram * 0.45 + ram[1] * 0.55, 0.045, colour("#c8ced2"))


def draw_cab(sheet: Sheet, paint: Colour, light: Light) -> None:
    outline = smooth(points(CAB))

    def shaded(x: Field, y: Field) -> Field:
        shade = np.interp(y, [0.3, 0.9, 1.25, 1.32, 2.2, 2.4], [0.55, 0.8, 0.92, 1.0, 1.0, 1.1]) + 0 * x
        turn = np.interp(x, [20.8, 22.8, 23.4], [0.98, 1.0, 0.74])
        return np.asarray(np.clip(paint * (shade * turn)[..., None], 0, 1), np.float32)

    sheet.fill(outline, shaded)
    inside = sheet.mask(outline)
    sheet.fill(box(20.8, 0.3, 23.5, 0.56), colour("#23282d"), inside=inside)
    sheet.fill(disc((22.05, 0.5), 0.66), colour("#121417"), inside=inside)
    side = smooth(points("21.65,1.3 21.65,1.3 21.65,2.05 21.75,2.16 22.6,2.16 22.92,1.42 22.9,1.3 22.9,1.3"))
    sheet.fill(side, colour("#15191e"))
    pane = sheet.mask(side)
    sheet.fill(side, light.sky, 0.28, inside=pane)
    sheet.fill(box(21.6, 1.2, 23, 1.6), colour("#15191e"), 0.65, soft=0.12, inside=pane)
    sheet.fill(np.array(points("21.9,1.3 22.1,1.3 22.5,2.2 22.3,2.2")), light.sky, 0.3, inside=pane)
    screen = smooth(points("22.98,2.16 22.98,2.16 23.06,1.95 23.22,1.36 23.22,1.36 23.29,1.36 23.29,1.36 23.1,2"))
    sheet.fill(screen, colour("#1a2026"))
    for seam in ([(21.55, 0.6), (21.55, 2.3)], [(23.02, 1.25), (23.04, 0.66)], [(21.55, 1.22), (23, 1.22)]):
        sheet.line(np.array(seam), 0.02, colour("#20252a"), 0.5)
    sheet.fill(box(21.75, 1.08, 21.98, 1.12, 0.02), colour("#20252a"))
    sheet.fill(box(23.08, 1.5, 23.22, 2.0, 0.05), colour("#1b2025"))
    sheet.fill(smooth(points("23.08,0.74 23.34,0.72 23.35,0.6 23.12,0.6")), colour("#f2f4ee"))
    sheet.fill(box(20.72, 0.5, 20.82, 2.5), colour("#2b3036"))


def _skirts(sheet: Sheet) -> None:
    dark = colour("#2a2f35")
    sheet.fill(box(16.1, 0.32, 20.6, 0.62, 0.05), dark)
    sheet.fill(box(17.0, 0.34, 18.6, 0.78, 0.1), colour("#9aa2a8"))
    sheet.fill(box(17.0, 0.6, 18.6, 0.68), colour("#cdd3d6"))
    sheet.fill(box(0.4, 0.4, 3.9, 0.6, 0.04), dark)
    sheet.fill(box(7.0, 0.4, 10.2, 0.6, 0.04), dark)
    for x, radius in AXLES[1:]:
        sheet.fill(box(x - radius - 0.08, radius * 2 + 0.02, x + radius + 0.08, radius * 2 + 0.09, 0.03), dark)
    sheet.fill(box(-0.06, LOWER - 0.32, 0.04, LOWER - 0.08, 0.02), colour("#e23b3f"))


def load_of(*cars: str) -> Load:
    """Return a load from words like `saloon:deep_blue`; `-` leaves the place empty."""
    parts = [None if text == "-" else tuple(text.split(":")) for text in cars]
    for part in parts:
        if part is not None and part[0] not in SHAPES:
            raise ValueError(f"There is no car called {part[0]}.")
    return tuple((part[0], part[1]) if part else None for part in parts)
