"""Whom events are about: the stages of this carrier, found by stage, trip or VIN."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from store.tables import Event, Order, ParkedEvent, Place, Stage, Trip, Vehicle
from store.words import EventType, OrderState, StageKind
from tracking.events.reports import Report
from tracking.orders.chain import AT_THE_START
from tracking.places import places_by_code

# What happens on the road, and what in a yard: a VIN alone does not say which stage is meant.
ON_LEGS = frozenset(
    {
        EventType.LOADING,
        EventType.DEPARTING,
        EventType.SHIPPING,
        EventType.TRANSPORTING,
        EventType.ARRIVING,
        EventType.UNLOADING,
        EventType.RETAIL_SELLING,
    }
)


@dataclass
class Targets:
    """Everything a batch speaks of, read in a few queries."""

    stages: dict[UUID, Stage] = field(default_factory=dict)
    trips: set[UUID] = field(default_factory=set)  # of this carrier
    by_trip: dict[UUID, list[Stage]] = field(default_factory=dict)
    by_vin: dict[str, list[Stage]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)  # what this carrier reported before, by its names
    parked: dict[str, ParkedEvent] = field(default_factory=dict)
    corrected: set[UUID] = field(default_factory=set)

    @property
    def order_ids(self) -> set[UUID]:
        """The orders that the batch may change."""
        found = [*self.stages.values()]
        for several in (*self.by_trip.values(), *self.by_vin.values()):
            found += several
        earlier = {event.order_id for events in self.events.values() for event in events}
        return {stage.order_id for stage in found} | earlier

    def waiting(self, name: str | None) -> ParkedEvent | None:
        """The parked event of that name, while it still waits."""
        row = self.parked.get(name or "")
        return row if row is not None and row.applied_at is None else None

    def of(self, report: Report) -> list[Stage]:
        """The stages that `report` is about; none when the carrier has no such stage."""
        if report.stage_id is not None:
            found = self.stages.get(report.stage_id)
            return [found] if found else []
        if report.trip_id is not None:
            return self.by_trip.get(report.trip_id, [])
        candidates = self.by_vin.get(report.vin or "", [])
        return [stage_meant(candidates, report)] if candidates else []


def read_targets(session: Session, carrier_id: UUID, reports: Iterable[Report]) -> Targets:
    """What the reports of one carrier speak of, as it stands now."""
    reports = list(reports)
    targets = Targets(places=places_by_code(session, {report.place_code for report in reports if report.place_code}))
    mine = stages_of(carrier_id).execution_options(populate_existing=True)
    if stage_ids := {report.stage_id for report in reports if report.stage_id}:
        targets.stages = {stage.id: stage for stage in session.scalars(mine.where(Stage.id.in_(stage_ids)))}
    if trips := {report.trip_id for report in reports if report.trip_id}:
        targets.trips = set(session.scalars(select(Trip.id).where(Trip.id.in_(trips), Trip.carrier_id == carrier_id)))
        for stage in session.scalars(mine.where(Stage.trip_id.in_(trips))):
            if stage.trip_id:
                targets.by_trip.setdefault(stage.trip_id, []).append(stage)
    if vins := {report.vin for report in reports if report.vin}:
        found = mine.add_columns(Vehicle.vin).join(Vehicle, Vehicle.order_id == Stage.order_id)
        for stage, vin in session.execute(found.where(Vehicle.vin.in_(vins))):
            known = targets.by_vin.setdefault(vin, [])
            if known and known[0].order_id != stage.order_id:  # sold again: the car's newest order is meant
                known.clear()
            known.append(stage)
    names = {report.event_id for report in reports} | {report.corrects for report in reports if report.corrects}
    _read_earlier(session, carrier_id, names, targets)
    return targets


def orders_touched(session: Session, carrier_id: UUID, reports: Iterable[Report]) -> set[UUID]:
    """The orders that the reports may change: what has to be locked before anything is read for good."""
    reports = list(reports)
    stages = stages_of(carrier_id).with_only_columns(Stage.order_id).order_by(None)
    vehicles = stages.join(Vehicle, Vehicle.order_id == Stage.order_id)
    corrected = select(Event.order_id).where(Event.carrier_id == carrier_id)
    questions: list[tuple[Select[UUID], Any, set[Any]]] = [
        (stages, Stage.id, {report.stage_id for report in reports if report.stage_id}),
        (stages, Stage.trip_id, {report.trip_id for report in reports if report.trip_id}),
        (vehicles, Vehicle.vin, {report.vin for report in reports if report.vin}),
        (corrected, Event.event_id, {report.corrects for report in reports if report.corrects}),
    ]
    asked = [query.where(column.in_(values)) for query, column, values in questions if values]
    return set(session.scalars(union(*asked))) if asked else set()


def stages_of(carrier_id: UUID) -> Select[Stage]:
    """The carrier's stages of open orders, oldest first."""
    return (
        select(Stage)
        .join(Order, Order.id == Stage.order_id)
        .where(
            Stage.carrier_id == carrier_id,
            Stage.withdrawn_at.is_(None),
            Order.state == OrderState.OPEN,
        )
        .order_by(Order.ordered_at, Stage.order_id, Stage.id)
    )


def _read_earlier(session: Session, carrier_id: UUID, names: set[str], targets: Targets) -> None:
    earlier = select(Event).where(Event.carrier_id == carrier_id, Event.event_id.in_(names)).order_by(Event.id)
    for event in session.scalars(earlier):
        targets.events.setdefault(event.event_id, []).append(event)
    parked = select(ParkedEvent).where(ParkedEvent.carrier_id == carrier_id, ParkedEvent.event_id.in_(names))
    targets.parked = {row.event_id: row for row in session.scalars(parked.execution_options(populate_existing=True))}
    ids = [event.id for events in targets.events.values() for event in events]
    if not ids:
        return
    targets.corrected = {
        corrected
        for corrected in session.scalars(select(Event.corrects_id).where(Event.corrects_id.in_(ids)))
        if corrected
    }


def stage_meant(stages: list[Stage], report: Report) -> Stage:
    """The one of a car's `stages` that a report by VIN is about.

    By the place it names, the kind of stage it can happen at, and the nearest plan: never by what was reported
    before, so that events which come out of order find the same stage.
    """
    at_start = report.type in AT_THE_START
    other_kind = StageKind.STORAGE if report.type in ON_LEGS else StageKind.TRANSPORT
    of_one_kind = report.type in ON_LEGS or report.type is EventType.STORING

    def unlikeliness(stage: Stage) -> tuple[bool, bool, timedelta, timedelta, int]:
        place = stage.from_place if at_start else stage.to_place
        elsewhere = report.place_code is not None and place.code != report.place_code
        planned = stage.planned_start if at_start else stage.planned_end
        return (
            elsewhere,
            of_one_kind and stage.kind is other_kind,
            max(stage.planned_start - report.happened_at, report.happened_at - stage.planned_end, timedelta(0)),
            abs(planned - report.happened_at),
            stage.position,
        )

    return min(stages, key=unlikeliness)
