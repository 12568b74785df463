"""Judging which damages of a car are new, from all its reports, whenever another one comes in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from store.tables import Damage, Inspection, Order
from store.words import ExceptionCode
from tracking.cases.opening import case_about
from tracking.cases.showing import show_cases
from tracking.cases.terms import terms_in
from tracking.damages.deciding import show
from tracking.damages.telling import tell_conditions, tell_damage
from tracking.rules.custody import AT_THE_BUYER, Found, Mark, Report, compare

RECEIPT = "receipt"


def inspections_of(session: Session, order: Order, car: int) -> list[Inspection]:
    """The condition reports of this car, with their damages and stages."""
    query = select(Inspection).where(Inspection.order_id == order.id, Inspection.car == car)
    loaded = query.options(selectinload(Inspection.damages), selectinload(Inspection.stage))
    return list(session.scalars(loaded.order_by(Inspection.id).execution_options(populate_existing=True)))


def received_of(session: Session, order: Order, car: int) -> list[Damage]:
    """What the buyer found when the car was received."""
    query = select(Damage).where(Damage.order_id == order.id, Damage.car == car, Damage.inspection_id.is_(None))
    return list(session.scalars(query.order_by(Damage.id)))


def reports_of(inspections: Iterable[Inspection], received: Sequence[Damage]) -> list[Report]:
    """The reports as the rule of custody sees them."""
    reports = [
        Report(
            name=name_of(inspection),
            position=inspection.stage.position,
            kind=inspection.kind,
            at=inspection.inspected_at,
            marks=_marks(inspection.damages),
        )
        for inspection in inspections
    ]
    if received:
        at = min(damage.found_at for damage in received)
        reports.append(Report(RECEIPT, AT_THE_BUYER, None, at, _marks(received)))
    return reports


def name_of(inspection: Inspection) -> str:
    """A name that does not depend on which report came first."""
    return f"{inspection.content_hash.hex()}/{inspection.stage_id.hex}"


def judge(session: Session, order: Order, car: int, now: datetime) -> list[Damage]:
    """Tell new damages from known ones and open a case for the new; those that became new. The order must be locked.

    A report that comes late may show that an earlier custody had the damage: then the case and what an agent decided
    go over to that report's damage.
    """
    session.flush()
    inspections, received = inspections_of(session, order, car), received_of(session, order, car)
    differences = compare(reports_of(inspections, received))
    fresh: list[Damage] = []
    stale: list[Damage] = []
    for damages, name in [(each.damages, name_of(each)) for each in inspections] + [(received, RECEIPT)]:
        for damage, found in zip(damages, differences[name].found if damages else (), strict=True):
            _mark(damage, found, fresh, stale)
    for damage in fresh:
        _settle(session, order, damage, stale, now)
    for damage in stale:
        damage.case_id = damage.publish_at = damage.published_at = damage.dismissed_at = None
    session.flush()
    for damage in (*stale, *fresh):
        tell_damage(session, order, damage, now)
    tell_conditions(session, order, inspections, now)
    show_cases(session, order, now)
    return fresh


def _marks(damages: Iterable[Damage]) -> list[Mark]:
    return [Mark(damage.area, damage.type, damage.severity) for damage in damages]


def _mark(damage: Damage, found: Found | None, fresh: list[Damage], stale: list[Damage]) -> None:
    was_new, damage.is_new = damage.is_new, found is not None
    damage.former_severity = found.former if found else None
    if damage.is_new and not was_new:
        fresh.append(damage)
    if was_new and not damage.is_new:
        stale.append(damage)


def _settle(session: Session, order: Order, damage: Damage, stale: list[Damage], now: datetime) -> None:
    """Take over from the damage that was new before, or become part of a case."""
    former = next((one for one in stale if (one.area, one.type) == (damage.area, damage.type) and one.case_id), None)
    if former is None:
        damage.case_id = case_about(session, order, damage.car, ExceptionCode.DAMAGE, now).id
        damage.publish_at = now + terms_in(session).publish_after
        if damage.inspection_id is None:
            show(session, order, damage, now)  # the buyer found it: there is nobody to keep it from
        return
    for name in ("case_id", "publish_at", "published_at", "dismissed_at"):
        setattr(damage, name, getattr(former, name))
    former.case_id = None
