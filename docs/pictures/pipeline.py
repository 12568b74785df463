"""Draws the picture of docs/pipeline.md: `python -m docs.pictures.pipeline`. Drawn footage, real detectors."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np

from media.frames import TICKS
from media.hiding.boxes import Box
from media.hiding.looks import detectors
from media.hiding.tracks import GROWN
from media.job import Job
from media.one_pass import run
from media.shot import Shot
from tests.actors import car_with_plate, face, film, label

HERE = Path(__file__).parent
SIZE = (1280, 720)
AT = 30  # which picture is shown
SHOWN = (480, 270)
RED, GREEN = (60, 60, 235), (90, 200, 60)


def main() -> None:
    """Write pipeline-frame.jpg: as filmed, what is found, what is hidden."""
    actors = [
        car_with_plate(200, lambda at: (330 + 60 * at, 300)),
        face(170, lambda at: (120 + 40 * at, 180)),
        label("QRCode", 4, lambda _at: (1040, 120)),
    ]
    with TemporaryDirectory() as folder:
        film(Path(folder) / "source", actors, seconds=2, container="mp4")
        run(Job("source", Path(folder), judge=False), lambda _step, _percent: None)
        filmed, hidden = (_picture(Path(folder) / name) for name in ("source", "720p.mp4"))
    found = _outlined(filmed)
    row = np.hstack([cv2.resize(each, SHOWN, interpolation=cv2.INTER_AREA) for each in (filmed, found, hidden)])
    cv2.imwrite(str(HERE / "pipeline-frame.jpg"), row, [cv2.IMWRITE_JPEG_QUALITY, 82])


def _picture(path: Path) -> np.ndarray:
    with av.open(str(path), format="mov") as box:
        frame = next(each for number, each in enumerate(box.decode(video=0)) if number == AT)
    return np.asarray(frame.to_ndarray(format="bgr24"))


def _outlined(picture: np.ndarray) -> np.ndarray:
    """What detectors see, thin, and what is hidden around it."""
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
    shot = Shot(TICKS, TICKS // 30, [frame, frame.reformat(640, 360)])
    drawn = picture.copy()
    for detector in detectors():
        for found in detector.find(shot):
            _draw(drawn, found.box, RED, 2)
            _draw(drawn, found.box.grown(GROWN[found.kind]), GREEN, 4)
    return drawn


def _draw(picture: np.ndarray, box: Box, colour: tuple[int, int, int], line: int) -> None:
    left, top = round(box.x * SIZE[0]), round(box.y * SIZE[1])
    right, bottom = round((box.x + box.w) * SIZE[0]), round((box.y + box.h) * SIZE[1])
    cv2.rectangle(picture, (left, top), (right, bottom), colour, line)


if __name__ == "__main__":
    main()
