"""An accident that a carrier reports opens a case; the report taken back, the case goes too."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from store.tables import Case, Event, Order
from store.words import CaseState, Classifier, ExceptionCode, Reason
from tracking.audit import record
from tracking.cases.opening import case_about
from tracking.cases.showing import show_cases
from tracking.rules.case_state import OPEN


def note_accident(session: Session, order: Order, event: Event, now: datetime) -> None:
    """Open a case when the event gives an accident as its reason; plans say nothing. The order must be locked."""
    if event.reason is not Reason.ACCIDENT or event.classifier is Classifier.PLANNED:
        return
    case_about(session, order, event.car, ExceptionCode.ACCIDENT, now, event=event)
    show_cases(session, order, now)


def take_back_accident(session: Session, order: Order, corrected: Event, now: datetime) -> None:
    """The event was wrong: its case goes on with another report of an accident, or is withdrawn."""
    opened_by_it = select(Case).where(Case.event_id == corrected.id, Case.state.in_(OPEN))
    for case in session.scalars(opened_by_it).all():
        other = session.scalar(_accidents(order, case.car).where(Event.id != corrected.id).limit(1))
        case.version, case.changed_at, case.changed_by_id = case.version + 1, now, None
        if other is not None:
            case.event_id = other.id
        else:
            case.state, case.closed_at = CaseState.WITHDRAWN, now
            record(session, None, "case_withdrawn", "case", case.id, now, "the report was corrected")
        show_cases(session, order, now)


def _accidents(order: Order, car: int) -> Select[Event]:
    """Reports of an accident that nobody corrected, the earliest first."""
    correction = aliased(Event)
    return (
        select(Event)
        .where(
            Event.order_id == order.id,
            Event.car == car,
            Event.reason == Reason.ACCIDENT,
            Event.classifier != Classifier.PLANNED,
            ~select(correction.id).where(correction.corrects_id == Event.id).exists(),
        )
        .order_by(Event.happened_at, Event.id)
    )
