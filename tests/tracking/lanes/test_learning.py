"""What an order teaches: kept in line with its events, learned once, taken back when it was corrected."""

from datetime import timedelta

from sqlalchemy import select

from store.tables import Lane, LaneCase
from tests.tracking.journeys import NOW, Journey
from tests.tracking.lanes.past import Past
from tracking.lanes.learning import learn


def report_rail(journey: Journey) -> None:
    assert journey.report("river", journey.event("rail", "departing", "17T09")) == ["accepted"]
    assert journey.report("river", journey.event("rail", "arriving", "19T07")) == ["accepted"]


def test_what_is_over_becomes_a_case_and_is_learned_once(journey: Journey, past: Past) -> None:
    order = journey.put()
    report_rail(journey)
    assert past.rows(order) == [(1, "dwell", False), (1, "transit", False)]
    assert learn(journey.session, NOW) == 2
    assert learn(journey.session, NOW) == 0
    assert past.cases_in("transit/rail/CKG-YARD/WUH-HUB") == 1
    assert past.cases_in("transit") == 1
    journey.put()  # the same again
    assert learn(journey.session, NOW) == 0


def test_a_corrected_report_teaches_nothing_any_more(journey: Journey, past: Past) -> None:
    order = journey.put()
    report_rail(journey)
    learn(journey.session, NOW)
    fix = journey.event("rail", "transporting", "19T07", "fix", corrects="rail-arriving", reason="other")
    assert journey.report("river", fix) == ["accepted"]
    assert past.rows(order) == [(1, "dwell", False), (1, "transit", True)]
    assert learn(journey.session, NOW) == 1
    assert past.rows(order) == [(1, "dwell", False)]
    assert past.cases_in("transit") == 0
    assert past.cases_in("ready") == 1


def test_a_corrected_time_replaces_what_it_had_taught(journey: Journey, past: Past) -> None:
    journey.put()
    report_rail(journey)
    learn(journey.session, NOW)
    journey.report("river", journey.event("rail", "arriving", "19T19", "fix", corrects="rail-arriving"))
    learn(journey.session, NOW)
    [lane] = journey.session.scalars(select(Lane).where(Lane.key == "transit"))
    assert [sample["time"] for sample in lane.samples] == [58 * 3600]


def test_a_case_whose_places_were_mended_leaves_the_lanes_it_was_in(journey: Journey, past: Past) -> None:
    order = journey.put()
    past.add(order, 1)
    learn(journey.session, NOW)
    row = journey.session.scalars(select(LaneCase).where(LaneCase.kind == "transit", LaneCase.position == 1)).one()
    row.lanes, row.learned = ["transit/rail/ELSEWHERE", "transit"], False
    journey.session.flush()
    learn(journey.session, NOW)
    assert past.cases_in("transit/rail/CKG-YARD") == 0
    assert past.cases_in("transit/rail/ELSEWHERE") == 1
    assert past.cases_in("transit") == 2


def test_journeys_whose_steps_are_late_together_widen_the_next_ranges(journey: Journey, past: Past) -> None:
    order = journey.put()
    past.cars(order, 20)
    past.cars(order, 20)  # judged by what the first twenty taught
    held = journey.session.get_one(Lane, "held").digest
    assert held["cases"] >= 60
    assert 0.2 < held["coverage"] < 0.8
    assert held["later"] > 1


def test_one_round_takes_only_so_many(journey: Journey, past: Past) -> None:
    order = journey.put()
    past.add(order, 4)
    assert [learn(journey.session, NOW, most=10) for _ in range(3)] == [10, 6, 0]


def test_pauses_between_news_are_learned_and_thrown_away(journey: Journey, past: Past) -> None:
    journey.put()
    for hour, type_ in enumerate(("loading", "departing", "transporting")):
        now = NOW + timedelta(hours=10 * hour)
        assert journey.report("river", journey.event("rail", type_, f"17T1{hour}"), now=now) == ["accepted"]
    assert past.pause_count() == 2
    learn(journey.session, NOW)
    assert past.pause_count() == 0
    assert past.cases_in("quiet/ready") == 1
    assert past.cases_in("quiet/transit/rail") == 1


def test_reports_within_minutes_are_one_piece_of_news(journey: Journey, past: Past) -> None:
    order = journey.put()
    for minutes, type_ in enumerate(("loading", "departing", "transporting")):
        now = NOW + timedelta(minutes=minutes)
        journey.report("river", journey.event("rail", type_, f"17T1{minutes}"), now=now)
    assert past.pause_count() == 0
    assert order.heard is not None
    assert order.heard["since"] == (NOW + timedelta(minutes=2)).isoformat()
