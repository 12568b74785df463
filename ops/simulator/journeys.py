"""One simulated car: when it was to be where, when it was there, and what was said of it meanwhile."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from ops.simulator.network import Lane, Leg
from ops.simulator.weather import Calendar, closures, storms
from store.words import Mode, Reason

HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """A carrier's estimate: at `at`, of the end of a span."""

    at: datetime
    end: datetime
    reason: Reason | None = None


@dataclass
class Run:
    """One leg with the wait before it."""

    leg: Leg
    planned_departure: datetime
    planned_arrival: datetime
    departure: datetime
    arrival: datetime
    departure_said: Said | None = None
    arrival_said: Said | None = None
    reason: Reason | None = None
    held_at: datetime | None = None  # put on hold in the yard, told to the buyer
    passed: list[datetime] = field(default_factory=list)  # news on the way


@dataclass
class Journey:
    """A car of a lane. `promised` is the shop's word of when it will be there."""

    number: str
    lane: Lane
    ordered_at: datetime
    promised: tuple[datetime, datetime]
    runs: list[Run]

    @property
    def arrival(self) -> datetime:
        """When it got there."""
        return self.runs[-1].arrival


@dataclass(frozen=True)
class World:
    """A seed's lanes over a stretch of time."""

    seed: int
    lanes: list[Lane]
    start: datetime
    end: datetime

    @cached_property
    def storms(self) -> dict[str, Calendar]:
        """Of every town."""
        towns = {lane.start.code for lane in self.lanes} | {leg.to.code for lane in self.lanes for leg in lane.legs}
        return {town: storms(self.seed, town, self.start, self.end + 90 * DAYS) for town in towns}

    @cached_property
    def closures(self) -> dict[tuple[str, str], Calendar]:
        """Of every road."""
        legs = {(leg.way.from_place, leg.way.to_place): leg for lane in self.lanes for leg in lane.legs}
        return {
            road: closures(self.seed, "-".join(road), leg.closures, self.start, self.end + 90 * DAYS)
            for road, leg in legs.items()
        }

    def journeys(self, per_lane: int) -> Iterator[Journey]:
        """`per_lane` cars of each lane, spread over the time, in the order of their orders within a lane."""
        for index, lane in enumerate(self.lanes):
            for car in range(per_lane):
                chance = random.Random(f"car {self.seed} {index} {car}")  # noqa: S311 - not a secret
                share = (car + chance.random()) / per_lane
                yield self.journey(
                    f"{index:03d}-{car:05d}", lane, self.start + share * (self.end - self.start), chance
                )

    def journey(self, number: str, lane: Lane, ordered_at: datetime, chance: random.Random) -> Journey:
        """One car's way."""
        ready = ordered_at + chance.uniform(12, 26) * DAYS
        planned = (ready + 2 * DAYS).replace(hour=0, minute=30, second=0, microsecond=0)
        free = ready + chance.gammavariate(2.0, 0.9) * DAYS  # when it leaves the line: often later than planned
        runs: list[Run] = []
        for leg in lane.legs:
            if runs:
                planned = runs[-1].planned_arrival + leg.planned_wait
                free = runs[-1].arrival
            runs.append(self._run(leg, planned, free, chance))
        due = runs[-1].planned_arrival
        return Journey(number, lane, ordered_at, (due, due + 2 * DAYS), runs)

    def _run(self, leg: Leg, planned: datetime, free: datetime, chance: random.Random) -> Run:
        departure = self._departure(leg, planned, free, chance)
        departure, held_at, reason = self._kept_by_storm(leg, departure, chance)
        took, slow = self._transit(leg, departure, chance)
        run = Run(leg, planned, planned + leg.planned, departure, departure + took, reason=slow or reason)
        run.held_at = held_at
        if held_at is not None and chance.random() < 0.6:
            run.departure_said = Said(held_at + HOURS, departure + chance.gauss(0, 5) * HOURS, reason)
        _speak_of_arrival(run, slow, chance)
        hours = leg.haulier.silence_h
        at = departure + chance.expovariate(1 / hours) * HOURS
        while at < run.arrival:
            run.passed.append(at)
            at += max(chance.expovariate(1 / hours), 0.5) * HOURS
        return run

    def _departure(self, leg: Leg, planned: datetime, free: datetime, chance: random.Random) -> datetime:
        """By the timetable, or when the truck is full."""
        ready = free + chance.uniform(2, 8) * HOURS
        if leg.batch_days:
            # Trucks fill at their own pace: the car joins one somewhere between two departures.
            return ready + chance.random() * leg.batch_days * DAYS + chance.expovariate(1 / 6) * HOURS
        departure = planned
        while departure < ready:
            departure += DAYS  # the next one of the timetable
        return departure + chance.gammavariate(1.2, 1.2) * HOURS

    def _kept_by_storm(
        self, leg: Leg, departure: datetime, chance: random.Random
    ) -> tuple[datetime, datetime | None, Reason | None]:
        storm = self.storms[leg.way.from_place].at(departure)
        strong = 0.35 if leg.way.mode is Mode.VESSEL else 0.75
        if storm is None or storm.force < strong:
            return departure, None, None
        return storm.end + chance.uniform(1, 10) * HOURS, departure - HOURS, Reason.WEATHER

    def _transit(self, leg: Leg, departure: datetime, chance: random.Random) -> tuple[timedelta, Reason | None]:
        took = leg.planned * leg.haulier.pace * chance.lognormvariate(0, 0.09)
        reason = None
        storm = self.storms[leg.way.to_place].at(departure + took / 2)
        if storm is not None:
            took *= 1 + 0.5 * storm.force
            reason = Reason.WEATHER if storm.force > 0.5 else None
        closed = self.closures[leg.way.from_place, leg.way.to_place].at(departure + took / 2)
        if closed is not None:
            took += min(closed.end - departure, (8 + 20 * closed.force) * HOURS)
            reason = Reason.ROAD_CLOSED
        if chance.random() < 0.02:
            took += chance.uniform(6, 30) * HOURS
            reason = Reason.BREAKDOWN
        return took, reason


def _speak_of_arrival(run: Run, slow: Reason | None, chance: random.Random) -> None:
    """At the departure carriers tell what they usually need; when something went wrong some tell more."""
    haulier, took = run.leg.haulier, run.arrival - run.departure
    if chance.random() < haulier.estimates:
        usual = run.leg.planned * haulier.pace * haulier.optimism * chance.lognormvariate(0, 0.05)
        run.arrival_said = Said(run.departure + 0.3 * HOURS, run.departure + usual)
    if slow is not None and chance.random() < 0.7:
        at = run.departure + took * chance.uniform(0.3, 0.6)
        left = (run.arrival - at) * haulier.optimism * chance.lognormvariate(0, 0.12)
        run.arrival_said = Said(at, at + left, slow)
