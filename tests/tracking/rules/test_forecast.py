"""The arrival from the history of lanes: which past is asked, by which ruler, and what time already spent changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.words import Mode, PlaceKind
from tracking.rules.forecast import Forecast, corrected, forecast, raw_forecast
from tracking.rules.lanes import Way, band_of, distance_km, dwell_lanes, transit_lanes
from tracking.rules.samples import digest_of, sample_of, with_new
from tracking.rules.spans import DWELL, TRANSIT, Span, counts

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WAY = Way(Mode.TRUCK, "haulier", "WUH", PlaceKind.HUB, "CAN", 840.0)
LEG = Span(TRANSIT, 0, transit_lanes(WAY), NOW, NOW + 36 * HOUR, start=NOW)
WAIT = Span(DWELL, 0, dwell_lanes(WAY, first=False), NOW - 30 * HOUR, NOW, start=NOW - 28 * HOUR)


def past(span: Span, hours: list[float], **about: Any) -> list[dict[str, Any]]:
    """Cases like `span` that took so long, one a day until the day before."""
    samples = []
    for number, took in enumerate(hours):
        shift = timedelta(days=len(hours) - number + 10)
        start = (span.start or NOW) - shift
        said = about["said"](start + took * HOUR) if "said" in about else None
        moved = replace(
            span,
            planned_start=span.planned_start and span.planned_start - shift,
            planned_end=span.planned_end - shift,
            start=start,
            end=start + took * HOUR,
            said=said,
            reason=about.get("reason"),
        )
        samples.append(sample_of(moved, f"{about.get('name', 'case')} {number}"))
    return samples


def spread(count: int, low: float, high: float) -> list[float]:
    return [low + (high - low) * (number + 0.5) / count for number in range(count)]


def known(lane: str, samples: list[dict[str, Any]]) -> dict[str, Any]:
    return {lane: digest_of(samples)}


def foreseen(*spans: Span, know: dict[str, Any], now: datetime = NOW, **correction: float) -> Forecast:
    found = forecast(spans, now, know, correction)
    assert found is not None
    return found


def hours_of(found: Forecast) -> tuple[float, float]:
    return (found.earliest - NOW) / HOUR, (found.latest - NOW) / HOUR


def about(low: float, high: float) -> Any:
    """A range in hours, but for the rounding to whole ones."""
    return pytest.approx((low, high), abs=1)


def test_the_range_is_where_eight_of_ten_past_cases_ended() -> None:
    found = foreseen(LEG, know=known(LEG.lanes[0], past(LEG, spread(100, 30, 50))))
    assert hours_of(found) == about(32, 48)
    assert (found.cases, found.coverage) == (100, None)


def test_the_same_knowledge_gives_the_same_range_to_the_second() -> None:
    know = known(LEG.lanes[0], past(LEG, spread(40, 30, 50))) | known(WAIT.lanes[0], past(WAIT, spread(40, 20, 60)))
    ahead = replace(LEG, start=None)
    assert foreseen(WAIT, ahead, know=know) == foreseen(WAIT, ahead, know=know)


def test_spans_one_after_the_other_are_uncertain_together_but_less_than_their_sum() -> None:
    know = known(LEG.lanes[0], past(LEG, spread(60, 30, 50))) | known(WAIT.lanes[0], past(WAIT, spread(60, 30, 50)))
    waiting = replace(WAIT, start=NOW)
    low, high = hours_of(foreseen(waiting, replace(LEG, start=None), know=know))
    assert 16 < high - low < 32
    assert (low + high) / 2 == pytest.approx(80, abs=2)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_the_most_alike_lane_that_knows_enough_is_asked(level: int) -> None:
    know: dict[str, Any] = {lane: digest_of(past(LEG, spread(4, 5, 6))) for lane in LEG.lanes[:level]}
    know |= known(LEG.lanes[level], past(LEG, spread(30, 30, 50)))
    know |= {lane: digest_of(past(LEG, spread(200, 90, 99))) for lane in LEG.lanes[level + 1 :]}
    found = foreseen(LEG, know=know)
    assert found.cases == 30
    assert hours_of(found) == about(32, 48)


def test_a_few_cases_of_the_very_lane_are_better_than_nothing() -> None:
    assert foreseen(LEG, know=known(LEG.lanes[0], past(LEG, spread(5, 30, 50)))).cases == 5


def test_fewer_than_five_cases_are_no_history() -> None:
    assert forecast([LEG], NOW, known(LEG.lanes[0], past(LEG, spread(4, 30, 50))), {}) is None
    assert forecast([WAIT, LEG], NOW, known(LEG.lanes[0], past(LEG, spread(50, 30, 50))), {}) is None
    assert forecast([], NOW, {}, {}) is None


def test_legs_of_another_length_teach_how_long_they_took_compared_with_the_plan() -> None:
    short = replace(LEG, planned_end=NOW + 10 * HOUR)
    paces = known("transit", past(short, spread(40, 10, 15)))
    assert hours_of(foreseen(LEG, know=paces)) == about(36 * 1.05, 36 * 1.45)


class TestTimeAlreadySpent:
    know = known(LEG.lanes[0], past(LEG, spread(100, 30, 50)))

    def test_what_ended_sooner_cannot_be_the_end_any_more(self) -> None:
        found = foreseen(LEG, know=self.know, now=NOW + 45 * HOUR)
        assert hours_of(found) == about(45, 50)

    @pytest.mark.parametrize("hours", [49.9, 60, 200, 2000])
    def test_a_truck_later_than_any_is_expected_after_now(self, hours: float) -> None:
        now = NOW + hours * HOUR
        found = foreseen(LEG, know=self.know, now=now)
        assert found.latest > found.middle > now
        assert abs(found.next_due - NOW - 48 * HOUR) <= HOUR  # it was to be there long ago, and that stays said

    def test_it_only_moves_later_while_nobody_reports(self) -> None:
        latest = [foreseen(LEG, know=self.know, now=NOW + hours * HOUR).latest for hours in range(0, 80, 4)]
        assert latest == sorted(latest)


class TestTheCarriersWord:
    wide = spread(60, 20, 70)

    def test_one_that_was_right_so_far_counts(self) -> None:
        record = past(LEG, self.wide, said=lambda end: end - HOUR)  # always an hour too soon
        found = foreseen(replace(LEG, said=NOW + 60 * HOUR), know=known(LEG.lanes[0], record))
        assert hours_of(found) == about(61, 61)

    def test_one_that_was_mostly_wrong_does_not(self) -> None:
        wrong = iter(spread(60, -90, 90))
        record = past(LEG, self.wide, said=lambda end: end + next(wrong) * HOUR)
        found = foreseen(replace(LEG, said=NOW + 60 * HOUR), know=known(LEG.lanes[0], record))
        assert hours_of(found) == about(25, 65)

    def test_one_without_a_record_is_taken_for_as_wrong_as_the_lane_is_wide(self) -> None:
        found = foreseen(replace(LEG, said=NOW + 60 * HOUR), know=known(LEG.lanes[0], past(LEG, self.wide)))
        assert hours_of(found) == about(40, 80)

    @pytest.mark.parametrize("hours", [-3, 24 * 200])
    def test_an_absurd_one_is_not_heard(self, hours: float) -> None:
        found = foreseen(replace(LEG, said=NOW + hours * HOUR), know=known(LEG.lanes[0], past(LEG, self.wide)))
        assert hours_of(found) == about(25, 65)

    def test_one_that_passed_without_news_gives_way_to_history(self) -> None:
        record = past(LEG, self.wide, said=lambda end: end - HOUR)
        late = foreseen(replace(LEG, said=NOW + 30 * HOUR), know=known(LEG.lanes[0], record), now=NOW + 50 * HOUR)
        assert hours_of(late) == about(51, 68)


def test_when_something_went_wrong_only_what_went_wrong_before_tells() -> None:
    fine, bad = past(LEG, spread(80, 30, 34)), past(LEG, spread(12, 60, 80), reason="weather", name="storm")
    know = known(LEG.lanes[0], fine + bad)
    assert foreseen(LEG, know=know).middle < NOW + 36 * HOUR
    assert foreseen(replace(LEG, reason="road_closed"), know=know).middle > NOW + 60 * HOUR


def test_a_departure_by_the_timetable_is_told_by_the_timetable() -> None:
    punctual = []
    for number, early in enumerate(spread(40, 2, 60)):  # cars come when they come, the train leaves when it leaves
        shift = timedelta(days=number + 5)
        case = replace(
            WAIT, planned_end=WAIT.planned_end - shift, start=NOW - shift - early * HOUR, end=NOW - shift + 1.5 * HOUR
        )
        punctual.append(sample_of(case, str(number)))
    found = foreseen(replace(WAIT, planned_end=NOW + 6 * HOUR, start=NOW), know=known(WAIT.lanes[0], punctual))
    assert hours_of(found) == about(7, 8)


def test_a_car_that_missed_its_train_waits_as_long_as_any() -> None:
    know = known(WAIT.lanes[0], past(WAIT, spread(40, 26, 30)))
    found = foreseen(replace(WAIT, planned_end=NOW - 40 * HOUR, start=NOW), know=know)
    assert hours_of(found) == about(26, 30)


class TestPoison:
    def test_a_leg_of_400_days_teaches_nothing(self) -> None:
        assert not counts(replace(LEG, end=NOW + timedelta(days=400)))
        assert not counts(replace(LEG, end=NOW - HOUR))
        assert not counts(LEG)
        assert counts(replace(LEG, end=NOW + timedelta(days=3)))

    def test_a_span_that_is_not_over_has_no_measures(self) -> None:
        with pytest.raises(ValueError, match="not over"):
            sample_of(LEG, "case")

    def test_wild_cases_among_many_move_the_range_by_hours_and_not_by_days(self) -> None:
        honest = past(LEG, spread(95, 30, 50))
        wild = past(LEG, [2000.0] * 5, name="wild")
        low, high = hours_of(foreseen(LEG, know=known(LEG.lanes[0], honest + wild)))
        assert (low, high) == pytest.approx((32, 48), abs=2)
        beyond = foreseen(LEG, know=known(LEG.lanes[0], honest + wild), now=NOW + 51 * HOUR)
        assert beyond.latest < NOW + 300 * HOUR

    def test_an_absurd_plan_is_not_measured_against(self) -> None:
        know = known(LEG.lanes[0], past(LEG, spread(60, 30, 50)))
        for planned_end in (NOW, NOW + timedelta(days=3000)):
            assert hours_of(foreseen(replace(LEG, planned_end=planned_end), know=know)) == about(32, 48)

    def test_a_case_told_again_counts_once_and_one_taken_back_not_at_all(self) -> None:
        samples = past(LEG, spread(10, 30, 50))
        again = [{**samples[3], "time": 1.0}]
        merged = with_new(samples, again)
        assert len(merged) == 10
        assert [sample["time"] for sample in merged if sample["id"] == "case 3"] == [1.0]
        assert len(with_new(samples, [], frozenset({"case 3"}))) == 9

    def test_only_the_newest_cases_are_kept(self) -> None:
        samples = past(LEG, [30.0] * 400)
        kept = with_new(samples[:200], samples[200:])
        assert len(kept) == 300
        assert kept[-1]["id"] == "case 399"


def test_a_range_is_stretched_by_what_earlier_ones_fell_short() -> None:
    raw = raw_forecast([LEG], NOW, known(LEG.lanes[0], past(LEG, spread(100, 30, 50))))
    assert raw is not None
    found = corrected(raw, NOW, {"cases": 100, "coverage": 0.7, "sooner": 0.5, "later": 2.0})
    assert hours_of(found) == about(36, 56)
    assert found.coverage == 0.7


def test_bands_of_distance_double() -> None:
    assert [band_of(km) for km in (0, 49, 51, 99, 101, 840)] == ["band0", "band0", "band1", "band1", "band2", "band5"]
    assert distance_km((30.65, 114.12), (22.77, 113.56)) == pytest.approx(878, abs=5)
