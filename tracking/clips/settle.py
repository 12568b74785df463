"""The end of an attempt: the clip is published, or rejected for a reason the driver can act on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Rendition
from store.words import ClipStatus, VerdictCode
from tracking.clips.attempts import Attempt, fenced, move
from tracking.clips.cuts import orders_shown, publish_cuts
from tracking.clips.outputs import Made, Output


def publish(session: Session, attempt: Attempt, made: Made, now: datetime) -> None:
    """Publish what the attempt made: renditions, one cut for each order, their timeline entries, all or nothing.

    Raises Superseded.
    """
    clip = fenced(session, attempt)
    clip.duration_s, clip.width, clip.height = made.duration_s, made.width, made.height
    clip.source_captured_at = made.captured_at
    clip.thumbhash = made.thumbhash
    clip.storyboard = dict(made.storyboard) if made.storyboard else None
    clip.quality = dict(made.quality) if made.quality else None
    clip.published_attempt = attempt.number
    clip.verdict_code = clip.verdict_params = clip.verdict_at_s = None
    move(clip, ClipStatus.PUBLISHED, now)
    clip.percent = 100
    session.add_all(_rendition(attempt, output, now) for output in made.outputs)
    session.flush()
    publish_cuts(session, clip, orders_shown(session, clip), now)


def reject(
    session: Session,
    attempt: Attempt,
    code: VerdictCode,
    params: Mapping[str, Any],
    now: datetime,
    *,
    at_s: float | None = None,
) -> None:
    """Settle the clip with a verdict of the footage's own; it is not tried again. Raises Superseded."""
    clip = fenced(session, attempt)
    clip.verdict_code, clip.verdict_params, clip.verdict_at_s = code, dict(params), at_s
    move(clip, ClipStatus.REJECTED, now)


def _rendition(attempt: Attempt, output: Output, now: datetime) -> Rendition:
    fields = dict(vars(output))
    segments = fields.pop("segments")
    return Rendition(
        id=new_id(),
        clip_id=attempt.clip_id,
        attempt=attempt.number,
        created_at=now,
        segments=None if segments is None else [list(segment) for segment in segments],
        **fields,
    )
