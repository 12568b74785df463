"""A car from its front, as cars stand in the rows of a yard."""

from functools import lru_cache

import numpy as np

from ops.demo.drawing.colours import PAINTS, colour, mix
from ops.demo.drawing.curves import box, disc, mirrored, moved, points, smooth
from ops.demo.drawing.light import Light
from ops.demo.drawing.sheet import Field, Sheet, Sprite

# Right halves in metres, from the middle of the roof down to the middle of the sill: one low car, one tall.
BODIES = {
    "low": points(
        "0,1.46 0.42,1.445 0.6,1.39 0.76,1.05 0.82,0.98 0.9,0.86 0.935,0.66 0.93,0.42 0.88,0.27 0.74,0.2 0,0.2"
    ),
    "tall": points(
        "0,1.66 0.46,1.645 0.64,1.58 0.8,1.2 0.86,1.12 0.94,0.98 0.965,0.74 0.955,0.46 0.9,0.31 0.76,0.25 0,0.25"
    ),
}
ROOM = 0.34


@lru_cache(maxsize=256)
def car_front(body: str, paint: str, scale: float, light: Light) -> Sprite:
    """Draw a car at `scale` pixels a metre; the ground is `ROOM` metres above the lower edge."""
    half = BODIES[body]
    rise = half[0][1] - 1.46
    sheet = Sheet(2.2 + 2 * ROOM, half[0][1] + 2 * ROOM, scale, -1.1 - ROOM, -ROOM)
    sheet.fill(disc((0, 0.02), 1.08, 0.1), colour("#07090c"), 0.55, soft=0.06)
    for side in (-1, 1):
        sheet.fill(box(side * 0.8 - 0.125, 0, side * 0.8 + 0.125, 0.6, 0.05), colour("#131518"))
    outline = mirrored(smooth(half, closed=False, steps=8))
    painted = colour(PAINTS[paint])

    def shell(x: Field, y: Field) -> Field:
        share = np.interp(
            y - rise * 0.8, [0.2, 0.45, 0.62, 0.8, 0.9, 1.0, 1.38, 1.46], [0.5, 0.66, 0.82, 0.98, 1.2, 1.08, 1.0, 1.3]
        )
        round_off = np.interp(np.abs(x), [0, 0.6, 0.86, 0.96], [1.0, 1.0, 0.86, 0.62])
        shade = (share * np.where(y > 1.0 + rise, 1, round_off)).astype(np.float32)[..., None]
        dark = painted * np.minimum(shade, 1)
        return np.asarray(dark + (light.sky - dark) * np.clip(shade - 1, 0, 1), np.float32)

    sheet.fill(outline, shell)
    inside = sheet.mask(outline)
    _screen(sheet, rise, light)
    _bonnet(sheet, rise, inside, light)
    _face(sheet, rise, inside, light)
    for side in (-1, 1):
        ear = moved(smooth(points("0.74,1.04 0.8,1.12 0.99,1.13 1.02,1.02 0.84,0.99")) * (side, 1), 0, rise)
        sheet.fill(ear, mix(painted * 0.55, colour("#15181c"), 0.3))
        sheet.fill(ear * (1, 0.5) + (0, (1.12 + rise) * 0.5), painted, 0.75)
    return sheet.sprite().lit(light.tint)


def _screen(sheet: Sheet, rise: float, light: Light) -> None:
    half = points("0,1.385 0.4,1.375 0.54,1.335 0.54,1.335 0.69,1.02 0.69,1.02 0,1")
    glass = moved(mirrored(smooth(half, closed=False)), 0, rise)
    pane = sheet.mask(glass)

    def tinted(x: Field, y: Field) -> Field:
        up = np.clip((y - 1.0 - rise) / 0.38, 0, 1) + 0 * x
        return np.asarray(
            colour("#12171c") + (light.sky * 0.66 - colour("#12171c")) * up[..., None] ** 1.5, np.float32
        )

    sheet.fill(glass, tinted)
    for side in (-0.34, 0.34):
        sheet.fill(
            box(side - 0.13, 0.95 + rise, side + 0.13, 1.2 + rise, 0.06),
            colour("#090b0e"),
            0.5,
            soft=0.015,
            inside=pane,
        )
    for at, wide in ((-0.2, 0.17), (0.1, 0.05)):
        band = np.array([(at, 1.0), (at + wide, 1.0), (at + wide + 0.2, 1.4), (at + 0.2, 1.4)])
        sheet.fill(moved(band, 0, rise), light.sky, 0.22, soft=0.012, inside=pane)
    sheet.fill(box(0.27, 1.05 + rise, 0.43, 1.16 + rise), colour("#f3f1e8"), 0.9, inside=pane)  # the delivery note
    for line in (1.135, 1.11, 1.085):
        sheet.fill(box(0.29, line + rise - 0.006, 0.4, line + rise + 0.004), colour("#7d828a"), 0.8, inside=pane)


def _bonnet(sheet: Sheet, rise: float, inside: Field, light: Light) -> None:
    for side in (-1, 1):
        crease = smooth(
            [(side * 0.5, 1.0 + rise), (side * 0.56, 0.9 + rise), (side * 0.52, 0.8 + rise * 0.8)], closed=False
        )
        sheet.line(crease, 0.012, colour("#0a0b0d"), 0.3)
        sheet.line(moved(crease, side * 0.014, 0), 0.01, light.sky, 0.3)
    edge = moved(mirrored(smooth(points("0,0.79 0.4,0.79 0.62,0.82"), closed=False)), 0, rise * 0.8)
    sheet.line(edge, 0.012, colour("#0a0b0d"), 0.5)
    sheet.fill(disc((0, 0.93 + rise), 0.6, 0.08), light.sky, 0.28, soft=0.03, inside=inside)


def _face(sheet: Sheet, rise: float, inside: Field, light: Light) -> None:
    up = rise * 0.75
    half = smooth(points("0,0.44 0.52,0.44 0.66,0.38 0.6,0.27 0,0.26"), closed=False)
    grille = moved(mirrored(half), 0, up)
    sheet.fill(grille, colour("#101216"))
    for bar in (0.3, 0.35, 0.4):
        sheet.fill(box(-0.56, bar + up, 0.56, bar + 0.012 + up), colour("#2d3238"))
    sheet.fill(box(-0.24, 0.47 + up, 0.24, 0.59 + up, 0.01), colour("#0f1114"), 0.35)
    bright = np.maximum(light.tint, 0.25) ** light.lamps
    for side in (-1, 1):
        slim = smooth(points("0.46,0.71 0.46,0.71 0.7,0.76 0.89,0.83 0.89,0.83 0.86,0.72 0.66,0.67"))
        lamp = moved(slim * (side, 1), 0, up)
        sheet.fill(lamp, colour("#171b20"))
        inner = (lamp - lamp.mean(0)) * (0.86, 0.42) + lamp.mean(0)
        sheet.fill(moved(inner, 0, 0.02), colour("#e9f3fa") / bright, 0.95)
        vent = smooth(points("0.72,0.5 0.84,0.54 0.86,0.38 0.76,0.36")) * (side, 1)
        sheet.fill(moved(vent, 0, up), colour("#14171b"), 0.85, inside=inside)
    sheet.fill(box(-0.46, 0.725 + up, 0.46, 0.737 + up), colour("#e9f3fa") / bright, 0.7)
    sheet.fill(box(-0.9, 0.2, 0.9, 0.25 + rise * 0.3), colour("#15181b"), 0.9, soft=0.01, inside=inside)
