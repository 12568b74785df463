"""Whether the clocks agree about when a clip was filmed: the device's word, the file's, and ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

CLOSE = timedelta(minutes=5)  # clocks without a network drift by seconds a day; and a file may say when it ended
ZONE_STEP, WIDEST_ZONE = timedelta(minutes=15), timedelta(hours=14)
AGREE, DISAGREE, UNKNOWN = "agree", "disagree", "unknown"


@dataclass(frozen=True)
class Times:
    """What is known. `announced_at` and `received_at` are ours; the others were told."""

    captured_at: datetime
    duration: timedelta
    in_file: datetime | None
    in_file_zoned: bool  # False: cameras that know no zone write local time as if it were UTC
    sent_at: datetime | None  # the device's clock when it announced
    announced_at: datetime
    received_at: datetime


def agreement(times: Times) -> tuple[str, timedelta]:
    """`agree`, `disagree` or `unknown`, and by how much the two that differ most do."""
    differences = list(_differences(times))
    if not differences:
        return UNKNOWN, timedelta(0)
    worst = max(differences)
    return (DISAGREE if worst > CLOSE else AGREE), worst


def _differences(times: Times) -> Iterator[timedelta]:
    if times.captured_at > times.received_at:
        yield times.captured_at - times.received_at
    if times.sent_at is not None:
        yield abs(times.sent_at - times.announced_at)
    if times.in_file is not None:
        # From the beginning of the clip, or from its end: makers do either.
        ends = (times.captured_at, times.captured_at + times.duration)
        yield min(_apart(times.in_file, end, zoned=times.in_file_zoned) for end in ends)


def _apart(one: datetime, other: datetime, *, zoned: bool) -> timedelta:
    apart = abs(one - other)
    if zoned or apart > WIDEST_ZONE + CLOSE:
        return apart
    return min(apart % ZONE_STEP, ZONE_STEP - apart % ZONE_STEP) if apart > CLOSE else apart
