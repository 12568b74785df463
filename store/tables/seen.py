"""How far each device of a buyer has read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Table


class Seen(Table):
    """What one device has seen of one order, and when it last looked. A device is a signed-in session."""

    __tablename__ = "seen"
    __table_args__ = (CheckConstraint("seq >= 0", name="seq_counts"),)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"), primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    looked_at: Mapped[datetime]
