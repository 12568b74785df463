"""What the timeline calls a photo."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from store.tables import TimelineEntry
from tests.tracking.clips.conftest import made_by
from tracking.clips.attempts import take
from tracking.clips.settle import publish


@pytest.mark.parametrize(("photo", "what"), [(False, "video"), (True, "photo")])
def test_a_photo_is_not_called_a_video(session, clip, clock, photo, what):
    attempt = take(session, clip.id, clock())
    publish(session, attempt, replace(made_by(attempt), photo=photo), clock())
    session.flush()
    entry = session.scalars(select(TimelineEntry)).one()
    assert f"New {what} of your car" in entry.body_en
