"""The order's owner, signed in."""

from collections.abc import Callable

import pytest

from store.database import Database
from tests.api.conftest import Person
from tests.api.handover.buyers import PROMISED, Owner, handover
from tests.api.shop import Shop


@pytest.fixture
def owner(shop: Shop, sign_in: Callable[..., Person], database: Database) -> Owner:
    assert shop.put(handover=handover(), promised=PROMISED, services=[]).status_code == 201
    return Owner(shop, sign_in, database)
