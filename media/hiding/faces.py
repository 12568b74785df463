from __future__ import annotations

import cv2
import numpy as np

from media.hiding.boxes import Box, Found, Kind
from media.hiding.models import FACES, model_bytes
from media.shot import Shot

LEAST_SCORE = 0.45  # weak ones count when they are seen twice: see tracks.py
OVERLAP = 0.3
MOST = 200


class Faces:
    """YuNet (Wu, Peng and Yu, 2023) on the picture that is about 640 long. Raises ModelMissing."""

    kind = Kind.FACE

    def __init__(self, model: str = "") -> None:
        body = np.frombuffer(model_bytes(FACES, model), np.uint8)
        nothing = np.empty(0, np.uint8)
        self.net = cv2.FaceDetectorYN.create("onnx", body, nothing, (640, 360), LEAST_SCORE, OVERLAP, MOST)
        self.size = (640, 360)

    def find(self, shot: Shot) -> list[Found]:
        """Every face in it."""
        picture = shot.colours
        height, width = picture.shape[:2]
        if self.size != (width, height):
            self.size = (width, height)
            self.net.setInputSize(self.size)
        _, rows = self.net.detect(picture)
        return [
            Found(Kind.FACE, Box(x / width, y / height, w / width, h / height), score)
            for x, y, w, h, *_, score in ([] if rows is None else rows.tolist())
        ]
