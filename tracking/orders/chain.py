"""The stages of one order as a chain, and what an event at one of them means there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from store.tables import Event, Order, Place, Stage
from store.words import Classifier, EventType, HandoverMode, Mode, StageKind
from tracking.rules.facts import Fact, Standing
from tracking.rules.lanes import Way, distance_km
from tracking.rules.milestones import milestone_of
from tracking.rules.plan import Boundary, Part
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
            stage=stage.kind,
            place=place.kind,
            before_departure=not legs or stage.position <= legs[0].position,
            last_leg=ends and stage.position == legs[-1].position,
            after_last_leg=ends and stage.position > legs[-1].position,
            handover=self.handover,
        )

    def fact(self, event: Event, stage: Stage, place: Place | None) -> Fact:
        """`event` as the folds see it; `place` is the one it named."""
        where = place or implied_place(event.type, stage)
        at_rest = place is not None or event.type is not EventType.TRANSPORTING
        return Fact(
            name=f"{event.carrier_id.hex}/{event.event_id}",
            type=event.type,
            classifier=event.classifier,
            happened_at=event.happened_at,
            position=stage.position,
            stage=stage.kind,
            milestone=milestone_of(event.type, self.standing(stage, where)),
            said_at=event.said_at,
            reason=event.reason,
            place=where.id.hex if at_rest and event.type not in ON_THE_ROAD else "",
        )

    def mode_at(self, stage: Stage) -> Mode | None:
        """How the car travels at that stage, or next when it stands still there."""
        return next((leg.mode for leg in self.legs if leg.position >= stage.position), stage.mode)

    def parts(self) -> list[Part]:
        """The plan with what is known of it."""
        return [part_of(stage) for stage in self.stages]


def implied_place(type_: EventType, stage: Stage) -> Place:
    """Where an event happened that named no place."""
    return stage.from_place if type_ in AT_THE_START else stage.to_place


def part_of(stage: Stage) -> Part:
    """The stage for the rules."""

    def boundary(name: str, planned: Any, estimated: Any, actual: Any) -> Boundary:
        scheduled = time_in(stage.fold, name, Classifier.PLANNED)
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
        .options(selectinload(Stage.from_place), selectinload(Stage.to_place))
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
