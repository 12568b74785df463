"""The soft shadow under a thing that stands on the ground."""

from functools import lru_cache

from ops.demo.drawing.colours import colour
from ops.demo.drawing.curves import disc
from ops.demo.drawing.sheet import Pixels, Sheet, Sprite


@lru_cache(maxsize=32)
def shadow(length: float, scale: float, dark: float) -> Sprite:
    """Return a shadow for something `length` metres long, with half a metre of room on each side."""
    wide = length + 1
    sheet = Sheet(wide, 1.5, scale, fine=1)
    middle = (wide / 2, 0.75)
    sheet.fill(disc(middle, length * 0.485, 0.2 / length), colour("#080b10"), min(1, dark * 1.5), soft=0.07)
    sheet.fill(disc((wide / 2 - 0.1, 0.68), length * 0.5, 0.8 / length), colour("#080b10"), dark, soft=0.2)
    return sheet.sprite()


def cast(frame: Pixels, length: float, scale: float, dark: float, x: float, ground: float) -> None:
    """Draw the shadow of something whose tail is at column `x`, standing on row `ground`."""
    sprite = shadow(length, scale, dark)
    sprite.onto(frame, x - 0.5 * scale, ground - sprite.height * 0.54)
