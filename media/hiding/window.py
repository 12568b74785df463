from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from media.hiding.boxes import Kind
from media.hiding.cuts import SceneCuts
from media.hiding.drawn import Drawn
from media.hiding.looks import Detector, Looks
from media.hiding.mosaic import hide
from media.hiding.tracks import REACH_BACK, Tracker
from media.outcome import Hidden
from media.shot import Seconds, Shot


@dataclass
class Window:
    """Lets pictures through half a second late, with everything hidden that was found before, in or after them.

    Every scene's first and last picture is looked at, so that nothing shows before or after the looks in between.
    """

    detectors: Sequence[Detector]
    drawn: Drawn
    waiting: deque[Shot] = field(default_factory=deque)
    tracker: Tracker = field(default_factory=Tracker)
    cuts: SceneCuts = field(default_factory=SceneCuts)
    seconds: Seconds = 0.0

    def __post_init__(self) -> None:
        self.looks = [Looks(detector, self.tracker) for detector in self.detectors]

    def look(self, shot: Shot) -> None:
        """Look at the next picture if it is time to. Raises whatever a detector raises."""
        if self.looks and self.cuts.is_cut(shot):
            self.look_at_last()
            self.tracker.cut(shot.at)
            for look in self.looks:
                look.now(shot)
        for look in self.looks:
            look.perhaps(shot, self.waiting)

    def look_at_last(self) -> None:
        """Look at the newest picture that waits, after which comes another scene or nothing."""
        for look in self.looks:
            if self.waiting:
                look.now(self.waiting[-1])

    def look_no_more(self) -> None:
        """Detectors failed: what comes out from now on is not to be shown."""
        self.looks = []

    def take(self, shot: Shot) -> Iterator[Shot]:
        """Keep the picture that was looked at, and let go of what has waited long enough."""
        self.waiting.append(shot)
        while self.waiting[0].at < shot.at - REACH_BACK:
            yield self._hidden(self.waiting.popleft())

    def finish(self) -> Iterator[Shot]:
        """The clip is over: let go of everything."""
        while self.waiting:
            yield self._hidden(self.waiting.popleft())

    def hidden(self) -> Hidden:
        """What was hidden in what came out so far."""
        counted: Counter[Kind] = self.tracker.counted()
        return Hidden(
            faces=counted[Kind.FACE],
            plates=counted[Kind.PLATE],
            labels=counted[Kind.LABEL],
            boxes=len(self.drawn.boxes),
            seconds=round(self.seconds, 3),
        )

    def _hidden(self, shot: Shot) -> Shot:
        patches = [*self.tracker.at(shot.at), *self.drawn.at(shot.at)]
        hide(shot.pictures, patches)
        shot.patches = patches
        self.seconds += shot.lasts_s if patches else 0.0
        self.tracker.let_go(shot.at)
        return shot
