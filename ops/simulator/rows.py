"""A simulated journey as rows: the order, its plan, what was reported of it, and the lines its buyer read.

Rows are made in bulk, without the requests that would have brought them. What they mean is not simulated: facts are
folded, sentences chosen, bodies built, and orders projected by the functions that do so for every order.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from ops.demo.story.vehicles import MAKE, MODELS, vin_of
from ops.simulator.journeys import Journey
from ops.simulator.reports import Reported
from store.ids import new_id
from store.tables import Buyer, Carrier, Event, Order, Partner, Pause, Place, Stage, TimelineEntry, Vehicle
from store.words import CarState, Classifier, EntryKind, HandoverMode, Milestone, OrderState, StageKind
from tracking.bodies import write_bodies
from tracking.events.telling import subject_of
from tracking.events.wording import correction_said, said_of
from tracking.orders.chain import Chain, chain_from, implied_place
from tracking.orders.folding import board, fold_in
from tracking.rules.lanes import quiet_lanes
from tracking.rules.silence import SHORTEST

OFFSET_MIN = 480  # reports are written in Chinese time


@dataclass(frozen=True)
class Company:
    """Who and what the rows refer to. Places and carriers by their codes."""

    partner: Partner
    buyers: list[Buyer]
    places: Mapping[str, Place]
    carriers: Mapping[str, Carrier]


class Story:
    """The rows of one journey up to `now`."""

    def __init__(
        self, journey: Journey, number: str, serial: int, company: Company, reported: list[Reported]
    ) -> None:
        self.journey, self.company = journey, company
        self.order = _order(journey, number, company.partner, company.buyers[serial % len(company.buyers)])
        self.vehicle = _vehicle(self.order, serial)
        self.stages = _stages(journey, self.order, company)
        self.chain: Chain = chain_from(self.order, sorted(self.stages.values(), key=lambda stage: stage.position))
        self.events: dict[str, Event] = {}
        self.entries: dict[str, TimelineEntry] = {}
        corrections = {report.corrects: report for report in reported if report.corrects}
        for report in reported:
            self._take(report, corrections.get(report.name))

    @property
    def layers(self) -> tuple[Iterable[Any], ...]:
        """Everything, in layers of which each refers to the ones before."""
        return [self.order], [self.vehicle, *self.stages.values()], self.events.values(), self.entries.values()

    def pauses(self) -> list[Pause]:
        """The time between two pieces of news, under the stage the car was at meanwhile."""
        found = []
        heard = [entry for entry in self.entries.values() if entry.event_id or not entry.stage_id]
        positions = {stage.id: stage.position for stage in self.stages.values()}
        told = sorted((entry.recorded_at, positions.get(entry.stage_id, 0)) for entry in heard)  # type: ignore[arg-type]
        for (before, position), (after, _next) in pairwise(told):
            if after - before >= SHORTEST:
                lanes = self._quiet(position, before)
                found.append(
                    Pause(id=new_id(), lanes=lanes, seconds=(after - before).total_seconds(), ended_at=after)
                )
        return found

    def _quiet(self, position: int, at: datetime) -> list[str]:
        number = min((position + 1) // 2, len(self.journey.runs) - 1)
        run, stage = self.journey.runs[number], self.stages[number, False]
        way = next(part.way for part in self.chain.parts() if part.position == stage.position)
        if way is None:
            return []
        return list(quiet_lanes(way, under_way=at >= run.departure, first=number == 0))

    def _take(self, report: Reported, corrected_by: Reported | None) -> None:
        stage = self.stages[report.run, report.stay]
        event = self._event(report, stage)
        self.events[report.name] = event
        fact = self.chain.fact(event, stage, None)
        if corrected_by is None and fact is not None:
            board(stage, fact)
            fold_in(self.order, stage, fact)
        if report.classifier is Classifier.ACTUAL:
            self._tell(report, event, stage, corrected_by)

    def _event(self, report: Reported, stage: Stage) -> Event:
        original = self.events.get(report.corrects or "")
        name = f"{self.order.number}-{report.name}"
        return Event(
            id=new_id(),
            event_id=name,
            carrier_id=stage.carrier_id,
            order_id=self.order.id,
            stage_id=stage.id,
            car=1,
            type=report.type,
            classifier=report.classifier,
            happened_at=report.happened_at,
            utc_offset_min=OFFSET_MIN,
            recorded_at=report.recorded_at,
            said_at=report.recorded_at,
            content_hash=hashlib.sha256(name.encode()).digest(),
            reason=report.reason,
            corrects_id=original.id if original else None,
        )

    def _tell(self, report: Reported, event: Event, stage: Stage, corrected_by: Reported | None) -> None:
        place = implied_place(event.type, stage)
        code, params = said_of(event.type, event.reason, place, None, self.chain, stage)
        if corrected_by is not None:
            code, params = correction_said(corrected_by.reason)
        self.order.latest_seq += 1
        self.order.version += 1
        corrects = self.entries.get(report.corrects or "")
        entry = TimelineEntry(
            id=new_id(),
            order_id=self.order.id,
            seq=self.order.latest_seq,
            first_seq=self.order.latest_seq,
            news_seq=self.order.latest_seq,
            subject=subject_of(event),
            kind=EntryKind.CORRECTION if corrected_by is not None else EntryKind.EVENT,
            code=code,
            params=params,
            happened_at=event.happened_at,
            recorded_at=event.recorded_at,
            changed_at=corrected_by.recorded_at if corrected_by is not None else event.recorded_at,
            stage_id=stage.id,
            place_id=place.id,
            event_id=event.id,
            corrects_id=corrects.id if corrects else None,
            removed=False,
        )
        write_bodies(entry, stage=stage, place=place)
        self.entries[report.name] = entry


def _order(journey: Journey, number: str, partner: Partner, buyer: Buyer) -> Order:
    earliest, latest = journey.promised
    return Order(
        id=new_id(),
        partner_id=partner.id,
        number=number,
        buyer_id=buyer.id,
        state=OrderState.OPEN,
        source_version=1,
        ordered_at=journey.ordered_at,
        promised_earliest=earliest,
        promised_latest=latest,
        handover={"mode": HandoverMode.PICKUP.value, "place_code": journey.lane.legs[-1].to.code},
        appointment={},
        milestone=Milestone.ORDERED,
        milestone_since=journey.ordered_at,
        progress_code=Milestone.ORDERED.value,
        progress_params={},
        milestones=[],
        eta={},
        delayed=False,
        on_hold=False,
        fold={},
        version=1,
        latest_seq=0,
        created_at=journey.ordered_at,
        updated_at=journey.ordered_at,
    )


def _vehicle(order: Order, serial: int) -> Vehicle:
    model, trim, kind = list(MODELS.values())[serial % len(MODELS)]
    return Vehicle(
        id=new_id(),
        order_id=order.id,
        make=MAKE,
        model=model,
        trim=trim,
        colour="Moon Silver",
        vin=vin_of(kind, 500_000 + serial % 500_000, order.ordered_at.year),
        vin_assigned_at=order.ordered_at + timedelta(days=4),
        car=1,
        former_cars={},
    )


def _stages(journey: Journey, order: Order, company: Company) -> dict[tuple[int, bool], Stage]:
    """(run, whether it is the stay after it) -> stage."""
    found = {}
    start = journey.lane.start.code
    for number, run in enumerate(journey.runs):
        there = run.leg.to.code
        about = (order, company, run.leg.haulier.code)
        found[number, False] = _stage(
            *about, 2 * number, f"leg-{number}", (start, there), (run.planned_departure, run.planned_arrival)
        )
        found[number, False].mode = run.leg.way.mode
        if run is not journey.runs[-1]:
            until = journey.runs[number + 1].planned_departure
            found[number, True] = _stage(
                *about, 2 * number + 1, f"stay-{number}", (there, there), (run.planned_arrival, until)
            )
        start = there
    return found


def _stage(
    order: Order,
    company: Company,
    carrier: str,
    position: int,
    ref: str,
    places: tuple[str, str],
    planned: tuple[datetime, datetime],
) -> Stage:
    start, end = (company.places[code] for code in places)
    return Stage(
        id=new_id(),
        order_id=order.id,
        ref=ref,
        position=position,
        kind=StageKind.STORAGE if start is end else StageKind.TRANSPORT,
        carrier_id=company.carriers[carrier].id,
        car_state=CarState.EXPECTED,
        from_place_id=start.id,
        to_place_id=end.id,
        from_place=start,
        to_place=end,
        planned_start=planned[0],
        planned_end=planned[1],
        fold={},
        created_at=order.created_at,
    )
