"""Looks at the list of what is held, in the audit. The console asks for it every few seconds; that is one look."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from store.ids import wire_id
from store.tables import AuditEntry
from tracking.audit import record
from tracking.sign_in.identity import Caller
from tracking.support.auditing import audit_lines

ONE_LOOK = timedelta(hours=1)


def note_list(session: Session, caller: Caller, clip_ids: Collection[UUID], now: datetime) -> None:
    """Write down which held clips were shown, unless this agent's last line names them all already."""
    shown = [wire_id("clp", clip_id) for clip_id in clip_ids]
    lines = audit_lines(action="review_seen", actor_id=caller.identity, since=now - ONE_LOOK)
    last = session.scalar(lines.order_by(AuditEntry.id.desc()).limit(1))
    if not set(shown) <= set(last.details["shown"] if last else ()):
        record(session, caller, "review_seen", "clip", None, now, details={"shown": shown})
