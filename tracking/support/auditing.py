"""Reading the audit: who did or looked at what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from store.tables import Agent, AuditEntry, Buyer, Carrier, ClipCar, Cut, Driver, Partner
from store.words import Audience


def audit_lines(
    *,
    action: str | None = None,
    subject: tuple[str, UUID] | None = None,
    actor_id: UUID | None = None,
    since: datetime | None = None,
) -> Select[AuditEntry]:
    """Every line, or those that match all that is given."""
    query = select(AuditEntry)
    if action is not None:
        query = query.where(AuditEntry.action == action)
    if subject is not None:
        query = query.where(AuditEntry.subject_kind == subject[0], AuditEntry.subject_id == subject[1])
    if actor_id is not None:
        query = query.where(AuditEntry.actor_id == actor_id)
    return query if since is None else query.where(AuditEntry.at >= since)


def audit_of_order(order_id: UUID) -> Select[AuditEntry]:
    """What was done to or looked at of one order and the clips that show its cars."""
    shown = select(ClipCar.clip_id).where(ClipCar.order_id == order_id)
    once = select(Cut.clip_id).where(Cut.order_id == order_id)  # somebody said that they show another car
    clips = shown.union(once)
    order = and_(AuditEntry.subject_kind == "order", AuditEntry.subject_id == order_id)
    return select(AuditEntry).where(
        or_(order, and_(AuditEntry.subject_kind == "clip", AuditEntry.subject_id.in_(clips)))
    )


def names_of(session: Session, entries: Iterable[AuditEntry]) -> dict[UUID, str]:
    """What the actors are called."""
    ids: dict[Audience, set[UUID]] = {audience: set() for audience in Audience}
    for entry in entries:
        if entry.audience is not None and entry.actor_id is not None:
            ids[entry.audience].add(entry.actor_id)
    people: dict[Audience, Any] = {
        Audience.CONSOLE: Agent,
        Audience.BUYER: Buyer,
        Audience.DRIVER: Driver,
        Audience.CARRIER: Carrier,
        Audience.PARTNER: Partner,
    }
    return {
        id_: name
        for audience, table in people.items()
        if ids[audience]
        for id_, name in session.execute(select(table.id, table.name).where(table.id.in_(ids[audience])))
    }
