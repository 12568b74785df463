"""When which detector looks: every look costs as much as encoding several pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Protocol

from media.hiding.boxes import Found, Kind
from media.hiding.tracks import Tracker
from media.shot import Seconds, Shot

BUSY: Seconds = 0.25  # between looks while something is followed
IDLE = {Kind.FACE: 0.25, Kind.PLATE: 0.5, Kind.LABEL: 0.5}  # and while nothing is; not more than the window holds.
# Faces far away are seen in one look of several: with two looks a second half as many are found as with four.


class Detector(Protocol):
    """Finds one kind of thing in one picture."""

    kind: Kind

    def find(self, shot: Shot) -> list[Found]: ...


@dataclass
class Looks:
    """Shows pictures to one detector and gives what it finds to the tracker."""

    detector: Detector
    tracker: Tracker
    last: Seconds = field(default=-1.0)

    def perhaps(self, shot: Shot, waiting: Sequence[Shot]) -> None:
        """Look when it is time to; where something new is seen, at a picture that waits as well."""
        pause = BUSY if self.tracker.live(self.detector.kind, shot.at) else IDLE[self.detector.kind]
        if self.last < 0 or shot.at >= self.last + pause - shot.lasts_s / 2:
            before = self.last
            self.now(shot)
            if self.tracker.begun(self.detector.kind, shot.at):
                self._look_back(before, shot.at, waiting)

    def now(self, shot: Shot) -> None:
        """Look, unless at this very picture already."""
        if shot.at > self.last:
            self.last = shot.at
            self._see(shot)

    def _look_back(self, before: Seconds, at: Seconds, waiting: Sequence[Shot]) -> None:
        """Look halfway between two looks that were far apart, to know where it came from."""
        middle = (before + at) / 2
        between = [shot for shot in waiting if before < shot.at < at]
        if between and at - before > BUSY + between[-1].lasts_s:
            self._see(min(between, key=lambda shot: abs(shot.at - middle)))

    def _see(self, shot: Shot) -> None:
        """Raises ValueError where a detector answers with no numbers: nothing can be hidden there."""
        found = self.detector.find(shot)
        if not all(isfinite(number) for each in found for number in (*each.box, each.score)):
            raise ValueError(f"a {self.detector.kind} that is nowhere")
        self.tracker.see(shot.at, self.detector.kind, found)


def detectors(faces: str = "", plates: str = "") -> list[Detector]:
    """One of each kind; settings may name other models. Raises ModelMissing."""
    import cv2

    from media.hiding.faces import Faces
    from media.hiding.labels import Labels
    from media.hiding.plates import Plates

    cv2.setNumThreads(1)  # the encoders have the cores
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # it warns of its own engine
    made: list[Callable[[], Detector]] = [lambda: Faces(faces), lambda: Plates(plates), Labels]
    return [make() for make in made]
