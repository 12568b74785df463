"""What support does with a case. Whoever changes one names the version they saw, so that nobody overwrites unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import Denied, NotFound, Outdated, Refused
from store.ids import new_id, wire_id
from store.tables import Agent, Case, CaseMessage, Order
from store.words import AgentRole, Audience, CaseState, PartnerEvent
from tracking.audit import record
from tracking.bodies import wire_time
from tracking.cases.showing import show_cases
from tracking.cases.terms import terms_in
from tracking.rules.case_state import step_to
from tracking.rules.roles import reaches
from tracking.sign_in.identity import Caller
from tracking.timeline import lock_orders
from tracking.webhooks.tell import tell_partner


@dataclass(frozen=True)
class Change:
    """Who changes which case, and the version of it that they saw."""

    case_id: UUID
    version: int
    caller: Caller
    now: datetime


@dataclass(frozen=True)
class Message:
    """What an agent writes; `internal` is for staff only."""

    text: str
    lang: str | None = None
    internal: bool = False


@dataclass(frozen=True)
class Money:
    """What was paid or promised; `currency` as ISO 4217 has it."""

    amount: Decimal
    currency: str


def assign(session: Session, change: Change, owner_id: UUID | None) -> Case:
    """Give the case to an agent, or to nobody.

    Anybody takes what nobody has, and gives away what is their own; the rest is a supervisor's. Raises Denied.
    """
    _order, case = _locked(session, change)
    theirs = case.owner_id in {None, change.caller.agent_id}
    takes = owner_id in {None, change.caller.agent_id} or case.owner_id == change.caller.agent_id
    if not (theirs and takes) and not reaches(change.caller.role, AgentRole.SUPERVISOR):
        raise Denied("Somebody else has this case; a supervisor may give it to another.", code="role_too_low")
    if owner_id is not None and not _works_here(session, owner_id):
        errors = {"owner": ["Nobody who works here has this id."]}
        raise Refused("There is no such agent.", code="unknown_agent", errors=errors)
    former, case.owner_id = case.owner_id, owner_id
    details = {"owner": _agent_named(owner_id), "former": _agent_named(former)}
    return _changed(session, case, change, "case_assigned", details=details)


def write(session: Session, change: Change, message: Message, wait_for: CaseState | None = None) -> Case:
    """Add a message; with `wait_for` the next word is the buyer's or the carrier's."""
    order, case = _locked(session, change)
    if wait_for is not None:
        case.state = step_to(case.state, wait_for)
    _add(session, case, change, message)
    if not message.internal:
        _tell_shop(session, order, case, change.now)
    return _changed(session, case, change, "case_message_written", details={"internal": message.internal})


def settle(session: Session, change: Change, state: CaseState, message: Message, money: Money | None = None) -> Case:
    """Resolve or decline the case, with what the buyer is told. Raises WrongState (`case_closed`)."""
    order, case = _locked(session, change)
    case.state, case.closed_at = step_to(case.state, state), change.now
    if money is not None:
        case.amount, case.currency = money.amount, money.currency
    _add(session, case, change, message)
    settled = _changed(session, case, change, f"case_{state.value}", message.text)
    show_cases(session, order, change.now)
    _tell_shop(session, order, case, change.now)
    return settled


def reopen(session: Session, change: Change, reason: str) -> Case:
    """Open a settled case again, under the terms of today. Its exception comes back with it."""
    order, case = _locked(session, change)
    terms = terms_in(session)
    case.state, case.closed_at = step_to(case.state, CaseState.OPEN), None
    case.policy, case.due_at = terms.policy, change.now + terms.due_within
    _add(session, case, change, Message(reason, internal=True))
    reopened = _changed(session, case, change, "case_reopened", reason)
    show_cases(session, order, change.now)
    return reopened


def _locked(session: Session, change: Change) -> tuple[Order, Case]:
    """The case with its order, both locked. Raises NotFound, and Outdated saying who changed it since."""
    order_id = session.scalar(select(Case.order_id).where(Case.id == change.case_id))
    if order_id is None:
        raise NotFound
    order = lock_orders(session, [order_id])[0]
    case = session.get_one(Case, change.case_id, populate_existing=True, with_for_update=True)
    if case.version != change.version:
        by = session.get(Agent, case.changed_by_id) if case.changed_by_id else None
        who = {"id": wire_id("agt", by.id), "name": by.name} if by else None
        raise Outdated(
            f"{by.name if by else 'A report'} changed this case meanwhile: read it again.",
            code="case_changed",
            changed_by=who,
            changed_at=wire_time(case.changed_at),
            version=case.version,
        )
    return order, case


def _works_here(session: Session, agent_id: UUID) -> bool:
    agent = session.get(Agent, agent_id)
    return agent is not None and agent.disabled_at is None


def _agent_named(agent_id: UUID | None) -> str | None:
    return wire_id("agt", agent_id) if agent_id else None


def _add(session: Session, case: Case, change: Change, message: Message) -> None:
    session.add(
        CaseMessage(
            id=new_id(),
            case_id=case.id,
            audience=Audience.CONSOLE,
            author_id=change.caller.agent_id,
            internal=message.internal,
            text=message.text,
            lang=message.lang,
            written_at=change.now,
        )
    )


def _changed(
    session: Session,
    case: Case,
    change: Change,
    action: str,
    reason: str | None = None,
    details: Mapping[str, object] | None = None,
) -> Case:
    case.version += 1
    case.changed_at, case.changed_by_id = change.now, change.caller.agent_id
    record(session, change.caller, action, "case", case.id, change.now, reason, details)
    session.flush()
    return case


def _tell_shop(session: Session, order: Order, case: Case, now: datetime) -> None:
    data = {"case_id": wire_id("cas", case.id), "kind": case.kind.value, "state": case.state.value}
    tell_partner(session, order, PartnerEvent.CASE_ANSWERED, data, now)
