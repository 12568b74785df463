"""A two-deck wagon of a car train."""

import numpy as np

from ops.demo.drawing.car import car
from ops.demo.drawing.colours import colour, mix
from ops.demo.drawing.curves import box, disc
from ops.demo.drawing.light import Light
from ops.demo.drawing.sheet import Sheet, Sprite

LENGTH = 21.6  # metres, with the gap to the next
LOWER, UPPER = 1.05, 2.92
Cars = tuple[tuple[str, str], ...]  # four above, four below, from the rear


def wagon(cars: Cars, scale: float, light: Light, paint: str) -> Sprite:
    """Draw a wagon with its eight cars; the rail is at the sprite's lower edge."""
    sheet = Sheet(LENGTH, 5.3, scale)
    _behind(sheet)
    behind = sheet.sprite().lit(light.tint)
    whole, through = behind.colour.copy(), behind.through.copy()
    for place, (shape, tone) in enumerate(cars):
        drawn = car(shape, tone, scale, light)
        deck = UPPER if place < len(cars) // 2 else LOWER
        x = (0.75 + 5.08 * (place % (len(cars) // 2)) + (4.85 - drawn.shape.length) / 2) * scale
        drawn.onto(whole, x, whole.shape[0] - deck * scale)
        drawn.dark().onto(through, x, whole.shape[0] - deck * scale)
    sheet = Sheet(LENGTH, 5.3, scale)
    _before(sheet, paint, light)
    before = sheet.sprite().lit(light.tint)
    before.onto(whole, 0, 0)
    Sprite(np.zeros_like(before.colour), before.through).onto(through, 0, 0)
    return Sprite(whole, through)


def _behind(sheet: Sheet) -> None:
    for x in np.arange(1.9, LENGTH - 1, 2.54):
        sheet.fill(box(x, LOWER, x + 0.07, 4.75), colour("#30373d"))


def _before(sheet: Sheet, paint: str, light: Light) -> None:
    steel, dark = colour(paint), colour("#23282d")
    shine = mix(steel, light.sky, 0.4)
    for low, high in ((LOWER - 0.42, LOWER - 0.02), (UPPER - 0.16, UPPER - 0.01)):
        sheet.fill(box(0.3, low, LENGTH - 0.3, high, 0.03), steel)
        sheet.fill(box(0.3, high - 0.05, LENGTH - 0.3, high), shine)
        sheet.fill(box(0.3, low, LENGTH - 0.3, low + 0.06), steel * 0.66)
    sheet.fill(box(0.3, 4.72, LENGTH - 0.3, 4.86, 0.05), steel)
    sheet.fill(box(0.3, 4.81, LENGTH - 0.3, 4.86, 0.02), shine)
    for x in np.arange(0.55, LENGTH - 0.3, 5.08):
        sheet.fill(box(x, LOWER - 0.1, x + 0.17, 4.76), steel)
        sheet.fill(box(x, LOWER - 0.1, x + 0.05, 4.76), shine)
    for low in (LOWER + 0.24, UPPER + 0.24):
        sheet.fill(box(0.6, low, LENGTH - 0.5, low + 0.04), mix(steel, colour("#ffffff"), 0.1))
    sheet.fill(box(-0.1, 0.72, 0.4, 0.84), dark)
    sheet.fill(box(LENGTH - 0.4, 0.72, LENGTH + 0.1, 0.84), dark)
    sheet.fill(box(6.5, 0.42, 15.0, 0.66, 0.05), dark)
    for bogie in (3.1, 18.4):
        sheet.fill(box(bogie - 1.35, 0.38, bogie + 1.35, 0.66, 0.1), dark)
        for wheel in (bogie - 0.9, bogie + 0.9):
            sheet.fill(disc((wheel, 0.42), 0.42), colour("#1b1e22"))
            sheet.fill(disc((wheel, 0.42), 0.36), colour("#6d747a"))
            sheet.fill(disc((wheel, 0.42), 0.28), colour("#3d434a"))
            sheet.fill(disc((wheel, 0.42), 0.1), colour("#8b9298"))
        sheet.fill(box(bogie - 0.4, 0.5, bogie + 0.4, 0.72, 0.06), colour("#3a4047"))
