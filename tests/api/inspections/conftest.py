"""The order A-1 with its carriers, and condition reports of it."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from store.database import Database
from tests.api.conftest import Person
from tests.api.handover.buyers import Owner
from tests.api.inspections.support import Desk
from tests.api.shop import Shop

SCRATCH = {"area": "10", "type": "12", "severity": 1}
DENT = {"area": "27", "type": "14", "severity": 4}


def report(**changes: Any) -> dict[str, Any]:
    """A pickup that found nothing."""
    whole = {"kind": "pickup", "inspected_at": "2026-11-17T08:00:00+08:00", "signature": {"name": "Zhao Min"}}
    return {**whole, "damages": [], **changes}


class Reports:
    """What the carriers of A-1 report of its condition."""

    def __init__(self, shop: Shop, carrier_of: Callable[..., Person]) -> None:
        self.shop = shop
        shop.put()
        self.carriers = {"yard": carrier_of("northern"), "rail": carrier_of("river")}
        self.carriers["truck"] = self.carriers["yard"]

    def path(self, ref: str) -> str:
        return f"/v1/stages/{self.shop.stage_ids()[ref]}/inspections"

    def send(self, ref: str, *damages: dict[str, Any], **changes: Any) -> TestResponse:
        """The answer to a report of the stage's carrier."""
        headers = changes.pop("headers", {})
        body = report(damages=list(damages), **changes)
        return self.carriers[ref].post(self.path(ref), json=body, headers=headers)

    def made(self, ref: str, *damages: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """A report that was taken."""
        answer = self.send(ref, *damages, **changes)
        assert answer.status_code == 201, answer.json
        taken: dict[str, Any] = answer.json
        return taken


@pytest.fixture
def reports(shop: Shop, carrier_of: Callable[..., Person]) -> Reports:
    return Reports(shop, carrier_of)


@pytest.fixture
def owner(reports: Reports, shop: Shop, sign_in: Callable[..., Person], database: Database) -> Owner:
    """The buyer of A-1."""
    return Owner(shop, sign_in, database)


@pytest.fixture
def desk(reports: Reports, shop: Shop, sign_in: Callable[..., Person]) -> Desk:
    """An agent."""
    return Desk(sign_in("console"), shop.get()["id"])
