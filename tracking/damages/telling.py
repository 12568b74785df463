"""What a buyer is told of a car's condition. Only what was published, and never more than the words of the codes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Clip, Cut, Damage, Inspection, Order, Place, Stage, Vehicle
from store.words import EntryKind, InspectionKind
from tracking.orders.spoken import at
from tracking.reading.shown import is_shown
from tracking.timeline import entry_about, remove_entry, write_entry
from tracking.webhooks.condition import tell_published


def tell_damage(session: Session, order: Order, damage: Damage, now: datetime) -> None:
    """Bring the entry about a damage in line with what was decided. The order must be locked."""
    subject = f"damage:{damage.id.hex}"
    car = session.scalar(select(Vehicle.car).where(Vehicle.order_id == order.id))
    if damage.published_at is None or not damage.is_new or damage.car != car:
        remove_entry(session, order, subject, now)
        return
    stage = damage.inspection.stage if damage.inspection else None
    place = place_of(damage.inspection) if damage.inspection else None
    cut = still_of(session, order, damage)
    code, params = said_of(damage, place)
    known = entry_about(session, order, subject)
    if known is None or known.removed:
        tell_published(session, order, damage, now)
    write_entry(
        session,
        order,
        kind=EntryKind.INSPECTION,
        code=code,
        params=params | ({"at_s": _second_in(cut, damage.at_s)} if cut and damage.at_s is not None else {}),
        subject=subject,
        happened_at=min(damage.found_at, now),
        now=now,
        stage=stage,
        place=place,
        cut=cut,
    )


def said_of(damage: Damage, place: Place | None) -> tuple[str, dict[str, Any]]:
    """Code and parameters of the sentence about a damage; without a place the buyer found it."""
    params = {**damage.labels, "severity": damage.severity, **(at(place) if place else {})}
    if place is None:
        return "damage_received", params
    return ("damage_grown" if damage.former_severity else "damage_published"), params


def tell_conditions(session: Session, order: Order, inspections: Iterable[Inspection], now: datetime) -> None:
    """One entry for each place where the car was looked at: two carriers who meet there are one thing to a buyer."""
    places: dict[Any, list[Inspection]] = {}
    for inspection in sorted(inspections, key=lambda each: (each.stage.position, each.inspected_at, each.id)):
        places.setdefault(place_of(inspection).id, []).append(inspection)
    for place_id, there in places.items():
        last = there[-1]
        clean = not any(damage.is_new for inspection in there for damage in inspection.damages)
        write_entry(
            session,
            order,
            kind=EntryKind.INSPECTION,
            code="condition_clean" if clean else "condition_checked",
            params=at(place_of(last)),
            subject=f"condition:{last.car}:{place_id.hex}",
            happened_at=min(last.inspected_at, now),
            now=now,
            stage=last.stage,
            place=place_of(last),
        )


def place_of(inspection: Inspection) -> Place:
    """Where it was made: a car is picked up where its stage begins, and handed over where it ends."""
    stage: Stage = inspection.stage
    return stage.from_place if inspection.kind is InspectionKind.PICKUP else stage.to_place


def still_of(session: Session, order: Order, damage: Damage) -> Cut | None:
    """The published cut that shows a damage, if this order has one now. A source is never shown."""
    if damage.clip_id is None:
        return None
    query = (
        select(Cut)
        .join(Clip, Clip.id == Cut.clip_id)
        .where(Cut.clip_id == damage.clip_id, Cut.order_id == order.id, is_shown())
    )
    return session.scalar(query)


def illustrate(session: Session, order: Order, clip: Clip, now: datetime) -> None:
    """The order was given its cut of this clip: damages that it shows get their still. The order must be locked."""
    shown = select(Damage).where(
        Damage.clip_id == clip.id, Damage.order_id == order.id, Damage.published_at.is_not(None)
    )
    for damage in session.scalars(shown.order_by(Damage.id)).all():
        tell_damage(session, order, damage, now)


def _second_in(cut: Cut, at_s: float) -> float:
    """The same moment in a cut of only some seconds."""
    return max(0.0, at_s - (cut.from_s or 0.0))
