"""Opening a case, or finding the one that is open about the same thing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import new_id
from store.tables import Case, Event, Order, Vehicle
from store.words import CaseKind, CaseState, ExceptionCode, OrderState
from tracking.audit import record
from tracking.cases.showing import show_cases
from tracking.cases.terms import terms_in
from tracking.rules.case_state import OPEN
from tracking.sign_in.identity import Caller
from tracking.timeline import lock_orders


def case_about(
    session: Session,
    order: Order,
    car: int,
    exception: ExceptionCode,
    now: datetime,
    *,
    event: Event | None = None,
    caller: Caller | None = None,
) -> Case:
    """The open case about `exception` of this car of the order; opened now when there is none.

    The order must be locked. What comes later about the same thing joins the case, so that one person looks after it.
    """
    there = open_case(session, order, car, exception)
    if there is not None:
        return there
    terms = terms_in(session)
    case = Case(
        id=new_id(),
        order_id=order.id,
        car=car,
        kind=CaseKind.CONCERN,
        exception=exception,
        event_id=event.id if event else None,
        state=CaseState.OPEN,
        policy=terms.policy,
        due_at=now + terms.due_within,
        version=1,
        opened_at=now,
        changed_at=now,
        changed_by_id=caller.agent_id if caller else None,
    )
    session.add(case)
    record(session, caller, "case_opened", "case", case.id, now, details={"exception": exception.value})
    session.flush()
    return case


def open_case(session: Session, order: Order, car: int, exception: ExceptionCode) -> Case | None:
    """The case about `exception` that nobody settled yet."""
    mine = select(Case).where(Case.order_id == order.id, Case.car == car, Case.exception == exception)
    return session.scalar(mine.where(Case.state.in_(OPEN)).order_by(Case.id).limit(1))


def report_exception(
    session: Session, order_id: UUID, exception: ExceptionCode, caller: Caller, reason: str, now: datetime
) -> Case:
    """An agent says that something grave happened to the car. Raises NotFound, WrongState (`order_closed`)."""
    locked = lock_orders(session, [order_id])
    if not locked:
        raise NotFound
    order = locked[0]
    if order.state is not OrderState.OPEN:
        raise WrongState("This order is closed.", code="order_closed")
    car = session.scalars(select(Vehicle.car).where(Vehicle.order_id == order.id)).one()
    case = case_about(session, order, car, exception, now, caller=caller)
    case.event_id = None  # it stands by the agent's word: a report that is taken back does not take it along
    record(session, caller, "exception_reported", "order", order.id, now, reason, {"code": exception.value})
    show_cases(session, order, now)
    return case
