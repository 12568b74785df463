"""The rail carrier of A-1, which speaks EPCIS."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from store.database import Database
from store.settings import Settings
from store.tables import Order, TimelineEntry
from tests.api.conftest import Person
from tests.api.shop import Shop
from tests.epcis.documents import document
from workers.documents import capture_documents
from workers.machinery import Machinery


class Epcis:
    """A carrier's system, and the worker that takes its documents."""

    def __init__(self, carrier: Person, shop: Shop, machinery: Machinery) -> None:
        self.carrier, self.shop, self.machinery = carrier, shop, machinery
        self.database = machinery.database

    def send(self, *events: Any, behaviour: str = "rollback", **about: Any) -> TestResponse:
        headers = {"GS1-Capture-Error-Behaviour": behaviour}
        return self.carrier.post("/v1/epcis/capture", json=document(*events, **about), headers=headers)

    def work(self) -> None:
        capture_documents(self.machinery, self.carrier.of.id)

    def captured(self, *events: Any, **about: Any) -> dict[str, Any]:
        """The job of a document that a worker has been at."""
        answer = self.send(*events, **about)
        assert answer.status_code == 202, answer.json
        self.work()
        return self.job(answer)

    def job(self, answer: TestResponse) -> dict[str, Any]:
        found: dict[str, Any] = self.carrier.get(answer.headers["Location"]).json
        return found

    def ask(self, **query: Any) -> list[dict[str, Any]]:
        """The events of one answer."""
        answer = self.carrier.get("/v1/epcis/events", query_string=query)
        assert answer.status_code == 200, answer.json
        events: list[dict[str, Any]] = answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return events

    def order(self) -> Order:
        with self.database.reading() as session:
            return session.scalars(select(Order).where(Order.number == "A-1")).one()

    def entries(self) -> list[tuple[str, str]]:
        """(kind, code) of what the buyer is told beside milestones, oldest first."""
        with self.database.reading() as session:
            query = select(TimelineEntry).where(~TimelineEntry.removed).order_by(TimelineEntry.happened_at)
            return [
                (entry.kind.value, entry.code)
                for entry in session.scalars(query)
                if entry.kind.value in {"event", "correction"}
            ]


@pytest.fixture
def epcis(shop: Shop, carrier_of: Callable[..., Person], database: Database, settings: Settings, clock: Any) -> Epcis:
    assert shop.put().status_code == 201
    machinery = Machinery(settings, database, cast("Any", None), cast("Any", None), clock)
    return Epcis(carrier_of("river"), shop, machinery)
