"""All observers of one clip: when each sees a picture, what they say at the end, and the track that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from media.observers.detail import Detail
from media.observers.focus import Focus
from media.observers.light import Light
from media.observers.limits import Limit, limits
from media.observers.no_picture import NoPicture
from media.observers.shake import Shake
from media.observers.standstill import Standstill
from media.outcome import Verdict
from media.shot import Seconds, Shot

MEASURES = (Light, Detail, Focus, Shake, Standstill)  # the first to object is heard
SINGLE = (Light, Detail, Focus)  # need no other picture: what a first look can tell


class Judges:
    """Sees every picture and shows it to those observers whose time has come."""

    def __init__(self, origin: str, changed: Mapping[str, Any], *, first_look: bool = False) -> None:
        found = limits(origin, changed)
        self.no_picture = NoPicture()
        self.measures = [make(found.get(make.name, Limit())) for make in (SINGLE if first_look else MEASURES)]
        self.due = dict.fromkeys(range(len(self.measures) + 1), 0.0)

    def see(self, shot: Shot) -> None:
        """Show it to whoever has waited long enough."""
        for number, observer in enumerate((self.no_picture, *self.measures)):
            if shot.at >= self.due[number] - shot.lasts_s / 2:
                self.due[number] = shot.at + observer.every
                observer.see(shot, shot.at)

    def verdict(self) -> Verdict | None:
        """What speaks against the clip: first what makes it useless, then what a person should look at."""
        said = [self.no_picture.verdict(), *(each.readings.verdict() for each in self.measures)]
        against = [each for each in said if each is not None]
        return next((each for each in against if not each.held), next(iter(against), None))

    def is_telling(self, at: Seconds) -> bool:
        """Whether some observer thinks that this moment shows best what is wrong."""
        return any(each.readings.telling == at for each in self.measures)

    def track(self) -> dict[str, Any]:
        """Each measure's means by second, and their middles."""
        found = {each.name: each.readings for each in self.measures}
        return {
            "interval_s": 1.0,
            "track": {name: readings.by_second() for name, readings in found.items()},
            "middle": {name: round(readings.middle(), 2) for name, readings in found.items()},
        }
