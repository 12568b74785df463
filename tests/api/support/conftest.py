"""Support's people, and an order with a story."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from store.tables import AuditEntry
from tests.api.conftest import Person
from tests.api.shop import Shop, report


@pytest.fixture
def agent(sign_in: Callable[..., Person]) -> Person:
    return sign_in("console")


@pytest.fixture
def supervisor(sign_in: Callable[..., Person]) -> Person:
    return sign_in("console", role="supervisor")


@pytest.fixture
def admin(sign_in: Callable[..., Person]) -> Person:
    return sign_in("console", role="admin")


@pytest.fixture
def order_id(shop: Shop) -> str:
    """A-1, just put."""
    made: str = shop.put().json["id"]
    return made


@pytest.fixture
def on_the_rail(shop: Shop, order_id: str, carrier_of: Callable[..., Person]) -> str:
    """A-1 on the train."""
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    return order_id


@pytest.fixture
def audited(database: Any) -> Callable[..., list[AuditEntry]]:
    """The audit's lines with this action, in order."""

    def read(action: str) -> list[AuditEntry]:
        with database.reading() as session:
            return list(
                session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
            )

    return read
