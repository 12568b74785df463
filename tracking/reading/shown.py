"""Which cuts there are to see at all; the one place that says so. Whose they are is the order's question."""

from sqlalchemy import ColumnElement, and_

from store.tables import Clip, Cut
from store.words import ClipStatus, CutStatus

# A clip on its way through the worker again keeps showing what was published before.
_SHOWN = (ClipStatus.PUBLISHED, ClipStatus.UPLOADED, ClipStatus.PROCESSING)


def is_shown() -> ColumnElement[bool]:
    """True for a published cut of a clip that was not taken back; both tables must be joined."""
    return and_(Cut.status == CutStatus.PUBLISHED, Clip.published_attempt.is_not(None), Clip.status.in_(_SHOWN))
