"""Folding events into an order: one at a time as they come, all again when one was corrected or the plan changed."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from store.tables import Event, Order, Place, Receipt, Stage, Vehicle
from store.words import Classifier, EventType, Milestone, StageKind
from tracking.orders.chain import Chain, chain_of
from tracking.rules import journey, stage_times
from tracking.rules.facts import Fact
from tracking.rules.riding import Ride, boarding_of, reaches, ride_of


def ride_at(stage: Stage) -> Ride:
    """Where the stage's car stands with the trip it is booked on; aboard when there is none."""
    if stage.trip is None:
        return Ride.ABOARD
    return ride_of(stage.fold, stage.refused_at, loading_reported=stage.trip.loading_reported)


def rides_in(chain: Chain) -> Mapping[UUID, Ride]:
    """Stage id -> where its car stands with its trip, for the stages that have one."""
    return {stage.id: ride_at(stage) for stage in chain.stages if stage.trip_id is not None}


def board(stage: Stage, fact: Fact) -> None:
    """Keep what the fact says of whether the car got on. Before any fact of the same change is folded in."""
    if boarding := boarding_of(fact):
        stage.fold = dict(stage_times.merge(stage.fold, boarding))


def fold_in(order: Order, stage: Stage, fact: Fact) -> None:
    """Merge one fact into its order and stage, if it reaches the car. The projection is the caller's to renew."""
    if reaches(fact, ride_at(stage)):
        # New values, not changed ones: SQLAlchemy does not see inside JSON.
        order.fold = dict(journey.merge(order.fold, journey.journey_of(fact)))  # type: ignore[arg-type]
        stage.fold = dict(stage_times.merge(stage.fold, stage_times.times_of(fact)))
    show_times(stage)


def show_times(stage: Stage) -> None:
    """Copy what the fold says to the columns that lists are filtered by."""
    for name in (stage_times.START, stage_times.END):
        for classifier in (Classifier.ESTIMATED, Classifier.ACTUAL):
            setattr(stage, f"{classifier.value}_{name}", stage_times.time_in(stage.fold, name, classifier))
    stage.car_state = stage_times.car_state_in(stage.fold, ride_at(stage))


def refold(session: Session, order: Order) -> Chain:
    """Fold everything that counts for this order's car once more: for corrections and changed plans and rides."""
    chain = chain_of(session, order)
    order.fold = {}
    stages = {stage.id: stage for stage in chain.stages}
    for part in chain.stages:
        part.fold = {}
    facts: list[tuple[Stage, Fact]] = []
    for event, place in session.execute(_events_that_count(order)):
        if (stage := stages.get(event.stage_id)) is None:
            continue
        if (fact := chain.fact(event, stage, place)) is not None:
            facts.append((stage, fact))
            board(stage, fact)
    for at, fact in facts:
        fold_in(order, at, fact)
    for part in chain.stages:
        show_times(part)
    for received in _receipts(session, order, chain):
        order.fold = dict(journey.merge(order.fold, journey.journey_of(received)))  # type: ignore[arg-type]
    return chain


def _receipts(session: Session, order: Order, chain: Chain) -> Iterator[Fact]:
    """What buyers signed for this order's car: as good as the carrier's word that it was handed over."""
    query = select(Receipt).join(Vehicle, Vehicle.order_id == Receipt.order_id)
    for receipt in session.scalars(query.where(Receipt.order_id == order.id, Receipt.car == Vehicle.car)):
        yield Fact(
            name=f"receipt/{receipt.buyer_id.hex}",
            type=EventType.RETAIL_SELLING,
            classifier=Classifier.ACTUAL,
            happened_at=receipt.received_at,
            position=journey.THE_END,
            stage=StageKind.TRANSPORT,
            milestone=Milestone.DELIVERED,
            place=chain.stages[-1].to_place_id.hex if chain.stages else "",
        )


def _events_that_count(order: Order) -> Select[Event, Place]:
    correction = aliased(Event)
    return (
        select(Event, Place)
        .join(Vehicle, Vehicle.order_id == Event.order_id)
        .outerjoin(Place, Place.id == Event.place_id)
        .where(
            Event.order_id == order.id,
            Event.car == Vehicle.car,
            ~select(correction.id).where(correction.corrects_id == Event.id).exists(),
        )
    )
