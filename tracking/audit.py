"""Who did or looked at what, and why: one line for each, added in the transaction of the deed and never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import AuditEntry
from tracking.sign_in.identity import Caller

REQUEST = "request_id"  # in `session.info`, where the API notes which request the transaction answers


def record(
    session: Session,
    caller: Caller | None,
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    now: datetime,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add a line to the audit; `caller` is None for the system itself.

    `action` is a snake_case word in the past tense or a look (`order_seen`), `subject_kind` the thing's noun
    (`order`, `clip`, `agent`). `details` go out to supervisors as they are: no secrets.
    """
    entry = AuditEntry(
        id=new_id(),
        at=now,
        audience=caller.audience if caller else None,
        actor_id=caller.identity if caller else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason,
        request_id=session.info.get(REQUEST),
        details=dict(details or {}),
    )
    session.add(entry)
    return entry
