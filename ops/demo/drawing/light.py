"""What the light of an hour does to painted and unpainted things."""

from dataclasses import dataclass, field

import numpy as np

from ops.demo.drawing.colours import Colour, colour


@dataclass(frozen=True, eq=False)
class Light:
    """One light; `eq=False` keeps it hashable, for the pictures kept per light."""

    tint: Colour  # multiplies every colour
    sky: Colour  # what roofs, bonnets and windows reflect
    lamps: float = 0.0  # 0 lamps off, 1 on
    # How bright paint is from sill to roof: below 1 it is darker, above 1 it mirrors the sky.
    on_paint: tuple[float, ...] = field(default=(0.5, 0.62, 0.8, 0.9, 1.2, 1.02, 0.98, 1.22))


def light(tint: str, sky: str, strength: float = 1.0, lamps: float = 0.0) -> Light:
    """Return a light; `strength` above 1 makes things brighter than their colour."""
    return Light(np.asarray(colour(tint) * strength, np.float32), colour(sky), lamps)


DAY = light("#ffffff", "#e8f2fa")
