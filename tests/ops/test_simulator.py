"""Simulated histories: they are what the domain's own functions make of the same facts, and teach lanes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ops.simulator.journeys import World
from ops.simulator.load import load_world, world_before
from ops.simulator.network import lanes
from ops.simulator.reports import reports
from store.database import Database
from store.tables import Event, Lane, LaneCase, Order, Pause, Stage, TimelineEntry
from store.words import Classifier, Milestone
from tracking.orders.folding import refold

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def silent(_done: int, _of: int, _what: str) -> None:
    """Nobody watches."""


@pytest.fixture
def world() -> World:
    return world_before(NOW, lanes(2, 7), 7, days=120)


def test_the_same_seed_gives_the_same_journeys_and_reports(world: World) -> None:
    one, other = (list(world_before(NOW, lanes(2, 7), 7, days=120).journeys(3)) for _ in range(2))
    assert [journey.runs for journey in one] == [journey.runs for journey in other]
    assert [reports(journey) for journey in one] == [reports(journey) for journey in other]
    assert lanes(5, 7)[:2] == lanes(2, 7)
    assert next(iter(world_before(NOW, lanes(2, 8), 8, days=120).journeys(3))).runs != one[0].runs


def test_journeys_are_late_wrong_and_full_of_weather_as_real_ones_are() -> None:
    journeys = list(world_before(NOW, lanes(12, 3), 3, days=500).journeys(30))
    runs = [run for journey in journeys for run in journey.runs]
    assert {run.reason.value for run in runs if run.reason} == {"weather", "road_closed", "breakdown"}
    told = [report for journey in journeys for report in reports(journey)]
    assert any(report.corrects for report in told)
    assert any(report.recorded_at - report.happened_at > timedelta(hours=3) for report in told)
    for journey in journeys:
        assert all(run.departure < run.arrival for run in journey.runs)
        assert all(one.arrival <= other.departure for one, other in zip(journey.runs, journey.runs[1:], strict=False))


def test_what_is_loaded_is_what_the_domain_makes_of_it_and_loading_again_adds_nothing(
    own_database: Database, world: World
) -> None:
    assert load_world(own_database, world, 8, NOW, silent, arrived=False) == 16
    assert load_world(own_database, world, 8, NOW, silent, arrived=False) == 0
    with own_database.writing() as session:
        orders = session.scalars(select(Order)).all()
        assert {Milestone.DELIVERED} < {order.milestone for order in orders}
        for order in orders:
            fold, version = order.fold, order.version
            times = {stage.id: stage.fold for stage in session.scalars(stages_of(order))}
            refold(session, order)
            assert (order.fold, order.version) == (fold, version)
            assert {stage.id: stage.fold for stage in session.scalars(stages_of(order))} == times
        assert_nothing_lies_ahead(session)
        assert session.scalar(select(func.count()).select_from(LaneCase).where(~LaneCase.learned)) <= 8
        assert session.get_one(Lane, "transit").digest["cases"] > 10
        assert session.get_one(Lane, "quiet/transit").digest["cases"] > 10
        assert session.scalar(select(func.count()).select_from(Pause)) < 100


def stages_of(order: Order):
    return select(Stage).where(Stage.order_id == order.id)


def assert_nothing_lies_ahead(session) -> None:
    actual = Event.classifier == Classifier.ACTUAL
    assert session.scalar(select(func.max(Event.happened_at)).where(actual)) <= NOW
    assert session.scalar(select(func.max(TimelineEntry.recorded_at))) <= NOW


def test_only_cars_that_arrived_when_the_demonstration_asks(own_database: Database, world: World) -> None:
    load_world(own_database, world, 8, NOW, silent, arrived=True)
    with own_database.reading() as session:
        assert set(session.scalars(select(Order.milestone))) <= {Milestone.DELIVERED, Milestone.AVAILABLE_FOR_PICKUP}
