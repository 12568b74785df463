"""A batch of events on its way: the orders it changes, locked, and what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Event, Order, Stage, Vehicle
from store.words import Reason
from tracking.events.targets import Targets
from tracking.orders.chain import Chain, chains_of
from tracking.orders.folding import rides_in
from tracking.rules.riding import Ride


@dataclass(frozen=True)
class Reporter:
    """Who reports: a carrier, through its system or one of its drivers."""

    carrier_id: UUID
    driver_id: UUID | None = None


@dataclass(frozen=True)
class Taken:
    """An event that was written and is still to be folded in and told; with the one it corrects, and why."""

    event: Event
    stage: Stage
    original: Event | None
    reason: Reason | None


@dataclass
class Batch:
    """A batch on its way: the orders it changes, locked, and what it speaks of."""

    session: Session
    reporter: Reporter
    now: datetime
    targets: Targets
    orders: Mapping[UUID, Order] = field(default_factory=dict)
    vehicles: Mapping[UUID, Vehicle] = field(default_factory=dict)
    chains: dict[UUID, Chain] = field(default_factory=dict)
    rides: dict[UUID, Ride] = field(default_factory=dict)  # where each car stood with its trip before
    taken: list[Taken] = field(default_factory=list)
    to_refold: set[UUID] = field(default_factory=set)


def open_batch(
    session: Session, reporter: Reporter, targets: Targets, orders: Mapping[UUID, Order], now: datetime
) -> Batch:
    """A batch about these orders, which are locked."""
    vehicles = session.scalars(
        select(Vehicle).where(Vehicle.order_id.in_(orders)).execution_options(populate_existing=True)
    )
    chains = chains_of(session, orders.values())
    rides = {stage_id: ride for chain in chains.values() for stage_id, ride in rides_in(chain).items()}
    return Batch(
        session,
        reporter,
        now,
        targets,
        orders=orders,
        vehicles={vehicle.order_id: vehicle for vehicle in vehicles},
        chains=chains,
        rides=rides,
    )
