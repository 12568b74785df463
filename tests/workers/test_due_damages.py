"""New damages that nobody decided about are shown by a worker, under the terms of the operator."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from store.database import API_ROLE, WORKER_ROLE, Database
from store.tables import AuditEntry, Case, Damage
from tests.tracking.journeys import NOW, Journey
from tracking.cases.terms import noted_terms
from tracking.events.under_way import Reporter
from tracking.inspections.report import report_inspection
from workers.damages import show_due_damages
from workers.folders import WorkFolders
from workers.machinery import Machinery

REPORT: dict[str, Any] = {
    "kind": "pickup",
    "inspected_at": datetime(2026, 11, 17, tzinfo=UTC),
    "signature": {"none": "contactless"},
    "damages": [{"area": "27", "type": "14", "severity": 4}],
}


@pytest.fixture
def machinery(own_url, settings, clock, tmp_path) -> Iterator[Machinery]:
    database, folders = Database(own_url, role=WORKER_ROLE), WorkFolders(tmp_path / "work")
    yield Machinery(settings, database, None, folders, clock)
    database.close()
    folders.close()


def test_a_worker_shows_what_is_due_under_the_operator_s_terms(own_url, machinery, settings, clock) -> None:
    terms = noted_terms(replace(settings, damage_publish_h=2, case_policy="contract-7", case_due_h=5))
    api = Database(own_url, role=API_ROLE, info=terms)
    with api.writing() as session:
        journey = Journey(session)
        order = journey.put()
        reporter = Reporter(journey.carrier_id("northern"))
        report_inspection(session, reporter, journey.stage("yard").id, REPORT, NOW)
    clock.moment = NOW
    for hours, shown in ((1, False), (1, True), (1, True)):
        clock.forward(hours=hours)
        show_due_damages(machinery)
        with api.reading() as session:
            assert (session.scalars(select(Damage.published_at)).one() is not None) is shown
    with api.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.policy, (case.due_at - NOW).total_seconds()) == ("contract-7", 5 * 3600)
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "damage_published"))
        assert (line.audience, line.actor_id) == (None, None)
        texts = [entry.body_en for entry in Journey.of(session).entries(order) if entry.code == "damage_published"]
    assert len(texts) == 1
    api.close()
