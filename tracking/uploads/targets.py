"""Which cars an announcement is about: this carrier's stages, found by stage, trip, VIN or place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from store.errors import NotFound, Refused
from store.tables import Camera, Order, Place, Stage, Trip, Vehicle
from store.words import LEFT_BEHIND, OrderState
from tracking.uploads.announcement import Announcement


@dataclass(frozen=True)
class Target:
    """The stages whose cars are seen. A place alone has none yet: its cars are named later."""

    stages: Sequence[Stage] = field(default=())
    trip_id: UUID | None = None
    place_id: UUID | None = None


def target_of(session: Session, carrier_id: UUID, announcement: Announcement) -> Target:
    """The cars that `announcement` names.

    Raises NotFound for a stage or trip that is not the carrier's, Refused for one that shows no car of theirs.
    """
    if announcement.stage_id:
        return Target([_stage(session, carrier_id, announcement.stage_id)])
    if announcement.trip_id:
        return _trip(session, carrier_id, announcement.trip_id)
    if announcement.vins:
        return Target(_by_vins(session, carrier_id, announcement.vins, announcement.captured_at))
    return _place(session, carrier_id, announcement.place_code or "")


def _stages_of(carrier_id: UUID) -> Select[Stage]:
    """The carrier's stages of open orders: a closed one takes no more footage."""
    stages = select(Stage).join(Order, Order.id == Stage.order_id)
    return stages.where(Stage.carrier_id == carrier_id, Order.state == OrderState.OPEN)


def _stage(session: Session, carrier_id: UUID, stage_id: UUID) -> Stage:
    stage = session.scalar(_stages_of(carrier_id).where(Stage.id == stage_id))
    if stage is None:
        raise NotFound(errors={"stage_id": ["You have no such stage."]})
    if stage.withdrawn_at:
        detail = "The shop withdrew this stage."
        raise Refused(detail, code="stage_withdrawn", errors={"stage_id": [detail]})
    return stage


def _trip(session: Session, carrier_id: UUID, trip_id: UUID) -> Target:
    trip = session.scalar(select(Trip).where(Trip.id == trip_id, Trip.carrier_id == carrier_id))
    if trip is None:
        raise NotFound(errors={"trip_id": ["You have no such trip."]})
    stages = session.scalars(
        _stages_of(carrier_id)
        .where(Stage.trip_id == trip_id, Stage.withdrawn_at.is_(None), Stage.car_state.not_in(LEFT_BEHIND))
        .order_by(Stage.id)
    ).all()
    if not stages:
        detail = "No car is on this trip."
        raise Refused(detail, code="trip_without_cars", errors={"trip_id": [detail]})
    return Target(stages, trip_id=trip.id)


def _by_vins(session: Session, carrier_id: UUID, vins: Sequence[str], at: datetime) -> list[Stage]:
    rows = session.execute(
        _stages_of(carrier_id)
        .add_columns(Vehicle.vin)
        .join(Vehicle, Vehicle.order_id == Stage.order_id)
        .where(Vehicle.vin.in_(vins), Stage.withdrawn_at.is_(None))
    ).all()
    stages = {vin: [stage for stage, found in rows if found == vin] for vin in vins}
    if unknown := [vin for vin in vins if not stages[vin]]:
        raise Refused(
            f"You have no stage for {', '.join(unknown)}.",
            code="unknown_vin",
            errors={"vins": [f"{vin}: you have no stage for this car." for vin in unknown]},
            vins=unknown,
        )
    return [stage_at(stages[vin], at) for vin in dict.fromkeys(vins)]


def stage_at(stages: Sequence[Stage], at: datetime) -> Stage:
    """The stage in progress at that moment, else the one planned nearest to it."""
    running = [
        stage
        for stage in stages
        if stage.actual_start and stage.actual_start <= at and (stage.actual_end is None or at <= stage.actual_end)
    ]
    if running:
        return max(running, key=lambda stage: (stage.actual_start, stage.position))
    return min(stages, key=lambda stage: (_distance(stage, at), stage.position))


def _distance(stage: Stage, at: datetime) -> timedelta:
    return max(stage.planned_start - at, at - stage.planned_end, timedelta())


def _place(session: Session, carrier_id: UUID, code: str) -> Target:
    """A yard where the carrier has a camera or a stage; any other place is as unknown as one that is not there."""
    place = session.scalar(select(Place).where(Place.code == code))
    if place is None or not _works_at(session, carrier_id, place.id):
        detail = f"You have no stage and no camera at a place {code!r}."
        raise Refused(detail, code="unknown_place", errors={"place_code": [detail]})
    return Target(place_id=place.id)


def _works_at(session: Session, carrier_id: UUID, place_id: UUID) -> bool:
    stage = select(Stage.id).where(
        Stage.carrier_id == carrier_id,
        Stage.withdrawn_at.is_(None),
        or_(Stage.from_place_id == place_id, Stage.to_place_id == place_id),
    )
    camera = select(Camera.id).where(Camera.carrier_id == carrier_id, Camera.place_id == place_id)
    return session.scalar(select(or_(stage.exists(), camera.exists()))) is True
