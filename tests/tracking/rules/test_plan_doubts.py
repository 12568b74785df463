"""What is odd about a plan."""

from datetime import UTC, datetime, timedelta

import pytest

from tracking.rules.plan_doubts import Planned, doubts

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def plan(*parts: str) -> list[Planned]:
    """`"A>B 0-4"` goes from A to B from hour 0 to 4; `"A>B 0-4 T"` on the trip T; `"A 0-4"` stays there."""
    found = []
    for part in parts:
        places, hours, *trip = part.split()
        begin, end = (START + timedelta(hours=int(hour)) for hour in hours.split("-"))
        first, _, last = places.partition(">")
        found.append(Planned(first, last or first, begin, end, *trip))
    return found


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ((), []),
        (("A 0-1", "A>B 1-4 T", "B 4-8", "B>C 8-9 U"), []),
        (("A>B 0-4", "B>C 3-9"), ["legs_overlap"]),
        (("A>B 0-4", "B 3-9", "B>C 9-12"), []),  # a stay that overlaps is how yards plan
        (("A>B 0-4", "C>D 5-9"), ["places_gap"]),
        (("A>B 0-4", "B>A 5-9"), ["places_loop"]),
        (("A>B 0-4", "B>C 5-9", "C>B 10-12"), ["places_loop"]),
        (("A>B 0-4 T", "B>C 5-9 T"), ["trip_twice"]),
    ],
)
def test_a_plan_is_doubted(parts: tuple[str, ...], codes: list[str]) -> None:
    assert doubts(plan(*parts)) == codes
