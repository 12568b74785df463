from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from operator import attrgetter, itemgetter
from typing import NamedTuple

from media.hiding.boxes import Box, Found, Kind, Patch

PATIENCE = {Kind.FACE: 0.8, Kind.PLATE: 1.0, Kind.LABEL: 1.0}  # seconds a lost one stays hidden where it was
REACH_BACK = 0.5  # seconds before it was first found; not more than the window holds
GROWN = {Kind.FACE: 0.18, Kind.PLATE: 0.25, Kind.LABEL: 0.12}  # on each side: detectors draw tight boxes
UNSURE = 0.4  # and by this share a second away from the nearest sight
FAR = 4.0  # own sizes between two sights of the same thing
SWEPT = 0.75  # from here on, all that lies between two sights is hidden: it may have moved in any way
ALIKE = 3.0  # largest ratio of the areas of two sights of the same thing
SURE = {Kind.PLATE: 0.3, Kind.LABEL: 0.5}  # a weaker one counts when it is seen again
AGAIN = {Kind.PLATE: 2, Kind.LABEL: 4}  # times; what nobody can read is no code yet
SURE_FACE = 0.5  # on average: wheels are taken for faces now and then, but not again and again
ENOUGH = 3  # sights after which a face that was believed stays one: who turns away is still there


class Sight(NamedTuple):
    """Where something was seen, and when."""

    at: float
    box: Box


@dataclass(eq=False)
class Track:
    """One face, plate or label through a scene."""

    kind: Kind
    sights: list[Sight]
    scores: list[float]
    begins: float = -inf  # the scene's first picture
    ends: float = inf  # the next scene's first picture
    settled: bool = False  # a face that was believed once there was enough to go by

    @property
    def counts(self) -> bool:
        """Whether it is believed."""
        if self.kind is Kind.FACE:
            return self.settled or self._is_likely
        return max(self.scores) >= SURE[self.kind] or len(self.sights) >= AGAIN[self.kind]

    def see(self, at: float, found: Found) -> None:
        """Another sight of it, which may lie before others."""
        insort(self.sights, Sight(at, found.box), key=attrgetter("at"))
        self.scores.append(found.score)
        self.settled = self.settled or (len(self.scores) >= ENOUGH and self._is_likely)

    @property
    def _is_likely(self) -> bool:
        return sum(self.scores) >= SURE_FACE * len(self.scores)

    def at(self, at: float) -> Patch | None:
        """What to hide at this second; None when it is not there."""
        first, last = self.sights[0], self.sights[-1]
        if not (self.begins <= at < self.ends and first.at - REACH_BACK <= at <= last.at + PATIENCE[self.kind]):
            return None
        if at < first.at or at > last.at:
            near = first if at < first.at else last
            box = near.box.joined(self.expected(at)).grown(GROWN[self.kind] + UNSURE * abs(at - near.at))
            return Patch(self.kind, box, sure=False)
        return Patch(self.kind, self._between(at).grown(GROWN[self.kind]))

    def expected(self, at: float) -> Box:
        """Where it would be if it went on as between the two nearest sights."""
        sights = self.sights[:2] if at < self.sights[0].at else self.sights[-2:]
        near = sights[0] if at < sights[0].at else sights[-1]
        if len(sights) < 2 or sights[0].box.steps_to(sights[1].box) > SWEPT:
            return near.box
        one, two = sights
        share = (at - near.at) / max(1e-3, two.at - one.at)
        return near.box.moved((two.box.x - one.box.x) * share, (two.box.y - one.box.y) * share)

    def _between(self, at: float) -> Box:
        for later, earlier in pairwise(reversed(self.sights)):  # the latest first: that is where we are
            if earlier.at <= at <= later.at:
                if later.box.steps_to(earlier.box) > SWEPT:
                    return later.box.joined(earlier.box)
                return earlier.box.towards(later.box, (at - earlier.at) / max(1e-3, later.at - earlier.at))
        return self.sights[-1].box


@dataclass
class Tracker:
    """Joins what was seen in single pictures to tracks."""

    tracks: list[Track] = field(default_factory=list)
    scene: float = -inf
    over: Counter[Kind] = field(default_factory=Counter)  # those that were let go

    def see(self, at: float, kind: Kind, found: Iterable[Found]) -> None:
        """What a detector found at this second, which may lie before others that were seen."""
        live, new = self.live(kind, at), list(found)
        pairs = [(track.expected(at).steps_to(each.box), track, each) for track in live for each in new]
        for steps, track, each in sorted(pairs, key=itemgetter(0)):
            if steps <= FAR and track in live and each in new and _may_be(track, each):
                live.remove(track)
                new.remove(each)
                track.see(at, each)
        self.tracks += [Track(kind, [Sight(at, each.box)], [each.score], self.scene) for each in new]

    def live(self, kind: Kind, at: float) -> list[Track]:
        """Tracks that may still go on."""
        return [
            track
            for track in self.tracks
            if track.kind is kind and track.ends > at and track.sights[-1].at >= at - PATIENCE[kind]
        ]

    def begun(self, kind: Kind, at: float) -> bool:
        """Whether something was seen for the first time at this second."""
        return any(track.kind is kind and track.sights[0].at == at for track in self.tracks)

    def cut(self, at: float) -> None:
        """Another scene begins at this second: nothing goes on beyond it, and nothing reaches back before it."""
        self.scene = at
        for track in self.tracks:
            track.ends = min(track.ends, at)

    def let_go(self, before: float) -> None:
        """Count and forget what cannot be seen any more from this second on."""
        for track in self.tracks:
            if track.sights[-1].at + PATIENCE[track.kind] < before:
                self.over[track.kind] += track.counts
        self.tracks = [track for track in self.tracks if track.sights[-1].at + PATIENCE[track.kind] >= before]

    def counted(self) -> Counter[Kind]:
        """How many of each kind there were."""
        return self.over + Counter(track.kind for track in self.tracks if track.counts)

    def at(self, at: float) -> Iterator[Patch]:
        """Everything to hide at this second."""
        for track in self.tracks:
            if track.counts and (patch := track.at(at)) is not None:
                yield patch


def _may_be(track: Track, found: Found) -> bool:
    one, two = track.sights[-1].box, found.box
    areas = (one.w * one.h, two.w * two.h)
    return max(areas) <= ALIKE * max(1e-9, min(areas))
