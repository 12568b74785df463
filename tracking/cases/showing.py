"""What a buyer is shown of grave cases: the order's exception, and one entry for each case.

An exception is kept by open cases and by no fold, so no event and no refolding can lose it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables import Case, Damage, Event, Order, Vehicle
from store.words import CaseState, EntryKind, ExceptionCode
from tracking.rules.case_state import OPEN
from tracking.rules.exceptions import gravest, is_grave
from tracking.timeline import remove_entry, touch_order, write_entry

SETTLED = {CaseState.RESOLVED: "case_resolved", CaseState.DECLINED: "case_declined"}


@dataclass(frozen=True)
class Grave:
    """A case about an exception, with what its order has been told of it."""

    case: Case
    exception: ExceptionCode
    since: datetime
    worst: int | None  # severity of the worst damage of it that the buyer was shown


def show_cases(session: Session, order: Order, now: datetime) -> None:
    """Bring the order's exception and the entries of its cases in line with them. The order must be locked."""
    session.flush()
    cases = list(_grave_cases(session, order))
    car = session.scalar(select(Vehicle.car).where(Vehicle.order_id == order.id))
    for grave in cases:
        _tell(session, order, grave, now, is_shown=grave.case.car == car and _is_known(grave))
    found = gravest((grave.exception, grave.since) for grave in cases if grave.case.car == car and _counts(grave))
    exception = None if found is None else {"code": found[0].value, "since": found[1].isoformat()}
    if exception != order.exception:
        order.exception = exception
        touch_order(order, now)


def _grave_cases(session: Session, order: Order) -> Iterator[Grave]:
    cases = (
        select(Case, Event.happened_at, func.min(Damage.found_at), func.max(Damage.severity))
        .outerjoin(Event, Event.id == Case.event_id)
        .outerjoin(Damage, (Damage.case_id == Case.id) & Damage.published_at.is_not(None))
        .where(Case.order_id == order.id, Case.exception.is_not(None))
        .group_by(Case.id, Event.id)
        .order_by(Case.id)
    )
    for case, happened_at, found_at, worst in session.execute(cases):
        if case.exception is None:
            continue
        yield Grave(case, case.exception, found_at or happened_at or case.opened_at, worst)


def _is_known(grave: Grave) -> bool:
    """Whether the buyer may know of the case: of damage only what was shown."""
    return grave.exception is not ExceptionCode.DAMAGE or grave.worst is not None


def _counts(grave: Grave) -> bool:
    if grave.case.state not in OPEN or not _is_known(grave):
        return False
    return grave.exception is not ExceptionCode.DAMAGE or is_grave(grave.worst or 0)


def _tell(session: Session, order: Order, grave: Grave, now: datetime, *, is_shown: bool) -> None:
    case, subject = grave.case, f"case:{grave.case.id.hex}"
    if not is_shown or case.state is CaseState.WITHDRAWN:
        remove_entry(session, order, subject, now)
        return
    write_entry(
        session,
        order,
        kind=EntryKind.CASE,
        code=SETTLED.get(case.state, "case_open"),
        params={"about": grave.exception.value},
        subject=subject,
        happened_at=min(case.closed_at or grave.since, now),
        now=now,
    )
