"""Trips and the orders whose cars they carry: what one car's loading means for the others.

Locks are taken in one order everywhere: the orders, by id, and then the trips, by id.
"""

from collections.abc import Iterable, Set
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from store.tables import Event, Stage, Trip
from store.words import LEFT_BEHIND, CarState
from tracking.orders.locks import Wider
from tracking.rules.riding import LOADING_SLOT

BEGUN = frozenset({CarState.LOADED, CarState.UNLOADED})


def under_way(stage: Stage) -> bool:
    """Whether the stage's car got on, or left: then it is bound to its trip and its carrier."""
    return stage.actual_start is not None or stage.actual_end is not None or stage.car_state in BEGUN


def lock_trips(session: Session, trip_ids: Iterable[UUID]) -> list[Trip]:
    """The trips, locked until the transaction ends; after the orders, and in id order."""
    query = select(Trip).where(Trip.id.in_(set(trip_ids))).order_by(Trip.id)
    return list(session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)))


def is_about_its_car() -> ColumnElement[bool]:
    """Of an event joined to its stage: not about a trip that went without the car, or that it goes with no more."""
    aboard = and_(Event.trip_id == Stage.trip_id, Stage.car_state.not_in(LEFT_BEHIND))
    return or_(Event.trip_id.is_(None), aboard)


def stages_on(trip_id: UUID) -> Select[Stage]:
    """The stages whose cars are booked on the trip, whatever became of them and of their orders."""
    return select(Stage).where(Stage.trip_id == trip_id, Stage.withdrawn_at.is_(None))


def settle_loading(session: Session, trip_ids: Iterable[UUID], held: Set[UUID]) -> set[UUID]:
    """Note whether loading was reported of any car of each trip; the orders for which the answer made a difference.

    `held` are the orders that are locked. Raises Wider when others are concerned.
    """
    session.flush()
    concerned: set[UUID] = set()
    for trip in lock_trips(session, trip_ids):
        aboard = stages_on(trip.id)
        reported = session.scalar(select(aboard.where(Stage.fold.has_key(LOADING_SLOT)).exists())) or False
        if reported == trip.loading_reported:
            continue
        trip.loading_reported = reported
        if has_events(session, trip.id):
            concerned |= set(session.scalars(aboard.with_only_columns(Stage.order_id)))
    if others := concerned - held:
        raise Wider(others)
    return concerned


def has_events(session: Session, trip_id: UUID, stage_id: UUID | None = None) -> bool:
    """Whether anything was reported of the trip as a whole, at that stage if one is named."""
    reported = select(Event.id).where(Event.trip_id == trip_id)
    if stage_id is not None:
        reported = reported.where(Event.stage_id == stage_id)
    return session.scalar(select(reported.exists())) or False
