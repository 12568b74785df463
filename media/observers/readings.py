from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from media.observers.limits import ENOUGH, Limit
from media.outcome import Verdict
from media.shot import Seconds


@dataclass
class Readings:
    """One measure through the clip."""

    code: str  # of the verdict
    worse: int  # 1: the more the worse, -1: the less the worse
    limit: Limit
    taken: list[tuple[Seconds, float]] = field(default_factory=list)
    telling: Seconds | None = None  # the moment that shows best what is wrong
    worst: float = 0.0

    def add(self, at: Seconds, value: float) -> None:
        self.taken.append((at, value))
        if self.telling is None or self.worse * value > self.worse * self.worst:
            self.telling, self.worst = at, value

    def verdict(self) -> Verdict | None:
        """Against the clip when most of it is useless, held when most of it is doubtful."""
        for limit, held in ((self.limit.reject, False), (self.limit.hold, True)):
            if limit is not None and (share := self._beyond(limit)) > ENOUGH:
                params = {"share": round(share, 3), "value": round(self.middle(), 3), "limit": limit}
                code = "needs_review" if held else self.code
                at = None if self.telling is None else round(self.telling, 3)
                return Verdict(code, params | ({"because": self.code} if held else {}), at, held)
        return None

    def middle(self) -> float:
        """The middle one of all readings."""
        return median(value for _, value in self.taken) if self.taken else 0.0

    def by_second(self) -> list[float | None]:
        """The mean of each second; None where there was no picture."""
        seconds: defaultdict[int, list[float]] = defaultdict(list)
        for at, value in self.taken:
            seconds[int(at)].append(value)
        last = max(seconds, default=-1)
        return [round(sum(seconds[n]) / len(seconds[n]), 2) if n in seconds else None for n in range(last + 1)]

    def _beyond(self, limit: float) -> float:
        bad = sum(self.worse * value > self.worse * limit for _, value in self.taken)
        return bad / max(1, len(self.taken))
