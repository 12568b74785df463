from __future__ import annotations

import cv2
import numpy as np

from media.hiding.boxes import Box, Found, Kind
from media.hiding.closer import SIDE, cut_out, middle_score
from media.hiding.models import FACES, model_bytes
from media.shot import Shot

LEAST_SCORE = 0.45
CLEAR = 0.88  # below, a second look decides: to the first one the wheels of cars far away are faces, too
LEAST_CLOSER = 0.3
OVERLAP = 0.3
MOST = 200
MOST_CLOSER = 12  # second looks in one picture; beyond, the first one's word is taken


class Faces:
    """YuNet (Wu, Peng and Yu, 2023) on the picture that is about 640 long, and closer where it is not sure.

    Raises ModelMissing.
    """

    kind = Kind.FACE

    def __init__(self, model: str = "") -> None:
        body, nothing = np.frombuffer(model_bytes(FACES, model), np.uint8), np.empty(0, np.uint8)
        create = cv2.FaceDetectorYN.create
        self.net = create("onnx", body, nothing, (640, 360), LEAST_SCORE, OVERLAP, MOST)
        self.closer = create("onnx", body, nothing, (SIDE, SIDE), LEAST_CLOSER, OVERLAP, MOST)
        self.size = (640, 360)

    def find(self, shot: Shot) -> list[Found]:
        """Every face in it; what a second look does not know as one has a low score."""
        picture = shot.colours
        height, width = picture.shape[:2]
        if self.size != (width, height):
            self.size = (width, height)
            self.net.setInputSize(self.size)
        _, rows = self.net.detect(picture)
        found, looks = [], 0
        for x, y, w, h, *_, score in [] if rows is None else rows.tolist():
            box = Box(x / width, y / height, w / width, h / height)
            if score < CLEAR and looks < MOST_CLOSER:
                looks += 1
                score = middle_score(self.closer.detect(cut_out(shot.pictures[0], box))[1])  # noqa: PLW2901 - better
            found.append(Found(Kind.FACE, box, score))
        return found
