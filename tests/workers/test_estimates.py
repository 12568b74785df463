"""What a worker does because time passed: it learns from what ended, and renews estimates."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from store.database import WORKER_ROLE, Database
from store.tables import Lane, Order
from tests.tracking.journeys import NOW, Journey
from workers.estimates import RENEWED_A_ROUND, learn_from_arrivals, renew_estimates
from workers.folders import WorkFolders
from workers.machinery import Machinery


@pytest.fixture
def machinery(own_url, own_settings, objects, clock, tmp_path):
    database = Database(own_url, role=WORKER_ROLE)
    folders = WorkFolders(tmp_path / "work")
    yield Machinery(own_settings, database, objects, folders, clock)
    database.close()
    folders.close()


def test_a_worker_learns_from_arrivals_and_renews_what_is_due_a_round_at_a_time(own_database, machinery, clock):
    with own_database.writing() as session:
        journey = Journey(session)
        for number in range(RENEWED_A_ROUND + 2):
            journey.put(f"A-{number}", vehicle={"make": "Aurora", "model": "E5"})
        rail = journey.stage("rail", "A-0").id
        event = {"event_id": "left", "stage_id": f"stg_{rail.hex}", "type": "departing", "classifier": "actual"}
        assert journey.report("river", {**event, "happened_at": "2026-11-17T09:00:00+08:00"}) == ["accepted"]
    learn_from_arrivals(machinery)
    with own_database.reading() as session:
        assert session.get_one(Lane, "ready").digest["cases"] == 1
    clock.moment = NOW + timedelta(hours=24)
    due = select(Order.id).where(Order.renew_at <= clock.moment)
    for left in (2, 0):
        renew_estimates(machinery)
        with own_database.reading() as session:
            assert len(session.scalars(due).all()) == left
