"""Which offsets from UTC a clock may show."""

from datetime import timedelta

WIDEST = timedelta(hours=14)  # Pacific/Kiritimati; nowhere on Earth is further from UTC


def is_offset(offset: timedelta | None) -> bool:
    """Whether somebody's clock can show it: at most 14 hours, in whole minutes, as RFC 3339 writes it."""
    return offset is not None and abs(offset) <= WIDEST and not offset % timedelta(minutes=1)
