"""Windows against the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from tracking.rules.lateness import Ahead, still_ahead

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BEFORE, AFTER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("earliest", "latest", "ahead"),
    [
        (AFTER, LATER, Ahead(AFTER, LATER, overdue=False)),
        (BEFORE, LATER, Ahead(None, LATER, overdue=False)),
        (NOW, LATER, Ahead(None, LATER, overdue=False)),
        (BEFORE, NOW, Ahead(None, None, overdue=True)),
        (BEFORE, None, Ahead(None, None, overdue=True)),
        (AFTER, None, Ahead(AFTER, None, overdue=False)),
        (None, BEFORE, Ahead(None, None, overdue=True)),
        (None, None, Ahead(None, None, overdue=False)),
    ],
)
def test_only_what_is_ahead_of_the_clock_is_shown(earliest, latest, ahead) -> None:
    assert still_ahead(earliest, latest, NOW) == ahead
