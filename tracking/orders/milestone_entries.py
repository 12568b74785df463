"""The timeline's milestone entries: one for each milestone reached, none for what a correction took back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Order, Place, Stage, Vehicle
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
    for milestone in Milestone:
        subject = f"milestone:{milestone.value}"
        if milestone not in actual:
            remove_entry(session, order, subject, now)
            continue
        stage, place = _first_reached(session, order, chain, milestone)
        code, params = milestone_said(milestone, vehicle, chain, stage, place)
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


def _first_reached(
    session: Session, order: Order, chain: Chain, milestone: Milestone
) -> tuple[Stage | None, Place | None]:
    first = firsts_of(order.fold).get(milestone)  # type: ignore[arg-type]
    if first is None:
        return None, None
    (_at, _name, place), position = first
    return stage_at(chain, position), session.get(Place, UUID(hex=place)) if place else None
