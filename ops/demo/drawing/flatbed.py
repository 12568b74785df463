"""A small lorry that brings one car to its door."""

import numpy as np

from ops.demo.drawing.car import car
from ops.demo.drawing.colours import colour, mix
from ops.demo.drawing.curves import box
from ops.demo.drawing.light import Light
from ops.demo.drawing.sheet import Sheet
from ops.demo.drawing.truck import Truck, draw_cab
from ops.demo.drawing.wheel import wheel

LENGTH = 9.3
DECK = 0.98
CAB = 14.15  # the big lorry's cab stands this much farther to the right


def flatbed(shape: str, paint: str, scale: float, light: Light, cab: str = "#4f8f8a") -> Truck:
    """Draw the lorry with its car at `scale` pixels a metre."""
    behind = Sheet(LENGTH + 0.6, 2.8, scale, -0.2)
    behind.fill(box(0.2, DECK - 0.1, 6.4, DECK - 0.02), colour("#2c3137"))
    before = Sheet(LENGTH + 0.6, 2.8, scale, CAB - 0.2)
    draw_cab(before, colour(cab), light)
    before.left -= CAB
    steel = colour("#5d666e")
    before.fill(box(-0.05, DECK - 0.26, 6.5, DECK - 0.02, 0.04), steel)
    before.fill(box(-0.05, DECK - 0.07, 6.5, DECK - 0.02), mix(steel, colour("#ffffff"), 0.5))
    before.fill(box(6.28, DECK - 0.1, 6.46, 2.2, 0.03), steel)
    before.fill(box(0.9, 0.42, 1.2, DECK - 0.2), colour("#2a2f35"))
    before.fill(box(3.2, 0.4, 6.3, 0.62, 0.05), colour("#2a2f35"))
    for x in np.arange(0.5, 6.2, 1.4):
        before.fill(box(x, DECK - 0.2, x + 0.14, DECK - 0.13, 0.02), colour("#ff9d2e"))
    before.fill(box(-0.1, DECK - 0.28, 0.02, DECK - 0.06, 0.02), colour("#e23b3f"))
    bright = round(float(light.tint.mean()), 2)
    wheels = tuple((x, wheel(0.48, scale, heavy=True, light=bright)) for x in (2.2, 22.05 - CAB))
    loaded = (((0.75, DECK), car(shape, paint, scale, light)),)
    return Truck(behind.sprite().lit(light.tint), before.sprite().lit(light.tint), loaded, wheels, scale)
