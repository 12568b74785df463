"""Storms over towns and roads that are closed: what many cars meet at the same time."""

import bisect
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

HOURS = timedelta(hours=1)
STORMY_MONTHS = {1, 2, 7, 8, 9}  # snow in winter, typhoons in summer


@dataclass(frozen=True)
class Spell:
    """A time in which something is bad, and how bad (0 to 1)."""

    start: datetime
    end: datetime
    force: float


class Calendar:
    """Spells of one place or road."""

    def __init__(self, spells: list[Spell]) -> None:
        self.spells = spells
        self._starts = [spell.start for spell in spells]

    def at(self, moment: datetime) -> Spell | None:
        """The spell that reigns at `moment`."""
        index = bisect.bisect_right(self._starts, moment) - 1
        return self.spells[index] if index >= 0 and self.spells[index].end > moment else None


def storms(seed: int, town: str, start: datetime, end: datetime) -> Calendar:
    """The bad weather of a town."""
    chance = random.Random(f"storms {seed} {town}")  # noqa: S311 - not a secret
    return _calendar(chance, start, end, lambda at: 10.0 if at.month in STORMY_MONTHS else 32.0, (10, 60))


def closures(seed: int, road: str, a_year: float, start: datetime, end: datetime) -> Calendar:
    """When a road is closed: `a_year` times on average, for half a day to three days."""
    chance = random.Random(f"closures {seed} {road}")  # noqa: S311 - not a secret
    if not a_year:
        return Calendar([])
    return _calendar(chance, start, end, lambda _at: 365 / a_year, (12, 72))


def _calendar(
    chance: random.Random,
    start: datetime,
    end: datetime,
    mean_days: Callable[[datetime], float],
    hours: tuple[float, float],
) -> Calendar:
    spells, at = [], start
    while at < end:
        at += timedelta(days=chance.expovariate(1 / mean_days(at)))
        until = at + chance.uniform(*hours) * HOURS
        spells.append(Spell(at, until, chance.random()))
        at = until
    return Calendar(spells)
