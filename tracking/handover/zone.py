"""Where the days and hours of a handover begin."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Order, Place, Stage

HOME_ZONE = "Asia/Shanghai"  # while the plan names no place


def zone_of(session: Session, order: Order) -> ZoneInfo:
    """The time zone of the place of handover, else of the last place of the journey."""
    at_the_place = select(Place.time_zone).where(Place.code == order.handover.get("place_code"))
    at_the_end = (
        select(Place.time_zone)
        .join(Stage, Stage.to_place_id == Place.id)
        .where(Stage.order_id == order.id, Stage.withdrawn_at.is_(None))
        .order_by(Stage.position.desc())
        .limit(1)
    )
    return ZoneInfo(session.scalar(at_the_place) or session.scalar(at_the_end) or HOME_ZONE)
