"""What past journeys teach: one row for each wait and leg that is over, and for each lane the digest of many."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.declarative import Id, Table


class LaneCase(Table):
    """A wait or a leg of one order that is over: what was planned, said and done."""

    __tablename__ = "lane_case"
    __table_args__ = (
        UniqueConstraint("order_id", "position", "kind"),
        Index("ix_lane_case_to_learn", "ended_at", postgresql_where=text("NOT learned")),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"))
    position: Mapped[int]  # of the leg it is, or waits for
    kind: Mapped[str]  # dwell, transit
    lanes: Mapped[list[Any]]  # under which keys it counts, from most alike to hardly
    planned_start: Mapped[datetime | None]
    planned_end: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]
    said_end: Mapped[datetime | None]  # the carrier's last estimate
    reason: Mapped[str | None]
    last: Mapped[bool]  # it brought the car to its destination
    gone: Mapped[bool] = mapped_column(default=False)  # a correction took it back
    learned: Mapped[bool] = mapped_column(default=False)
    counted_in: Mapped[list[Any]] = mapped_column(default=list)  # the lanes that have it in their digest


class Pause(Table):
    """The time between two pieces of news of an order. Learned and thrown away."""

    __tablename__ = "pause"
    id: Mapped[Id]
    lanes: Mapped[list[Any]]
    seconds: Mapped[float]
    ended_at: Mapped[datetime] = mapped_column(index=True)


class Lane(Table):
    """What is known under one key. `digest` is small and read for every estimate; `samples` only by who learns."""

    __tablename__ = "lane"
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[dict[str, Any]]
    samples: Mapped[list[Any]]
    changed_at: Mapped[datetime]
