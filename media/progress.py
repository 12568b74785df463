"""How far a pass over a source is, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from media.job import Step
from media.shot import Seconds
from media.source import Source


@dataclass
class Progress:
    """Tells the percent of the pass whenever it changes."""

    source: Source
    tell: Callable[[Step, int], None]
    told: int = -1

    def at(self, at: Seconds) -> None:
        """The picture of this second is being taken."""
        declared = (self.source.container.duration or 0) / 1_000_000  # only for the bar
        percent = min(99, int(100 * at / declared)) if declared > 0 else 50
        if percent != self.told:
            self.told = percent
            self.tell(Step.PASS, percent)
