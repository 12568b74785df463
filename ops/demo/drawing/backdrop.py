"""Sky and landscape together, for scenes seen from beside."""

from dataclasses import dataclass

import cv2
import numpy as np

from ops.demo.drawing import land, sky
from ops.demo.drawing.colours import colour, mix
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field
from ops.demo.drawing.sheet import Pixels
from ops.demo.drawing.strip import Strip, seamless, strip


@dataclass(frozen=True)
class Backdrop:
    """The still sky and the ground, drifting clouds, and layers with their row and pixels a metre."""

    still: Pixels
    clouds: Strip
    layers: tuple[tuple[Strip, int, float], ...]
    unit: float

    def frame(self, at: float, metres: float) -> Pixels:
        """Return a new frame as seen at second `at`, `metres` along the way."""
        frame = self.still.copy()
        self.clouds.onto(frame, 12 * self.unit * at, 0)
        for layer, row, scale in self.layers:
            layer.onto(frame, metres * scale * self.unit, row - layer.sprite.height)
        return frame


def backdrop(mood: Mood, width: int, height: int, foot: float, views: str, seed: int) -> Backdrop:
    """Draw sky and land for a picture whose ground begins at `foot` of its height.

    `views` names what is seen, the farthest first: mountains, hills, city, port, trees.
    """
    row = round(height * foot)
    still = sky.backdrop(mood, width, height, row, seed)
    still[row:] = asphalt(mood, width, height - row)
    cover = sky.clouds(mood, int(width * 1.5), round(height * 0.5), seed)
    layers = []
    for index, view in enumerate(views.split()):
        draw, share, scale = LAYERS[view]
        sprite = draw(mood, int(width * 1.4), round(height * share), seed + index)
        layers.append((strip(seamless(sprite, width // 7), width), row + 2, scale))
    return Backdrop(still, strip(seamless(cover, width // 6), width), tuple(layers), height / 744)


LAYERS = {
    "mountains": (land.mountains, 0.3, 0.35),
    "hills": (land.hills, 0.15, 1.1),
    "city": (land.city, 0.26, 0.9),
    "port": (land.cranes, 0.26, 1.4),
    "trees": (land.trees, 0.09, 8.0),
}


def asphalt(mood: Mood, width: int, tall: int) -> Pixels:
    """Return ground that is hazy at its far edge."""
    at = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    grain = cv2.blur(field(tall, width + 40, 60, 3, octaves=6, flat=0.16), (41, 1))[:, 20:-20, None] - np.float32(0.5)
    far = mix(colour(mood.ground), mood.haze, 0.4)
    tone = far * (1 - at) ** 2 + colour(mood.ground) * (1 - (1 - at) ** 2)
    return np.asarray(np.clip((tone + grain * 0.07) * 255, 0, 255), np.uint8)
