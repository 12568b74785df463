from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from media.hiding.boxes import Box, Found, Kind
from media.hiding.models import PLATES, model_bytes
from media.shot import Shot

LEAST_SCORE = 0.1  # weak ones count when they are seen twice: see tracks.py
OVERLAP = 0.4
MEAN_BGR = (104, 117, 123)  # what the network was trained with
ANCHORS = ((8, (24, 48)), (16, (96, 192)), (32, (384, 768)))  # stride and sizes of each level, in pixels
VARIANCES = (0.1, 0.2)  # of centres and sizes (Liu and others, SSD, 2016)


class Plates:
    """clp_det, a RetinaFace-like network (Deng and others, 2019) for number plates. Raises ModelMissing."""

    kind = Kind.PLATE

    def __init__(self, model: str = "") -> None:
        self.net = cv2.dnn.readNetFromONNX(np.frombuffer(model_bytes(PLATES, model), np.uint8))

    def find(self, shot: Shot) -> list[Found]:
        """Every plate in it."""
        picture = shot.colours
        height, width = picture.shape[:2]
        self.net.setInput(cv2.dnn.blobFromImage(picture, 1.0, (width, height), MEAN_BGR))
        offsets, chances, _corners = self.net.forward(["loc", "conf", "landms"])
        scores = chances[0, :, 1]
        likely = scores > LEAST_SCORE
        boxes = _boxes(offsets[0][likely], _anchors(width, height)[likely])
        scores = scores[likely]
        return [
            Found(Kind.PLATE, Box(x / width, y / height, w / width, h / height), float(scores[place]))
            for place in cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), LEAST_SCORE, OVERLAP)
            for x, y, w, h in [boxes[place].tolist()]
        ]


@lru_cache(maxsize=4)
def _anchors(width: int, height: int) -> NDArray[np.float32]:
    """Centre and size of every anchor, in the order in which the network answers."""
    made = []
    for stride, sizes in ANCHORS:
        down, right = np.mgrid[0 : -(-height // stride), 0 : -(-width // stride)]
        centres = np.stack([right + 0.5, down + 0.5], -1) * stride
        levels = [np.concatenate([centres, np.full_like(centres, size)], -1) for size in sizes]
        made.append(np.stack(levels, 2).reshape(-1, 4))
    return np.concatenate(made).astype(np.float32)


def _boxes(offsets: NDArray[np.float32], anchors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Left, top, width and height in pixels."""
    centres = anchors[:, :2] + offsets[:, :2] * VARIANCES[0] * anchors[:, 2:]
    sizes = anchors[:, 2:] * np.exp(offsets[:, 2:] * VARIANCES[1])
    return np.concatenate([centres - sizes / 2, sizes], 1)
