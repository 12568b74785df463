"""From a case's rows to what support reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.damages.answers import decided_answer
from store.tables import CaseMessage
from tracking.cases.reading import ReadCase
from tracking.rules.case_state import OPEN


def case_answer(read: ReadCase, now: datetime) -> dict[str, Any]:
    """One case."""
    case = read.case
    names = ("id", "kind", "exception", "state", "policy", "due_at", "currency", "cut_id", "at_s", "version")
    return {name: getattr(case, name) for name in (*names, "opened_at", "changed_at", "closed_at")} | {
        "order": read.order,
        "owner": _agent(read, case.owner_id),
        "overdue": case.state in OPEN and case.due_at < now,
        "amount": None if case.amount is None else str(case.amount),
        "changed_by": _agent(read, case.changed_by_id),
        "damages": [decided_answer(damage) for damage in read.damages],
        "messages": [_message(read, message) for message in read.messages],
    }


def _message(read: ReadCase, message: CaseMessage) -> dict[str, Any]:
    names = ("id", "audience", "internal", "text", "lang", "written_at")
    return {name: getattr(message, name) for name in names} | {"author": _agent(read, message.author_id)}


def _agent(read: ReadCase, agent_id: UUID | None) -> dict[str, Any] | None:
    if agent_id is None or agent_id not in read.agents:
        return None
    return {"id": agent_id, "name": read.agents[agent_id]}
