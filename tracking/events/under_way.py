"""A batch of events on its way: the orders it changes, locked, and what it speaks of."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Order, Vehicle
from tracking.events.targets import Targets
from tracking.orders.chain import Chain
from tracking.orders.folding import refold
from tracking.orders.projection import project


@dataclass(frozen=True)
class Reporter:
    """Who reports: a carrier, through its system or one of its drivers."""

    carrier_id: UUID
    driver_id: UUID | None = None


@dataclass
class Batch:
    """A batch on its way: the orders it changes, locked, and what it speaks of."""

    session: Session
    reporter: Reporter
    now: datetime
    targets: Targets
    orders: dict[UUID, Order] = field(default_factory=dict)
    vehicles: dict[UUID, Vehicle] = field(default_factory=dict)
    chains: dict[UUID, Chain] = field(default_factory=dict)
    changed: set[UUID] = field(default_factory=set)
    to_refold: set[UUID] = field(default_factory=set)


def close(batch: Batch) -> None:
    """Renew what buyers read of every order that changed, once each."""
    for order_id in sorted(batch.changed):
        order = batch.orders[order_id]
        chain = refold(batch.session, order) if order_id in batch.to_refold else batch.chains[order_id]
        project(batch.session, order, batch.vehicles[order_id], chain, batch.now)
