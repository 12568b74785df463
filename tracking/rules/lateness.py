"""Windows of time that have passed. Decided when somebody reads, because the clock moves and rows do not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Ahead:
    """What is still ahead of a window: a bound that has passed is None, and `overdue` tells that both have."""

    earliest: datetime | None
    latest: datetime | None
    overdue: bool


def still_ahead(earliest: datetime | None, latest: datetime | None, now: datetime) -> Ahead:
    """The window as it may be shown at `now`: never in the past.

    A window without an end is overdue once its beginning has passed.
    """
    end = latest or earliest
    return Ahead(
        earliest if earliest and earliest > now else None,
        latest if latest and latest > now else None,
        overdue=end is not None and end <= now,
    )
