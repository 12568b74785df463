"""Telling the row how far an attempt is, seldom enough for the database and often enough for a person.

How long each step took is kept for the log.
"""

import time

from tracking.clips.attempts import Attempt, tell_progress
from workers.machinery import Machinery

# Where each step begins and ends, in percent of the whole.
_SHARES = {
    "download": (0, 10),
    "probe": (10, 11),
    "look": (11, 12),
    "pass": (12, 90),
    "check": (90, 95),
    "store": (95, 100),
}
_PAUSE_S = 0.5


class Progress:
    """Of one attempt. A step's beginning is always told, percents at most twice a second."""

    def __init__(self, machinery: Machinery, attempt: Attempt) -> None:
        self.machinery, self.attempt = machinery, attempt
        self.step, self.percent, self.told_at = "", -1, 0.0
        self._spent: dict[str, float] = {}
        self._since = time.monotonic()

    def __call__(self, step: str, percent: int) -> None:
        """Tell it. Raises Superseded when another attempt has the clip."""
        first, last = _SHARES.get(step, (0, 100))
        whole = first + (last - first) * percent // 100
        now = time.monotonic()
        if step != self.step:
            self._spend(now)
        if step == self.step and (whole == self.percent or now - self.told_at < _PAUSE_S):
            return
        with self.machinery.database.writing() as session:
            tell_progress(session, self.attempt, step, whole)
        self.step, self.percent, self.told_at = step, whole, now

    def spent(self) -> dict[str, float]:
        """Seconds at each step until now."""
        self._spend(time.monotonic())
        return {step: round(seconds, 2) for step, seconds in self._spent.items()}

    def _spend(self, now: float) -> None:
        if self.step:
            self._spent[self.step] = self._spent.get(self.step, 0.0) + now - self._since
        self._since = now
