"""What a buyer reads of an order, written when something changes and never computed on reading."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Order, Vehicle
from store.words import Milestone, OrderState, PlaceKind
from tracking.orders import outlook
from tracking.orders.ahead import Ahead, look_ahead
from tracking.orders.chain import Chain
from tracking.orders.eta_entries import take_back_overtaken
from tracking.orders.milestone_entries import write_milestones
from tracking.orders.progress import progress_of
from tracking.rules import journey
from tracking.rules.facts import moment, stamp
from tracking.rules.milestone_list import Course, milestone_list
from tracking.rules.plan import Part, arrival_of, expected, lateness
from tracking.timeline import touch_order
from tracking.webhooks.orders import standing_of, tell_changes

LATE_ENOUGH = timedelta(hours=12)
VISIBLE = (
    "state",
    "milestone",
    "milestone_since",
    "progress_code",
    "progress_params",
    "milestones",
    "delayed",
    "on_hold",
    "current_place_id",
    "next_expected",
)


def project(session: Session, order: Order, vehicle: Vehicle, chain: Chain, now: datetime) -> None:
    """Renew the order's projection and its milestone and ETA entries from the folds. The order must be locked.

    Writing the same again changes nothing: neither `version` nor `latest_seq`.
    """
    before, told = _visible(order), standing_of(order)
    actual = _actual(order, vehicle)
    _write_status(session, order, vehicle, chain)
    parts = chain.parts()
    late, _reason = lateness(parts)
    due = outlook.due(order, parts, late)
    order.milestones = milestone_list(
        Course(
            current=order.milestone,
            since=order.milestone_since,
            actual=actual,
            parts=parts,
            handover=chain.handover,
            begins_at_plant=bool(chain.stages) and chain.stages[0].from_place.kind is PlaceKind.PLANT,
            due=due,
            foretold=journey.foretold_in(order.fold),  # type: ignore[arg-type]
        )
    )
    order.on_hold = order.state is OrderState.OPEN and journey.on_hold(order.fold)  # type: ignore[arg-type]
    write_milestones(session, order, vehicle, chain, actual, now)
    ahead = look_ahead(session, order, parts, now)
    order.delayed = _is_delayed(order, parts, late, ahead)
    order.next_expected = outlook.next_expected(order, vehicle, chain, ahead, late)
    order.renew_at = outlook.look_again_at(order, ahead, now)
    news = outlook.renew_eta(session, order, chain, parts, ahead, now)
    if order.milestone is Milestone.DELIVERED:
        take_back_overtaken(session, order, order.milestone_since, now)
    if news or _visible(order) != before:
        touch_order(order, now)
    tell_changes(session, order, told, now)


def _actual(order: Order, vehicle: Vehicle) -> dict[Milestone, str]:
    """When each milestone was reached for the first time, as stamps."""
    reached = journey.earliest_of(order.fold)  # type: ignore[arg-type]
    reached[Milestone.ORDERED] = stamp(order.ordered_at)
    if vehicle.vin_assigned_at is not None:
        reached[Milestone.VIN_ASSIGNED] = stamp(vehicle.vin_assigned_at)
    return reached


def _write_status(session: Session, order: Order, vehicle: Vehicle, chain: Chain) -> None:
    status = journey.status_since(order.fold)  # type: ignore[arg-type]
    if status is not None:
        order.milestone, order.milestone_since = status[0], moment(status[1])
    elif vehicle.vin_assigned_at is not None:
        order.milestone, order.milestone_since = Milestone.VIN_ASSIGNED, vehicle.vin_assigned_at
    else:
        order.milestone, order.milestone_since = Milestone.ORDERED, order.ordered_at
    order.progress_code, order.progress_params = progress_of(session, order, vehicle, chain)
    latest = order.fold.get("latest")
    order.current_place_id = UUID(hex=latest["place"]) if latest and latest["place"] else None


def _is_delayed(order: Order, parts: Sequence[Part], late: timedelta, ahead: Ahead) -> bool:
    if order.state is not OrderState.OPEN or order.milestone is Milestone.DELIVERED:
        return False
    boundary, promised = arrival_of(parts), order.promised_latest
    if late >= LATE_ENOUGH or boundary is None or promised is None:
        return late >= LATE_ENOUGH
    arrival = ahead.forecast.middle if ahead.forecast else expected(boundary, late)
    return arrival > promised


def _visible(order: Order) -> list[Any]:
    return [getattr(order, name) for name in VISIBLE]
