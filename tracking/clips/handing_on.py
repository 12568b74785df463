"""Footage follows the car: an order that gets another order's car gets what was filmed of it on the way.

What was filmed at another buyer's address or handover stays where it was.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Select, cast, select, text, tuple_
from sqlalchemy.orm import Session, joinedload

from store.ids import new_id
from store.tables import Clip, ClipCar, Cut, Order, Stage, Vehicle
from store.words import ClipStatus, CutStatus
from tracking.clips.at_handover import Handovers
from tracking.clips.cuts import make_cuts, publish_cuts
from tracking.reading.shown import is_playable
from tracking.rules.handed_on import is_private

Car = tuple[UUID, int]  # an order and the number of the car among those it has had


def lock_footage(session: Session, vin: str) -> None:
    """Lock the clips that show this car in any order: before an order's row, as whoever settles a clip does."""
    clips = select(ClipCar.clip_id).where(tuple_(ClipCar.order_id, ClipCar.car).in_(_cars(session, vin)))
    session.execute(select(Clip.id).where(Clip.id.in_(clips)).order_by(Clip.id).with_for_update()).all()


def hand_on(session: Session, order: Order, now: datetime) -> None:
    """Give the order what was filmed of its car while other orders had it.

    The car's footage and the order must be locked, and the car be the order's.
    """
    vehicle = order.vehicle
    if vehicle.vin is None:
        return
    elsewhere = [car for car in _cars(session, vehicle.vin) if car[0] != order.id]
    if not elsewhere:
        return
    clips = set()
    for row, stage, clip in _to_hand_on(session, order, elsewhere):
        clips.add(clip.id)
        session.add(
            ClipCar(
                id=new_id(),
                clip_id=clip.id,
                stage_id=stage.id,
                order_id=order.id,
                car=vehicle.car,
                from_s=row.from_s,
                to_s=row.to_s,
            )
        )
    session.flush()
    for clip in session.scalars(select(Clip).where(Clip.id.in_(clips)).order_by(Clip.id)).all():
        _show(session, order, clip, now)


def _cars(session: Session, vin: str) -> list[Car]:
    """Every order that has or had the car with this VIN, and which of its cars it is."""
    has = select(Vehicle.order_id, Vehicle.car).where(Vehicle.vin == vin)
    number = cast(Vehicle.former_cars[vin]["car"].astext, Integer)
    had = select(Vehicle.order_id, number).where(
        text("vehicle.former_cars <> '{}'::jsonb"),  # as the index says it
        Vehicle.former_cars.has_key(vin),
    )
    return [(order_id, car) for order_id, car in [*session.execute(has), *session.execute(had)]]


def _to_hand_on(session: Session, order: Order, cars: Iterable[Car]) -> list[tuple[ClipCar, Stage, Clip]]:
    """What other orders have of the car and this one may see, but has not yet."""
    rows = [(row, stage, clip) for row, stage, clip in session.execute(_filmed(list(cars))).unique()]
    mine = select(ClipCar.clip_id, ClipCar.stage_id).where(
        ClipCar.order_id == order.id, ClipCar.car == order.vehicle.car
    )
    known = {(clip_id, stage_id) for clip_id, stage_id in session.execute(mine)}
    handovers = Handovers(session, {stage.order_id for _row, stage, _clip in rows})
    return [
        (row, stage, clip)
        for row, stage, clip in rows
        if (clip.id, stage.id) not in known and not is_private(handovers.filmed(stage, row.car, clip.captured_at))
    ]


def _filmed(cars: list[Car]) -> Select[ClipCar, Stage, Clip]:
    """The footage of these cars at their own orders' stages, but for what somebody took out of their story."""
    removed = select(Cut.id).where(
        Cut.clip_id == ClipCar.clip_id, Cut.order_id == ClipCar.order_id, Cut.status == CutStatus.REMOVED
    )
    return (
        select(ClipCar, Stage, Clip)
        .join(Stage, Stage.id == ClipCar.stage_id)
        .join(Clip, Clip.id == ClipCar.clip_id)
        .where(
            tuple_(ClipCar.order_id, ClipCar.car).in_(cars),
            Stage.order_id == ClipCar.order_id,  # what an order was itself handed on comes from where it was filmed
            ~ClipCar.at_a_door,
            Clip.status != ClipStatus.REMOVED,
            ~removed.exists(),
        )
        .options(joinedload(Stage.to_place))
        .order_by(Clip.id)
    )


def _show(session: Session, order: Order, clip: Clip, now: datetime) -> None:
    if clip.status is ClipStatus.HELD:
        make_cuts(session, clip, [order.id])
    elif session.scalar(select(is_playable()).where(Clip.id == clip.id)):
        publish_cuts(session, clip, [order.id], now)
