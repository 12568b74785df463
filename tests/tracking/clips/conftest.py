"""A clip of one car whose bytes have arrived, and what an attempt may have made of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Clip, Stage, Upload
from store.words import ClipStatus, Origin, UploadStatus
from tests.fleet import make_carrier, make_stage
from tracking.clips.attempts import Attempt
from tracking.clips.cuts import add_cars
from tracking.clips.outputs import Made, Output


@pytest.fixture
def clip(session, clock) -> Clip:
    """A clip of one car whose bytes have arrived."""
    return arrived(session, make_stage(session, make_carrier(session).id), clock())


def arrived(session: Session, stage: Stage, now: datetime) -> Clip:
    """A clip of the car at this stage, by the stage's carrier, that waits for a worker."""
    clip = Clip(
        id=new_id(),
        carrier_id=stage.carrier_id,
        origin=Origin.HANDHELD,
        captured_at=now - timedelta(minutes=5),
        captured_offset_min=480,
        shots=[],
        status=ClipStatus.UPLOADED,
        status_at=now,
        created_at=now,
    )
    session.add(clip)
    session.flush()
    session.add(
        Upload(
            carrier_id=stage.carrier_id,
            clip_id=clip.id,
            status=UploadStatus.COMPLETED,
            filename="a.mp4",
            content_type="video/mp4",
            size=10,
            sha256=bytes(32),
            part_size=8 << 20,
            key=f"incoming/{clip.id.hex}",
            created_at=now,
            expires_at=now,
        )
    )
    add_cars(session, clip, [stage], now)
    return clip


def made_by(attempt: Attempt, owed: Sequence[str] = ()) -> Made:
    """A second of video, without the sizes that are owed."""
    video = Output(
        "video", "360p", f"{attempt.prefix}360p.mp4", "video/mp4", 9, bytes(32), 640, 360, segments=[(0, 9, 1.0)]
    )
    return Made(
        photo=False,
        duration_s=1.0,
        width=640,
        height=360,
        captured_at=None,
        captured_offset_min=None,
        location=None,
        credentials=None,
        signed=False,
        thumbhash=None,
        storyboard=None,
        quality=None,
        hidden={"faces": 1},
        outputs=[video],
        owed=owed,
    )
