"""Which cuts there are to see at all; the one place that says so. Whose they are is the order's question."""

from sqlalchemy import ColumnElement, and_, select

from store.tables import Clip, Cut, Vehicle
from store.words import ClipStatus, CutStatus

# A clip on its way through the worker again keeps showing what was published before.
_SHOWN = (ClipStatus.PUBLISHED, ClipStatus.UPLOADED, ClipStatus.PROCESSING)


def is_shown() -> ColumnElement[bool]:
    """True for a published cut of the order's car, of a clip that was not taken back; both tables must be joined."""
    car = select(Vehicle.car).where(Vehicle.order_id == Cut.order_id).correlate(Cut).scalar_subquery()
    return and_(Cut.status == CutStatus.PUBLISHED, Cut.car == car, is_playable())


def is_playable() -> ColumnElement[bool]:
    """True for a clip that was published and not taken back."""
    return and_(Clip.published_attempt.is_not(None), Clip.status.in_(_SHOWN))
