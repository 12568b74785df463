"""What carriers reported of a simulated journey, late and sometimes wrongly."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.simulator.journeys import HOURS, Journey, Run, Said
from store.words import Classifier, EventType, Reason

WRONG = 0.03  # of the departures are reported with a wrong time and corrected later
MINUTES = timedelta(minutes=1)


@dataclass(frozen=True)
class Reported:
    """One event. `stay` tells the wait after the leg from the leg; `corrects` names what was reported wrongly."""

    name: str
    run: int
    type: EventType
    happened_at: datetime
    recorded_at: datetime
    classifier: Classifier = Classifier.ACTUAL
    reason: Reason | None = None
    stay: bool = False
    corrects: str | None = None


def reports(journey: Journey) -> list[Reported]:
    """Everything that is ever reported of it, in the order in which it came in."""
    chance = random.Random(f"reports {journey.number}")  # noqa: S311 - not a secret
    found: list[Reported] = []
    for number, run in enumerate(journey.runs):
        found += _of_leg(number, run, chance, last=run is journey.runs[-1])
    handed_over = journey.arrival + chance.uniform(2, 30) * HOURS
    found.append(_actual("sold", len(journey.runs) - 1, EventType.RETAIL_SELLING, handed_over, chance))
    return sorted(found, key=lambda report: (report.recorded_at, report.name))


def _of_leg(number: int, run: Run, chance: random.Random, *, last: bool) -> Iterator[Reported]:
    if number == 0:
        yield _actual(f"{number}-staged", number, EventType.STAGING_OUTBOUND, run.departure - 6 * HOURS, chance)
    if run.held_at is not None:
        yield _actual(f"{number}-held", number, EventType.HOLDING, run.held_at, chance, run.reason)
    yield _actual(f"{number}-loading", number, EventType.LOADING, run.departure - 1.5 * HOURS, chance)
    yield from _departure(number, run, chance)
    for index, at in enumerate(run.passed):
        yield _actual(f"{number}-on-{index}", number, EventType.TRANSPORTING, at, chance)
    for said, type_ in ((run.departure_said, EventType.DEPARTING), (run.arrival_said, EventType.ARRIVING)):
        if said is not None:
            yield _estimate(f"{number}-{type_}-estimate", number, type_, said)
    yield _actual(f"{number}-arriving", number, EventType.ARRIVING, run.arrival, chance)
    yield _actual(f"{number}-unloading", number, EventType.UNLOADING, run.arrival + 50 * MINUTES, chance)
    if not last:
        yield _actual(f"{number}-stored", number, EventType.STORING, run.arrival + 80 * MINUTES, chance, stay=True)


def _departure(number: int, run: Run, chance: random.Random) -> Iterator[Reported]:
    right = _actual(f"{number}-departing", number, EventType.DEPARTING, run.departure, chance)
    if chance.random() >= WRONG or run.arrival - run.departure < 6 * HOURS:
        yield right
        return
    wrong = Reported(right.name, number, right.type, run.departure - 3 * HOURS, right.recorded_at)
    yield wrong
    yield Reported(
        f"{number}-departing-corrected",
        number,
        right.type,
        run.departure,
        right.recorded_at + 4 * HOURS,
        reason=Reason.OTHER,
        corrects=wrong.name,
    )


def _actual(
    name: str,
    run: int,
    type_: EventType,
    at: datetime,
    chance: random.Random,
    reason: Reason | None = None,
    *,
    stay: bool = False,
) -> Reported:
    """Most reports come within the hour; from some valleys they come when the truck is out of them."""
    delay = chance.expovariate(1 / 20) * MINUTES if chance.random() < 0.95 else chance.uniform(3, 9) * HOURS
    return Reported(name, run, type_, at, at + delay, reason=reason, stay=stay)


def _estimate(name: str, run: int, type_: EventType, said: Said) -> Reported:
    return Reported(name, run, type_, said.end, said.at, Classifier.ESTIMATED, said.reason)
