"""The end of a batch: its events folded in and told, and every order that changed renewed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, Place, Stage, Vehicle
from store.words import Classifier, EventType
from tracking.events.telling import tell, tell_again, tell_corrected, weigh_accident
from tracking.events.under_way import Batch, Taken
from tracking.orders.chain import Chain
from tracking.orders.folding import board, fold_in, refold, ride_at
from tracking.orders.projection import project
from tracking.orders.trips import has_events, settle_loading
from tracking.rules.facts import Fact


def close(batch: Batch) -> None:
    """Fold the batch's events in, tell them, and renew what buyers read of every order that changed, once each.

    An order is read again from its events only when one was corrected, or when its car turned out to ride with a
    trip of which something was reported, or not to. Raises Wider when that concerns orders that are not locked.
    """
    facts = [_fact_of(batch, taken) for taken in batch.taken]
    for taken, fact in zip(batch.taken, facts, strict=True):
        if fact is not None:
            board(taken.stage, fact)
    for order_id in batch.to_refold:
        batch.chains[order_id] = refold(batch.session, batch.orders[order_id])
    turned = _turned(batch)
    for order_id in turned:
        batch.chains[order_id] = refold(batch.session, batch.orders[order_id])
    again = batch.to_refold | turned.keys()
    for taken, fact in zip(batch.taken, facts, strict=True):
        if fact is not None and taken.stage.order_id not in again:
            fold_in(batch.orders[taken.stage.order_id], taken.stage, fact)
        _tell(batch, taken)
    for order_id, stage_ids in turned.items():
        order, vehicle, chain = batch.orders[order_id], batch.vehicles[order_id], batch.chains[order_id]
        tell_again(batch.session, order, vehicle, chain, batch.now, stage_ids)
    for order_id in sorted(again | {taken.stage.order_id for taken in batch.taken}):
        project(batch.session, batch.orders[order_id], batch.vehicles[order_id], batch.chains[order_id], batch.now)


def renew_riders(session: Session, orders: Mapping[UUID, Order], order_ids: Collection[UUID], now: datetime) -> None:
    """Read these orders again whose cars stand differently with their trips, of which something was reported."""
    vehicles = session.scalars(select(Vehicle).where(Vehicle.order_id.in_(order_ids)).order_by(Vehicle.order_id))
    for vehicle in vehicles.all():
        order = orders[vehicle.order_id]
        chain = refold(session, order)
        tell_again(session, order, vehicle, chain, now, [stage.id for stage in chain.stages if stage.trip_id])
        project(session, order, vehicle, chain, now)


def _fact_of(batch: Batch, taken: Taken) -> Fact | None:
    place_id = taken.event.place_id
    named = batch.session.get(Place, place_id) if place_id else None
    return batch.chains[taken.stage.order_id].fact(taken.event, taken.stage, named)


def _tell(batch: Batch, taken: Taken) -> None:
    session, stage, corrected = batch.session, taken.stage, None
    if taken.original is not None:
        order = batch.orders[taken.original.order_id]
        corrected = tell_corrected(session, order, taken.original, taken.reason, batch.now)
    order, chain = batch.orders[stage.order_id], batch.chains[stage.order_id]
    tell(session, order, chain, taken.event, stage, batch.now, corrects=corrected)
    weigh_accident(session, order, chain, taken.event, stage, batch.now)


def _turned(batch: Batch) -> dict[UUID, set[UUID]]:
    """Order id -> its stages whose cars stand differently with their trip now, where something was reported of it."""
    flipped = settle_loading(batch.session, _trips_loaded(batch), batch.orders.keys())
    turned: dict[UUID, set[UUID]] = defaultdict(set)
    for order_id, chain in batch.chains.items():
        for stage in _riding(chain):
            if order_id in flipped or _stands_differently(batch, stage):
                turned[order_id].add(stage.id)
    return turned


def _stands_differently(batch: Batch, stage: Stage) -> bool:
    changed = ride_at(stage) is not batch.rides.get(stage.id)
    return changed and stage.trip_id is not None and has_events(batch.session, stage.trip_id, stage.id)


def _trips_loaded(batch: Batch) -> set[UUID]:
    """The trips of which it may be another answer now whether loading was reported."""
    loadings = {
        taken.stage.trip_id
        for taken in batch.taken
        if taken.event.type is EventType.LOADING and taken.event.classifier is Classifier.ACTUAL
    }
    refolded = {stage.trip_id for order_id in batch.to_refold for stage in _riding(batch.chains[order_id])}
    return {trip_id for trip_id in loadings | refolded if trip_id is not None}


def _riding(chain: Chain) -> list[Stage]:
    return [stage for stage in chain.stages if stage.trip_id is not None]
