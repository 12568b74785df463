"""Cases as support reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.tables import Agent, Case, CaseMessage, Damage, Order
from store.words import CaseState
from tracking.rules.case_state import OPEN


@dataclass(frozen=True)
class ReadCase:
    """A case with its order, its messages, the damages it is about, and the names of the agents in it."""

    case: Case
    order: Order
    messages: Sequence[CaseMessage]
    damages: Sequence[Damage]
    agents: dict[UUID, str]


def cases(
    now: datetime,
    *,
    state: CaseState | None = None,
    owner_id: UUID | None = None,
    nobodys: bool = False,
    overdue: bool | None = None,
) -> Select[Case]:
    """Cases that match every condition given; `overdue` ones are open past the day they were due."""
    query = select(Case)
    if state is not None:
        query = query.where(Case.state == state)
    if owner_id is not None or nobodys:
        query = query.where(Case.owner_id.is_(None) if nobodys else Case.owner_id == owner_id)
    if overdue is not None:
        late = Case.state.in_(OPEN) & (Case.due_at < now)
        query = query.where(late if overdue else ~late)
    return query


def read_case(session: Session, case_id: UUID) -> ReadCase:
    """One case. Raises NotFound."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    return read_cases(session, [case])[0]


def read_cases(session: Session, found: Sequence[Case]) -> list[ReadCase]:
    """These cases, in a handful of queries however many they are."""
    ids = [case.id for case in found]
    messages = (
        select(CaseMessage).where(CaseMessage.case_id.in_(ids)).order_by(CaseMessage.written_at, CaseMessage.id)
    )
    damages = select(Damage).where(Damage.case_id.in_(ids)).order_by(Damage.found_at, Damage.id)
    orders = select(Order).where(Order.id.in_({case.order_id for case in found}))
    written, about = session.scalars(messages).all(), session.scalars(damages).all()
    by_id = {order.id: order for order in session.scalars(orders)}
    named = {case.owner_id for case in found} | {case.changed_by_id for case in found}
    named |= {message.author_id for message in written}
    agents = {agent.id: agent.name for agent in session.scalars(select(Agent).where(Agent.id.in_(named - {None})))}
    return [
        ReadCase(
            case,
            by_id[case.order_id],
            [message for message in written if message.case_id == case.id],
            [damage for damage in about if damage.case_id == case.id],
            agents,
        )
        for case in found
    ]
