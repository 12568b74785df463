"""Whether a silence is usual, unusual, or nobody can tell."""

from datetime import timedelta

import pytest

from store.words import Mode, PlaceKind
from tracking.rules.lanes import Way, quiet_lanes
from tracking.rules.samples import digest_of
from tracking.rules.silence import level_of, pause_sample, usual_pause

WAY = Way(Mode.TRUCK, "haulier", "WUH", PlaceKind.HUB, "CAN", 840.0)
LANES = quiet_lanes(WAY, under_way=True, first=False)


def pauses(count: int, hours: float = 100) -> dict[str, object]:
    return digest_of(
        [pause_sample(timedelta(hours=hours * (n + 0.5) / count), str(n), float(n)) for n in range(count)]
    )


def test_nine_of_ten_pauses_were_not_longer() -> None:
    usual_s, cases = usual_pause(LANES, {LANES[0]: pauses(100)})
    assert (usual_s, cases) == (pytest.approx(90 * 3600, rel=0.01), 100)


def test_the_most_alike_stage_with_enough_pauses_tells() -> None:
    know = {LANES[0]: pauses(6, 10), LANES[1]: pauses(40, 50), LANES[2]: pauses(300, 80)}
    assert usual_pause(LANES, know)[1] == 40
    assert usual_pause(LANES, {LANES[0]: pauses(6, 10), LANES[2]: pauses(4)})[1] == 6


def test_fewer_than_five_pauses_say_nothing_but_how_few_they_are() -> None:
    assert usual_pause(LANES, {LANES[1]: pauses(4)}) == (None, 4)
    assert usual_pause(LANES, {}) == (None, 0)


@pytest.mark.parametrize(
    ("hours", "usual_s", "level"),
    [(40, 40 * 3600.0, "normal"), (40.1, 40 * 3600.0, "unusual"), (400, None, "unknown"), (0, None, "unknown")],
)
def test_the_level_follows_the_clock(hours: float, usual_s: float | None, level: str) -> None:
    assert level_of(timedelta(hours=hours), usual_s) == level


def test_silences_on_the_road_in_a_yard_and_before_the_start_are_not_alike() -> None:
    kinds = [(True, False), (False, False), (False, True)]
    lanes = [set(quiet_lanes(WAY, under_way=under_way, first=first)) for under_way, first in kinds]
    assert not lanes[0] & lanes[1]
    assert not lanes[1] & lanes[2]
