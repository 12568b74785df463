"""Which damage is new between two custodies.

Reports stand in the order of the journey, not in that of the clocks: a phone that is ten minutes ahead does not make
a carrier find damage before the one it took the car from. A damage is known once any report before had its area and
type: a carrier that leaves an old scratch out does not make it new for the next one. It is new again only as far as
it grew. Nothing here depends on the order in which reports came in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from store.words import InspectionKind

AT_THE_BUYER = 1_000_000  # the position of the buyer's own receipt: after every stage
_TURN = {InspectionKind.PICKUP: 0, InspectionKind.HANDOVER: 1, InspectionKind.DELIVERY: 1, None: 2}

Place = tuple[str, str]  # area and type


@dataclass(frozen=True)
class Mark:
    """One damage as it was reported."""

    area: str
    type: str
    severity: int


@dataclass(frozen=True)
class Report:
    """One condition report. `name` is unique and the same whenever it comes; `kind` is None for a receipt."""

    name: str
    position: int  # of its stage in the journey
    kind: InspectionKind | None
    at: datetime
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Found:
    """A damage that is new; `former` is the severity it had in a report before, None when no report had it."""

    former: int | None


@dataclass(frozen=True)
class Difference:
    """What one report says that was not known before it.

    `found` has one member for each of its marks: None for what was known. `unlisted` are known damages it leaves out.
    """

    found: Sequence[Found | None]
    unlisted: Sequence[Mark]


def in_order(reports: Iterable[Report]) -> list[Report]:
    """The reports as the custodies follow each other."""
    return sorted(reports, key=lambda report: (report.position, _TURN[report.kind], report.at, report.name))


def compare(reports: Iterable[Report]) -> dict[str, Difference]:
    """Report name -> what is new in it."""
    known: dict[Place, list[int]] = {}
    differences = {}
    for report in in_order(reports):
        differences[report.name] = _difference(report, known)
        for place, severities in _by_place(report.marks).items():
            known[place] = _greater(known.get(place, []), severities)
    return differences


def _difference(report: Report, known: dict[Place, list[int]]) -> Difference:
    """Of several damages of one type in one area the greatest is held against the greatest known."""
    found: list[Found | None] = [None] * len(report.marks)
    taken: dict[Place, int] = {}
    for index in sorted(range(len(report.marks)), key=lambda index: -report.marks[index].severity):
        mark = report.marks[index]
        place = (mark.area, mark.type)
        before, turn = known.get(place, []), taken.get(place, 0)
        taken[place] = turn + 1
        if turn >= len(before):
            found[index] = Found(former=None)
        elif mark.severity > before[turn]:
            found[index] = Found(former=before[turn])
    unlisted = [
        Mark(*place, severity)
        for place, severities in sorted(known.items())
        for severity in severities[taken.get(place, 0) :]
    ]
    return Difference(found, unlisted)


def _by_place(marks: Iterable[Mark]) -> dict[Place, list[int]]:
    places: dict[Place, list[int]] = {}
    for mark in marks:
        places.setdefault((mark.area, mark.type), []).append(mark.severity)
    return places


def _greater(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """Both sets of severities, greatest first; what one has at a rank and the other too is the same damage."""
    pairs = zip_longest(sorted(one, reverse=True), sorted(other, reverse=True), fillvalue=0)
    return [max(pair) for pair in pairs]
