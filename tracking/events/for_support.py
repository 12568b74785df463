"""What support asks of events: which were corrected and by what, and which wait for a car nobody ordered."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from store.tables import Event, ParkedEvent


def corrected_events(order_id: UUID) -> Select[Event, Event]:
    """(event, its correction) of the order, newest correction first.

    The correction may be about another order: it was reported about the wrong car.
    """
    correction = aliased(Event, name="correction")
    return (
        select(Event, correction)
        .join(correction, correction.corrects_id == Event.id)
        .where(Event.order_id == order_id)
        .order_by(correction.recorded_at.desc(), correction.id.desc())
    )


def parked_events(vin: str | None = None) -> Select[ParkedEvent]:
    """Events that wait for an order with their VIN (only those of `vin`, when given), oldest first.

    Also those that found the order but not a stage of their carrier in it.
    """
    waiting = select(ParkedEvent).where(ParkedEvent.applied_at.is_(None)).order_by(ParkedEvent.id)
    return waiting if vin is None else waiting.where(ParkedEvent.vin == vin)
