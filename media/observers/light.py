from __future__ import annotations

import numpy as np

from media.observers.limits import Limit
from media.observers.readings import Readings
from media.shot import Seconds, Shot

EVERY = 4  # pixels: a share of them tells as much


class Light:
    """Whether a car could be made out: how bright the brightest tenth of the picture is, from 16 to 235."""

    name, every = "light", 0.2

    def __init__(self, limit: Limit) -> None:
        self.readings = Readings("too_dark", -1, limit)

    def see(self, shot: Shot, at: Seconds) -> None:
        self.readings.add(at, float(np.percentile(shot.luma[::EVERY, ::EVERY], 90)))
