"""A car that joins a trip of which something was reported: what was said of the trip is said of it too."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Event, Order, Stage, Vehicle

NOT_COPIED = frozenset({"id", "order_id", "stage_id", "car", "corrects_id"})
COPIED = tuple(column.name for column in Event.__table__.columns if column.name not in NOT_COPIED)


def catch_up_all(session: Session, order: Order, vehicle: Vehicle) -> None:
    """The same for each of the order's cars that is booked on a trip."""
    booked = select(Stage).where(Stage.order_id == order.id, Stage.trip_id.is_not(None), Stage.withdrawn_at.is_(None))
    for stage in session.scalars(booked).all():
        catch_up(session, stage, vehicle)


def catch_up(session: Session, stage: Stage, vehicle: Vehicle) -> None:
    """Give the stage a row of each event of its trip that it has none of, as if it had been there from the start.

    Whether the event is about its car is for the folds to say. The order and the trip must be locked.
    """
    session.flush()
    mine = {
        event.event_id: event
        for event in session.scalars(
            select(Event).where(Event.stage_id == stage.id, Event.carrier_id == stage.carrier_id)
        )
    }
    of_the_trip = select(Event).where(Event.trip_id == stage.trip_id).order_by(Event.id)
    said = {event.id: event for event in session.scalars(of_the_trip)}
    for event in said.values():
        if event.event_id in mine:
            continue
        corrected = said.get(event.corrects_id) if event.corrects_id else None
        original = mine.get(corrected.event_id) if corrected else None
        copied = Event(
            id=new_id(),
            order_id=stage.order_id,
            stage_id=stage.id,
            car=vehicle.car,
            corrects_id=original.id if original else None,
            **{name: getattr(event, name) for name in COPIED},
        )
        session.add(copied)
        session.flush()  # one by one: a correction names a row that has to be there
        mine[event.event_id] = copied
