"""The timeline's milestone entries: one for each milestone reached, none for what a correction took back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, Place, Stage, TimelineEntry, Vehicle
from store.words import EntryKind, Milestone
from tracking.orders.chain import Chain
from tracking.orders.progress import milestone_said, stage_at
from tracking.rules.facts import moment
from tracking.rules.journey import firsts_of
from tracking.timeline import remove_entry, write_entry


def write_milestones(
    session: Session, order: Order, vehicle: Vehicle, chain: Chain, actual: Mapping[Milestone, str], now: datetime
) -> None:
    """Bring the entries in line with when each milestone was first reached (stamps)."""
    there = _entries(session, order)
    for milestone in Milestone:
        subject = f"milestone:{milestone.value}"
        if milestone not in actual:
            if subject in there:
                remove_entry(session, order, subject, now)
            continue
        stage, place = _first_reached(session, order, chain, milestone)
        code, params = milestone_said(milestone, vehicle, chain, stage, place)
        if subject in there and _says(there[subject], code, params, moment(actual[milestone])):
            continue  # the usual case, and one question for all of them is enough
        write_entry(
            session,
            order,
            kind=EntryKind.MILESTONE,
            code=code,
            params=params,
            subject=subject,
            happened_at=moment(actual[milestone]),
            now=now,
            stage=stage,
            place=place,
        )


def _entries(session: Session, order: Order) -> dict[str, TimelineEntry]:
    """The order's live milestone entries by their subject."""
    query = select(TimelineEntry).where(
        TimelineEntry.order_id == order.id,
        TimelineEntry.subject.in_([f"milestone:{milestone.value}" for milestone in Milestone]),
        ~TimelineEntry.removed,
    )
    return {entry.subject: entry for entry in session.scalars(query)}


def _says(entry: TimelineEntry, code: str, params: dict[str, Any], at: datetime) -> bool:
    return entry.code == code and entry.params == params and entry.happened_at == at


def _first_reached(
    session: Session, order: Order, chain: Chain, milestone: Milestone
) -> tuple[Stage | None, Place | None]:
    first = firsts_of(order.fold).get(milestone)  # type: ignore[arg-type]
    if first is None:
        return None, None
    (_at, _name, place), position = first
    return stage_at(chain, position), session.get(Place, UUID(hex=place)) if place else None
