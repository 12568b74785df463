"""When a message that an endpoint did not take is tried again."""

from datetime import timedelta

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600))
LONGEST_REST = timedelta(minutes=5)
LONGEST_ASKED_FOR = timedelta(hours=1)


def pause_after(attempts: int, share: float = 1.0) -> timedelta:
    """How long a message waits after so many attempts; `share`, near 1, spreads those that failed together."""
    return PAUSES[min(attempts, len(PAUSES)) - 1] * share


def rest_after(failures: int, asked_for: timedelta | None = None) -> timedelta:
    """How long an endpoint is left alone after so many failures in a row, so that one that is down holds up nobody.

    `asked_for` is its own Retry-After, which counts for up to an hour.
    """
    rest = min(timedelta(seconds=2 << min(failures - 1, 10)), LONGEST_REST)
    return max(rest, min(asked_for, LONGEST_ASKED_FOR)) if asked_for is not None else rest
