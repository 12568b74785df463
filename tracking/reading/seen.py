"""How far an order was read: by this device, or, before it ever said so, by the buyer's others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.tables import Order, Seen, SignedIn


def position(buyer_id: UUID, session_id: UUID | None) -> ColumnElement[int]:
    """The seq up to which the device has read the order of the query around; 0 when the buyer never looked.

    A new device begins where the buyer's others are. Without a session it is the furthest of them all.
    """
    mine = select(Seen.seq).where(Seen.session_id == session_id, Seen.order_id == Order.id)
    others = _of_buyer(buyer_id).with_only_columns(func.max(Seen.seq)).where(Seen.order_id == Order.id)
    both = (query.correlate(Order).scalar_subquery() for query in (mine, others))
    return func.coalesce(*both, 0)


def last_look(session: Session, buyer_id: UUID, session_id: UUID, order_id: UUID) -> tuple[int, datetime] | None:
    """The seq and the time of the last look at the order; None when the buyer never looked at it."""
    mine = session.get(Seen, (session_id, order_id))
    if mine is not None:
        return mine.seq, mine.looked_at
    furthest = _of_buyer(buyer_id).where(Seen.order_id == order_id).order_by(Seen.seq.desc(), Seen.looked_at.desc())
    other = session.scalars(furthest.limit(1)).one_or_none()
    return None if other is None else (other.seq, other.looked_at)


def look(session: Session, session_id: UUID, order: Order, seq: int, now: datetime) -> int:
    """Write that this device has read the order up to `seq`: never back, nor beyond what there is. How far it is."""
    row = insert(Seen).values(session_id=session_id, order_id=order.id, seq=min(seq, order.latest_seq), looked_at=now)
    furthest = func.greatest(Seen.seq, row.excluded.seq)
    kept = row.on_conflict_do_update(
        index_elements=[Seen.session_id, Seen.order_id], set_={"seq": furthest, "looked_at": row.excluded.looked_at}
    )
    return session.execute(kept.returning(Seen.seq)).scalar_one()


def forget_looks(session: Session, order: Order) -> None:
    """The order is somebody else's now: what was read of it counts for nobody, should it come back either."""
    session.execute(delete(Seen).where(Seen.order_id == order.id))


def _of_buyer(buyer_id: UUID) -> Select[Any]:
    return select(Seen).join(SignedIn, SignedIn.id == Seen.session_id).where(SignedIn.buyer_id == buyer_id)
