from __future__ import annotations

import cv2

from media.outcome import Verdict
from media.shot import Seconds, Shot

FLAT = 2.0  # standard deviation of brightness; a black, blue or grey screen stays below, any scene is far above
MOST = 0.95


class NoPicture:
    """A cable was out or a lens cap on: one even colour from beginning to end."""

    every = 0.2

    def __init__(self) -> None:
        self.seen = self.flat = 0
        self.first: Seconds | None = None

    def see(self, shot: Shot, at: Seconds) -> None:
        self.seen += 1
        if float(cv2.meanStdDev(shot.luma)[1][0, 0]) < FLAT:
            self.flat += 1
            self.first = at if self.first is None else self.first

    def verdict(self) -> Verdict | None:
        if self.seen and self.flat >= MOST * self.seen:
            return Verdict("no_picture", {"share": round(self.flat / self.seen, 3)}, self.first)
        return None
