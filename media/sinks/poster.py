from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from numpy.typing import NDArray
from thumbhash import rgba_to_thumb_hash

from media.hiding.boxes import Kind
from media.outcome import Outcome, Still
from media.shot import Seconds, Shot
from media.sinks.jpeg import write_jpeg

FILE = "poster.jpg"
LARGEST = 1280  # long side, enough for a phone's full width
EVERY = 0.2  # seconds between candidates
SETTLED = 0.3  # seconds in which a hand still starts the camera
READABLE = (45, 215)  # mean brightness of a picture that one can make out
GUESSED, A_CAR = 0.02, 1.5  # worth of a picture with a track that is only held, and of one with a plate
HASH_SIDE = 32  # of at most 100; the package is plain Python


class Poster:
    """The sharpest picture in its middle that is bright enough, and not the very first.

    One with something hidden only by guess is the last choice, one with a plate a good one: there is a car.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.best: tuple[float, Seconds, VideoFrame] | None = None
        self.due: Seconds = 0.0

    def take(self, shot: Shot) -> None:
        if shot.at < self.due:
            return
        self.due = shot.at + EVERY
        worth = sharpness(_middle(shot.luma)) * (1.0 if shot.at >= SETTLED else 0.5) * _showing(shot)
        if not READABLE[0] <= float(shot.luma.mean()) <= READABLE[1]:
            worth *= 0.1
        if self.best is None or worth > self.best[0]:
            self.best = (worth, shot.at, shot.pictures[0])

    def finish(self, outcome: Outcome) -> None:
        if self.best is None:
            return
        _, at, largest = self.best
        picture = _fitting(largest)
        size, digest = write_jpeg(picture, self.path)
        outcome.poster = Still(FILE, picture.width, picture.height, size, digest, round(at, 3))
        outcome.thumbhash = thumbhash(picture)

    def abandon(self) -> None:
        self.best = None


def _fitting(picture: VideoFrame) -> VideoFrame:
    """The picture, not longer than `LARGEST`."""
    share = min(1.0, LARGEST / max(picture.width, picture.height))
    width, height = (max(2, round(side * share / 2) * 2) for side in (picture.width, picture.height))
    return picture.reformat(width, height, interpolation=Interpolation.BICUBIC, threads=1)


def _showing(shot: Shot) -> float:
    """How well it shows a car and nothing else, by what is hidden in it."""
    if any(not patch.sure for patch in shot.patches):
        return GUESSED
    return A_CAR if any(patch.kind is Kind.PLATE for patch in shot.patches) else 1.0


def _middle(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without the outer fifth on each side: trees and gravel are sharp, too."""
    height, width = luma.shape
    return luma[height // 5 : height - height // 5, width // 5 : width - width // 5]


def sharpness(luma: NDArray[np.uint8]) -> float:
    """Variance of the Laplacian: high where edges are crisp (Pech-Pacheco and others, 2000)."""
    grey = luma.astype(np.int16)
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * grey[1:-1, 1:-1]).var(dtype=np.float32))


def thumbhash(picture: VideoFrame) -> str:
    """A placeholder of some 25 bytes for the picture, in base64 (https://evanw.github.io/thumbhash/)."""
    share = HASH_SIDE / max(picture.width, picture.height)
    width, height = (max(1, round(side * share)) for side in (picture.width, picture.height))
    small = picture.reformat(width, height, "rgba", src_colorspace=Colorspace.ITU709)
    pixels = small.to_ndarray().reshape(-1).tolist()
    return base64.b64encode(bytes(rgba_to_thumb_hash(width, height, pixels))).decode()
