"""The stages of one order as a chain, and what an event at one of them means there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from store.tables import Event, Order, Place, Stage
from store.words import LEFT_BEHIND, Classifier, EventType, HandoverMode, Mode, StageKind
from tracking.rules.facts import Fact, Standing
from tracking.rules.lanes import Way, distance_km
from tracking.rules.milestones import milestone_of
from tracking.rules.plan import Boundary, Part
from tracking.rules.riding import Stops, meaning_at
from tracking.rules.stage_times import END, START, reason_in, time_in

# Reported at the beginning of a leg, at its end, or on the way; elsewhere a stage's two places are the same.
AT_THE_START = frozenset(
    {
        EventType.COMMISSIONING,
        EventType.INSPECTING,
        EventType.STAGING_OUTBOUND,
        EventType.ACCEPTING,
        EventType.LOADING,
        EventType.SHIPPING,
        EventType.DEPARTING,
        EventType.TRANSPORTING,
        EventType.HOLDING,
        EventType.REPAIRING,
    }
)
ON_THE_ROAD = frozenset({EventType.SHIPPING, EventType.DEPARTING})
PUT_DOWN = frozenset({EventType.ARRIVING, EventType.UNLOADING, EventType.RECEIVING, EventType.STORING})


@dataclass(frozen=True)
class Chain:
    """The stages that count, first to last, and how the car is handed over."""

    stages: tuple[Stage, ...]
    handover: HandoverMode
    destination: str | None  # code of the place of handover; None when the car comes to the buyer's address

    @property
    def legs(self) -> list[Stage]:
        """The stages in which the car moves."""
        return [stage for stage in self.stages if stage.kind is StageKind.TRANSPORT]

    def standing(self, stage: Stage, place: Place) -> Standing:
        """Where an event of `stage` at `place` stands."""
        legs = self.legs
        ends = bool(legs) and self.destination in {None, legs[-1].to_place.code}
        return Standing(
            at_destination=bool(legs) and place.id == legs[-1].to_place_id,
            stage=stage.kind,
            place=place.kind,
            before_departure=not legs or stage.position <= legs[0].position,
            last_leg=ends and stage.position == legs[-1].position,
            after_last_leg=ends and stage.position > legs[-1].position,
            handover=self.handover,
        )

    def meaning(self, event: Event, stage: Stage) -> EventType | None:
        """What the event is for the car of `stage`; None when it is about the trip of other cars."""
        if event.trip_id is None:
            return event.type
        if stage.trip is None or event.trip_id != stage.trip_id:
            return None  # the car goes with another trip now
        stops = Stops(stage.from_place_id, stage.to_place_id, stage.trip.from_place_id)
        return meaning_at(event.type, event.place_id, stops)

    def fact(self, event: Event, stage: Stage, place: Place | None) -> Fact | None:
        """`event` as the folds see it; `place` is the one it named. None when it is not about this car."""
        type_ = self.meaning(event, stage)
        if type_ is None:
            return None
        where = place or implied_place(type_, stage)
        at_rest = place is not None or type_ is not EventType.TRANSPORTING
        returned = type_ in PUT_DOWN and place is not None and comes_back_to(stage, place)
        return Fact(
            name=f"{event.carrier_id.hex}/{event.event_id}",
            type=type_,
            classifier=event.classifier,
            happened_at=event.happened_at,
            position=stage.position,
            stage=stage.kind,
            milestone=milestone_of(type_, self.standing(stage, where)),
            said_at=event.said_at,
            reason=event.reason,
            place=where.id.hex if at_rest and type_ not in ON_THE_ROAD else "",
            by_trip=event.trip_id is not None,
            returned=returned,
        )

    def mode_at(self, stage: Stage) -> Mode | None:
        """How the car travels at that stage, or next when it stands still there."""
        return next((leg.mode for leg in self.legs if leg.position >= stage.position), stage.mode)

    def parts(self) -> list[Part]:
        """The plan with what is known of it."""
        return [part_of(stage) for stage in self.stages]


def comes_back_to(stage: Stage, place: Place) -> bool:
    """Whether a leg's car that came to `place` is back where it set out."""
    return stage.kind is StageKind.TRANSPORT and place.id == stage.from_place_id != stage.to_place_id


def implied_place(type_: EventType, stage: Stage) -> Place:
    """Where an event happened that named no place."""
    return stage.from_place if type_ in AT_THE_START else stage.to_place


def part_of(stage: Stage) -> Part:
    """The stage for the rules."""

    def boundary(name: str, planned: Any, estimated: Any, actual: Any) -> Boundary:
        scheduled = time_in(stage.fold, name, Classifier.PLANNED) or _by_trip(stage, name)
        return Boundary(planned, scheduled, estimated, actual, reason_in(stage.fold, name))

    return Part(
        position=stage.position,
        kind=stage.kind,
        mode=stage.mode,
        start=boundary(START, stage.planned_start, stage.estimated_start, stage.actual_start),
        end=boundary(END, stage.planned_end, stage.estimated_end, stage.actual_end),
        way=_way_of(stage),
    )


def _way_of(stage: Stage) -> Way | None:
    """Where the leg goes and who carries it; None for a stay."""
    if stage.mode is None:
        return None
    start, end = stage.from_place, stage.to_place
    return Way(
        mode=stage.mode,
        carrier=stage.carrier_id.hex,
        from_place=start.code,
        from_kind=start.kind,
        to_place=end.code,
        km=distance_km((start.lat, start.lon), (end.lat, end.lon)),
    )


def _by_trip(stage: Stage, name: str) -> datetime | None:
    """When the stage's trip begins or ends by its carrier's plan, if that is the car's place and another time.

    A plan that only says the same again says nothing of how late the journey runs.
    """
    trip = stage.trip
    if trip is None or trip.carrier_planned_at is None or stage.car_state in LEFT_BEHIND:
        return None
    if name == START:
        planned, told, there = trip.planned_start, stage.planned_start, trip.from_place_id == stage.from_place_id
    else:
        planned, told, there = trip.planned_end, stage.planned_end, trip.to_place_id == stage.to_place_id
    return planned if there and planned != told else None


def chain_of(session: Session, order: Order) -> Chain:
    """The order's stages that are not withdrawn, with their places."""
    return chains_of(session, [order])[order.id]


def chains_of(session: Session, orders: Iterable[Order]) -> dict[UUID, Chain]:
    """The chains of several orders, in one query."""
    orders = list(orders)
    query = (
        select(Stage)
        .where(Stage.order_id.in_([order.id for order in orders]), Stage.withdrawn_at.is_(None))
        .order_by(Stage.position)
        .options(selectinload(Stage.from_place), selectinload(Stage.to_place), selectinload(Stage.trip))
    )
    stages: dict[UUID, list[Stage]] = {order.id: [] for order in orders}
    for stage in session.scalars(query):
        stages[stage.order_id].append(stage)
    return {order.id: chain_from(order, stages[order.id]) for order in orders}


def chain_from(order: Order, stages: Iterable[Stage]) -> Chain:
    """The chain of these stages under the order's handover."""
    return Chain(
        stages=tuple(stages),
        handover=HandoverMode(order.handover["mode"]),
        destination=order.handover.get("place_code"),
    )
