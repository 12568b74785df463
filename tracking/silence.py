"""When something was heard last of a car, and how long it is usually quiet where it is now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Order, Pause
from store.words import EntryKind
from tracking.rules.rulers import Known
from tracking.rules.silence import SHORTEST, usual_pause

# What somebody reported or filmed. Our own estimates, notes and cases are not heard from the road.
NEWS = frozenset({EntryKind.MILESTONE, EntryKind.EVENT, EntryKind.CLIP, EntryKind.INSPECTION, EntryKind.CORRECTION})


def hear(session: Session, order: Order, kind: EntryKind, now: datetime) -> None:
    """There is news of the order. The pause before it is kept to learn from. The order must be locked."""
    before = order.heard
    if before is not None:
        pause = now - datetime.fromisoformat(before["since"])
        if pause >= SHORTEST and before["lanes"]:
            row = Pause(id=new_id(), lanes=before["lanes"], seconds=pause.total_seconds(), ended_at=now)
            session.add(row)
    usual: dict[str, Any] = before or {"lanes": [], "usual_s": None, "cases": 0}
    order.heard = {**usual, "since": now.isoformat(), "kind": kind.value}


def renew_usual(order: Order, lanes: Sequence[str], known: Known) -> None:
    """Write how long it is usually quiet in these lanes, from most alike to hardly."""
    if order.heard is None:
        return
    usual_s, cases = usual_pause(lanes, known)
    order.heard = {**order.heard, "lanes": list(lanes), "usual_s": usual_s, "cases": cases}
