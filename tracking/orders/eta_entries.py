"""What the timeline said of the arrival and the delivery has overtaken."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, TimelineEntry
from store.words import EntryKind
from tracking.timeline import remove_entry


def take_back_overtaken(session: Session, order: Order, delivered_at: datetime, now: datetime) -> None:
    """Turn into tombstones what was said of the arrival when the car was there already, and nobody had told us.

    The order must be locked. The ETA's own history keeps what was said when.
    """
    overtaken = select(TimelineEntry.subject).where(
        TimelineEntry.order_id == order.id,
        TimelineEntry.kind == EntryKind.ETA,
        TimelineEntry.happened_at > delivered_at,
        ~TimelineEntry.removed,
    )
    for subject in session.scalars(overtaken.order_by(TimelineEntry.seq)).all():
        remove_entry(session, order, subject, now)
