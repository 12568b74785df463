import pytest
from sqlalchemy.orm import Session

from tests.tracking.journeys import Journey


@pytest.fixture
def journey(session: Session) -> Journey:
    return Journey(session)
