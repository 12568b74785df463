"""The digest of an order for one device of its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.tables import Order, TimelineEntry
from tracking.reading.orders import is_bought_by
from tracking.reading.seen import last_look
from tracking.rules.digest import Line, Told, digest

MOST_ENTRIES = 500  # read for one digest, the newest; whoever was away for longer reads the timeline
_NAMED = tuple(Told.__dataclass_fields__)


@dataclass(frozen=True)
class Digest:
    """What changed since a look; `since` is None when the buyer never looked, and then nothing did."""

    since: datetime | None
    since_seq: int
    latest_seq: int
    lines: Sequence[Line]


def digest_of(session: Session, buyer_id: UUID, session_id: UUID, order_id: UUID) -> Digest:
    """What changed on the buyer's order since this device looked. Raises NotFound."""
    latest = session.scalar(select(Order.latest_seq).where(Order.id == order_id, is_bought_by(buyer_id)))
    if latest is None:
        raise NotFound
    looked = last_look(session, buyer_id, session_id, order_id)
    if looked is None:
        return Digest(None, 0, latest, [])
    seq, looked_at = looked
    columns = [getattr(TimelineEntry, name) for name in _NAMED]
    changed = (
        select(*columns)
        .where(TimelineEntry.order_id == order_id, TimelineEntry.seq > seq, ~TimelineEntry.removed)
        .order_by(TimelineEntry.seq.desc())
        .limit(MOST_ENTRIES)
    )
    told = [Told(*row) for row in session.execute(changed)]
    return Digest(looked_at, seq, latest, digest(told, seq))
