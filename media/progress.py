"""How far a pass over a source is, for whoever watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from media.job import Step
from media.shot import Seconds
from media.source import Source

AGAIN_S = 5.0


@dataclass
class Progress:
    """Tells the percent of the pass whenever it changes, and now and then that there still are pictures."""

    source: Source
    tell: Callable[[Step, int], None]
    told: int = -1
    told_at: float = 0.0

    def at(self, at: Seconds) -> None:
        """The picture of this second is being taken."""
        declared = (self.source.container.duration or 0) / 1_000_000  # only for the bar
        percent = min(99, int(100 * at / declared)) if declared > 0 else 50
        if percent != self.told or time.monotonic() - self.told_at > AGAIN_S:
            self.told, self.told_at = percent, time.monotonic()
            self.tell(Step.PASS, percent)
