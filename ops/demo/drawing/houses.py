"""A street of flats with shops below, near enough to see the balconies."""

import numpy as np

from ops.demo.drawing.colours import Colour, colour, mix
from ops.demo.drawing.curves import box, disc
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.sheet import Sheet, Sprite

WALLS = ("#d9cdbb", "#c9b5a3", "#b9c1c3", "#d3d0c6", "#c2a58f", "#a9b3a6")
AWNINGS = ("#b3564a", "#3f7a72", "#c79a4b", "#4c6a8c")
FLOOR, WINDOW = 3.0, 2.4  # metres


def houses(mood: Mood, length: float, scale: float, seed: int) -> Sprite:
    """Draw `length` metres of houses at `scale` pixels a metre, the pavement at the lower edge."""
    sheet = Sheet(length, 26, scale, fine=2)
    random = np.random.default_rng(seed)
    x = 0.0
    while x < length:
        wide = WINDOW * int(random.integers(4, 8))
        floors = int(random.integers(4, 8))
        wall = mix(colour(WALLS[int(random.integers(len(WALLS)))]) * mood.light.tint, mood.haze, 0.16)
        _house(sheet, x, wide, floors, wall, mood, random)
        x += wide + (0.0 if random.random() < 0.6 else 2.2)
    return sheet.sprite()


def _house(
    sheet: Sheet, x: float, wide: float, floors: int, wall: Colour, mood: Mood, random: np.random.Generator
) -> None:
    top = 4.0 + floors * FLOOR
    sheet.fill(box(x, 0, x + wide, top), lambda _, y: wall * (0.84 + 0.16 * np.clip(y / top, 0, 1))[..., None])
    sheet.fill(box(x - 0.15, top - 0.1, x + wide + 0.15, top + 0.35), wall * 0.8)
    lit = mood.light.lamps > 0.5
    glass = mix(colour("#39454f") * mood.light.tint, mood.light.sky, 0.25)
    for floor in range(floors):
        for column in range(round(wide / WINDOW)):
            left, low = x + column * WINDOW + 0.55, 4.6 + floor * FLOOR
            warm = lit and random.random() < 0.42
            pane = mix(colour("#ffd690"), colour("#f4b860"), float(random.random())) if warm else glass
            sheet.fill(box(left - 0.07, low - 0.07, left + 1.37, low + 1.67), wall * 0.72)
            sheet.fill(box(left, low, left + 1.3, low + 1.6), pane)
            sheet.fill(box(left + 0.62, low, left + 0.68, low + 1.6), wall * 0.7)
            sheet.fill(np.array([(left, low + 0.5), (left + 0.6, low + 1.6), (left, low + 1.6)]), mood.light.sky, 0.2)
            if column % 3 == 1:
                sheet.fill(box(left - 0.35, low - 0.35, left + 1.65, low + 0.45), wall * 0.9)
                sheet.fill(box(left - 0.35, low + 0.38, left + 1.65, low + 0.46), wall * 0.68)
    _shops(sheet, x, wide, mood, random)


def _shops(sheet: Sheet, x: float, wide: float, mood: Mood, random: np.random.Generator) -> None:
    lit = mood.light.lamps > 0.5
    for left in np.arange(x, x + wide - 0.1, WINDOW * 2):
        right = min(left + WINDOW * 2, x + wide)
        sheet.fill(box(left, 0, right, 3.9), colour("#4a4d50") * mood.light.tint)
        pane = mix(colour("#ffdca6"), colour("#e8b87a"), float(random.random())) if lit else mood.light.sky * 0.5
        sheet.fill(box(left + 0.25, 0.35, right - 0.25, 2.9), pane * (1.0 if lit else 0.9))
        for goods in np.arange(left + 0.5, right - 0.7, 0.8):
            tall = 0.6 + 0.9 * random.random()
            sheet.fill(box(goods, 0.35, goods + 0.5, 0.35 + tall, 0.08), colour("#3d3a38") * mood.light.tint, 0.35)
        awning = colour(AWNINGS[int(random.integers(len(AWNINGS)))]) * mood.light.tint
        sheet.fill(np.array([(left + 0.1, 3.0), (right - 0.1, 3.0), (right - 0.3, 3.7), (left + 0.3, 3.7)]), awning)
        sheet.fill(box(left + 0.1, 2.86, right - 0.1, 3.02), awning * 0.8)


def street_trees(mood: Mood, scale: float, apart: float, seed: int) -> Sprite:
    """Draw one tree of an avenue in `apart` metres of pavement."""
    sheet = Sheet(apart, 7.6, scale)
    random = np.random.default_rng(seed)
    tone = mix(colour(mood.land[2]), colour("#5b7f45") * mood.light.tint, 0.55)
    x = apart / 2
    sheet.fill(
        np.array([(x - 0.16, 0), (x + 0.16, 0), (x + 0.09, 4), (x - 0.09, 4)]), colour("#4d4238") * mood.light.tint
    )
    for _ in range(70):
        angle, away = 2 * np.pi * random.random(), random.random() ** 0.6
        at = (x + 2.0 * away * np.cos(angle), 4.9 + 1.9 * away * np.sin(angle))
        shade = tone * (0.7 + 0.45 * (at[1] - 3) / 4 + 0.12 * random.random())
        sheet.fill(disc(at, 0.28 + 0.4 * random.random()), np.clip(shade, 0, 1).astype(np.float32))
    return sheet.sprite()
