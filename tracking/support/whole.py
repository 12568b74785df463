"""One order with all that was ever said, filmed or opened about it: withdrawn, held and corrected things included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from store.tables import (
    Agent,
    Carrier,
    Case,
    Clip,
    ClipCar,
    Cut,
    Damage,
    Driver,
    Event,
    Inspection,
    Order,
    ParkedEvent,
    Partner,
    PlaybackToken,
    Service,
    SignedIn,
    Stage,
    TimelineEntry,
    Webhook,
)
from tracking.events.for_support import parked_events

MOST = 200  # of each kind on the order's page; events and the timeline have lists of their own


@dataclass(frozen=True)
class Whole:
    """Everything about one order."""

    order: Order
    partner: Partner
    stages: Sequence[Stage]
    clips: Sequence[Any]  # (clip, car, cut or None, carrier, who holds it or None)
    events: Sequence[Any]  # (event, carrier, driver or None, when it was corrected or None)
    parked: Sequence[ParkedEvent]
    services: Sequence[Service]
    cases: Sequence[Case]
    inspections: Sequence[Inspection]
    damages: Sequence[Damage]
    sessions: int
    playback_tokens: int
    webhooks: Sequence[Webhook]


def whole_order(session: Session, order: Order, now: datetime) -> Whole:
    """All of `order`, at most `MOST` of each kind, the newest events first."""
    return Whole(
        order=order,
        partner=session.get_one(Partner, order.partner_id),
        stages=session.scalars(_stages(order.id)).all(),
        clips=session.execute(clips_of_order(order.id).limit(MOST)).all(),
        events=session.execute(events_of_order(order.id).order_by(Event.id.desc()).limit(MOST)).all(),
        parked=session.scalars(parked_events(order.vehicle.vin).limit(MOST)).all() if order.vehicle.vin else [],
        services=session.scalars(
            select(Service).where(Service.order_id == order.id).order_by(Service.position, Service.id)
        ).all(),
        cases=session.scalars(select(Case).where(Case.order_id == order.id).order_by(Case.id).limit(MOST)).all(),
        inspections=session.scalars(
            select(Inspection).where(Inspection.order_id == order.id).order_by(Inspection.id).limit(MOST)
        ).all(),
        damages=session.scalars(
            select(Damage).where(Damage.order_id == order.id).order_by(Damage.id).limit(MOST)
        ).all(),
        sessions=_count(session, select(SignedIn.id).where(SignedIn.buyer_id == order.buyer_id, *_lives(now))),
        playback_tokens=_count(
            session,
            select(PlaybackToken.hash)
            .join(SignedIn, SignedIn.id == PlaybackToken.session_id)
            .where(PlaybackToken.order_id == order.id, PlaybackToken.expires_at > now, *_lives(now)),
        ),
        webhooks=session.scalars(
            select(Webhook).where(Webhook.partner_id == order.partner_id).order_by(Webhook.id).limit(MOST)
        ).all(),
    )


def clips_of_order(order_id: UUID) -> Select[*tuple[Any, ...]]:
    """(clip, car, cut or None, carrier, who holds it or None) of all footage of the order's cars, newest first."""
    return (
        select(Clip, ClipCar, Cut, Carrier, Agent)
        .join(ClipCar, ClipCar.clip_id == Clip.id)
        .outerjoin(Cut, (Cut.clip_id == Clip.id) & (Cut.order_id == ClipCar.order_id) & (Cut.car == ClipCar.car))
        .join(Carrier, Carrier.id == Clip.carrier_id)
        .outerjoin(Agent, Agent.id == Clip.held_by_id)
        .where(ClipCar.order_id == order_id)
        .order_by(Clip.id.desc(), ClipCar.id)
    )


def events_of_order(order_id: UUID) -> Select[*tuple[Any, ...]]:
    """(event, carrier, driver or None, when it was corrected or None) of all reports, those of former cars too."""
    correction = aliased(Event, name="correction")
    corrected = select(func.max(correction.recorded_at)).where(correction.corrects_id == Event.id).scalar_subquery()
    return (
        select(Event, Carrier, Driver, corrected.label("corrected_at"))
        .join(Carrier, Carrier.id == Event.carrier_id)
        .outerjoin(Driver, Driver.id == Event.driver_id)
        .where(Event.order_id == order_id)
    )


def timeline_of_order(order_id: UUID) -> Select[TimelineEntry]:
    """Every entry, removed ones as they were before."""
    return select(TimelineEntry).where(TimelineEntry.order_id == order_id)


def _stages(order_id: UUID) -> Select[Stage]:
    parts = (Stage.carrier, Stage.trip, Stage.from_place, Stage.to_place)
    query = select(Stage).where(Stage.order_id == order_id).options(*(joinedload(part) for part in parts))
    return query.order_by(Stage.position, Stage.id)


def _lives(now: datetime) -> tuple[Any, Any]:
    return SignedIn.ended_at.is_(None), SignedIn.expires_at > now


def _count(session: Session, query: Select[Any]) -> int:
    return session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
