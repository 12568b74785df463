import pytest
from sqlalchemy.orm import Session

from tests.tracking.journeys import Journey
from tests.tracking.lanes.past import Past


@pytest.fixture
def journey(session: Session) -> Journey:
    return Journey(session)


@pytest.fixture
def past(session: Session, journey: Journey) -> Past:
    """Earlier cars on the lanes of the journey's order."""
    return Past(session, journey)
