from __future__ import annotations

from pathlib import Path

from av.video.frame import VideoFrame

from media.observers.judges import Judges
from media.outcome import Outcome, Still
from media.shot import Seconds, Shot
from media.sinks.jpeg import write_jpeg

FILE = "still.jpg"
MOST = 12  # pictures kept: more than there are observers


class Evidence:
    """The picture that a verdict is about, as small as the smallest size and with everything hidden in it."""

    def __init__(self, folder: Path, judges: Judges) -> None:
        self.path, self.judges = folder / FILE, judges
        self.kept: dict[Seconds, VideoFrame] = {}

    def take(self, shot: Shot) -> None:
        """Pictures come late, so that the moment may no longer be the most telling one: then it is let go."""
        if self.judges.is_telling(shot.at) or not self.kept:
            self.kept[shot.at] = shot.pictures[-1]
        if len(self.kept) > MOST:
            self.kept = {at: each for at, each in self.kept.items() if self.judges.is_telling(at)}

    def finish(self, outcome: Outcome) -> None:
        if outcome.verdict is None or not self.kept:
            return
        at = outcome.verdict.at_s or 0.0
        moment = min(self.kept, key=lambda each: abs(each - at))
        picture = self.kept[moment]
        size, digest = write_jpeg(picture, self.path)
        outcome.still = Still(FILE, picture.width, picture.height, size, digest, round(moment, 3))

    def abandon(self) -> None:
        self.kept.clear()
