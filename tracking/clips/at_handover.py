"""What of a car's footage was filmed at its buyer's handover, by the plan of the order that has or had the car."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from store.tables import Event, Order, Receipt, Stage
from store.words import Classifier, EventType, HandoverMode, StageKind
from tracking.rules.handed_on import Filmed

COMING = (EventType.ARRIVING, EventType.UNLOADING, EventType.RECEIVING, EventType.STORING)


class Handovers:
    """Where the journeys of some orders end, read in a few questions."""

    def __init__(self, session: Session, order_ids: Iterable[UUID]) -> None:
        orders = list(order_ids)
        modes = session.execute(select(Order.id, Order.handover["mode"].astext).where(Order.id.in_(orders)))
        self.modes = {order_id: HandoverMode(mode or HandoverMode.DELIVERY) for order_id, mode in modes}
        self.last_legs = {row.order_id: row.position for row in session.execute(_last_legs(orders))}
        self.delivered: dict[tuple[UUID, int], datetime] = {
            (order_id, car): at for order_id, car, at in session.execute(_delivered(orders))
        }
        self.arrived: dict[tuple[UUID, int], datetime] = {
            (stage_id, car): at for stage_id, car, at in session.execute(_arrived(orders))
        }

    def filmed(self, stage: Stage, car: int, captured_at: datetime) -> Filmed:
        """The footage of that car of the stage's order, for the rules."""
        last_leg = self.last_legs.get(stage.order_id)
        arrived_at = self.arrived.get((stage.id, car), stage.planned_end)
        delivered_at = self.delivered.get((stage.order_id, car))
        return Filmed(
            handover=self.modes[stage.order_id],
            kind=stage.kind,
            ends_at=stage.to_place.kind,
            at_the_end=last_leg is not None and stage.position >= last_leg,
            arrived=captured_at >= arrived_at,
            delivered=delivered_at is not None and captured_at >= delivered_at,
        )


def _last_legs(orders: Sequence[UUID]) -> Select[UUID, int]:
    return (
        select(Stage.order_id, func.max(Stage.position).label("position"))
        .where(Stage.order_id.in_(orders), Stage.kind == StageKind.TRANSPORT, Stage.withdrawn_at.is_(None))
        .group_by(Stage.order_id)
    )


def _arrived(orders: Sequence[UUID]) -> Select[UUID, int, datetime]:
    """When each car came to the end of a stage, by the earliest word; the stage itself only knows its present car."""
    return (
        select(Event.stage_id, Event.car, func.min(Event.happened_at))
        .where(Event.order_id.in_(orders), Event.type.in_(COMING), Event.classifier == Classifier.ACTUAL)
        .group_by(Event.stage_id, Event.car)
    )


def _delivered(orders: Sequence[UUID]) -> Select[UUID, int, datetime]:
    """When each car of the orders was handed over, by anybody's word, a corrected one included: in doubt it was."""
    sold = select(Event.order_id, Event.car, Event.happened_at.label("at")).where(
        Event.order_id.in_(orders),
        Event.type == EventType.RETAIL_SELLING,
        Event.classifier == Classifier.ACTUAL,
    )
    signed = select(Receipt.order_id, Receipt.car, Receipt.received_at.label("at")).where(
        Receipt.order_id.in_(orders)
    )
    either = union_all(sold, signed).subquery()
    return select(either.c.order_id, either.c.car, func.min(either.c.at)).group_by(either.c.order_id, either.c.car)
