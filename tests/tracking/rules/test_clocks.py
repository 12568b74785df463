from datetime import UTC, datetime, timedelta

import pytest

from tracking.rules.clocks import AGREE, DISAGREE, UNKNOWN, Times, agreement

FILMED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def times(**about: object) -> Times:
    known = {
        "captured_at": FILMED,
        "duration": timedelta(seconds=20),
        "in_file": FILMED,
        "in_file_zoned": True,
        "sent_at": FILMED + MINUTE,
        "announced_at": FILMED + MINUTE,
        "received_at": FILMED + 2 * MINUTE,
    }
    return Times(**(known | about))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "state", "apart"),
    [
        ({}, AGREE, timedelta(0)),
        ({"in_file": FILMED + timedelta(seconds=20)}, AGREE, timedelta(0)),
        ({"in_file": FILMED - 3 * HOUR}, DISAGREE, 3 * HOUR),
        ({"in_file": FILMED + 8 * HOUR, "in_file_zoned": False}, AGREE, timedelta(0)),
        ({"in_file": FILMED + 8 * HOUR, "in_file_zoned": True}, DISAGREE, 8 * HOUR - timedelta(seconds=20)),
        ({"in_file": FILMED - 400 * HOUR, "in_file_zoned": False}, DISAGREE, 400 * HOUR),
        ({"sent_at": FILMED - HOUR}, DISAGREE, HOUR + MINUTE),
        ({"captured_at": FILMED + HOUR, "in_file": None}, DISAGREE, 58 * MINUTE),
        ({"in_file": None, "sent_at": None}, UNKNOWN, timedelta(0)),
        ({"in_file": None}, AGREE, timedelta(0)),
    ],
)
def test_clocks_agree_unless_two_of_them_are_further_apart_than_zones_and_lengths_explain(
    about: dict[str, object], state: str, apart: timedelta
) -> None:
    assert agreement(times(**about)) == (state, apart)
