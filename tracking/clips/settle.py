"""The end of an attempt: the clip is published, held for a person, or rejected for a reason the driver can act on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.tables import Clip
from store.words import ClipStatus, VerdictCode
from tracking.clips.attempts import Attempt, fenced, move
from tracking.clips.cuts import make_cuts, orders_shown, publish_cuts
from tracking.clips.keeping import boxes_wait, forget_outputs, take_back
from tracking.clips.outputs import Made, Output, rendition_of
from tracking.clips.owed import owe


def publish(session: Session, attempt: Attempt, made: Made, now: datetime) -> ClipStatus:
    """Publish what the attempt made: renditions, one cut for each order, their timeline entries, all or nothing.

    What a person holds is only let go by a person, and outputs without the boxes that were drawn meanwhile show what
    is to be hidden: then the outputs wait, and the answer is `held`. Raises Superseded.
    """
    clip = fenced(session, attempt)
    _keep(session, clip, attempt, made, now)
    clip.verdict_code = clip.verdict_params = clip.verdict_at_s = None
    if not_hidden := boxes_wait(clip):
        clip.verdict_code, clip.verdict_params = VerdictCode.NEEDS_REVIEW, {"because": "boxes_changed"}
    if not_hidden or clip.held_by_id is not None:
        _wait(session, clip, attempt, now)
        return clip.status
    clip.published_attempt, clip.held_attempt = attempt.number, None
    move(clip, ClipStatus.PUBLISHED, now)
    clip.percent = 100
    forget_outputs(session, clip)
    publish_cuts(session, clip, orders_shown(session, clip), now)
    return clip.status


def hold(
    session: Session,
    attempt: Attempt,
    made: Made,
    code: VerdictCode,
    params: Mapping[str, Any],
    now: datetime,
    *,
    at_s: float | None = None,
) -> None:
    """Keep what the attempt made for a person to look at; buyers see nothing of it. Raises Superseded.

    What an earlier attempt had published is taken back: the doubt is about the same footage.
    """
    clip = fenced(session, attempt)
    _keep(session, clip, attempt, made, now)
    clip.verdict_code, clip.verdict_params, clip.verdict_at_s = code, dict(params), at_s
    _wait(session, clip, attempt, now)


def reject(
    session: Session,
    attempt: Attempt,
    code: VerdictCode,
    params: Mapping[str, Any],
    now: datetime,
    *,
    at_s: float | None = None,
    stills: Sequence[Output] = (),
    quality: Mapping[str, Any] | None = None,
) -> None:
    """Settle the clip with a verdict of the footage's own; it is not tried again. Raises Superseded."""
    clip = fenced(session, attempt)
    session.add_all(rendition_of(clip.id, attempt.number, still, now) for still in stills)
    clip.quality = dict(quality) if quality else None
    clip.verdict_code, clip.verdict_params, clip.verdict_at_s = code, dict(params), at_s
    move(clip, ClipStatus.REJECTED, now)
    take_back(session, clip, now)
    forget_outputs(session, clip)


def _keep(session: Session, clip: Clip, attempt: Attempt, made: Made, now: datetime) -> None:
    """Write down what the attempt made and found out."""
    clip.photo = made.photo
    clip.duration_s, clip.width, clip.height = made.duration_s, made.width, made.height
    clip.source_captured_at, clip.source_offset_min = made.captured_at, made.captured_offset_min
    clip.source_lat, clip.source_lon = made.location or (None, None)
    clip.source_credentials, clip.signed = dict(made.credentials) if made.credentials else None, made.signed
    clip.thumbhash = made.thumbhash
    clip.storyboard = dict(made.storyboard) if made.storyboard else None
    clip.quality = dict(made.quality) if made.quality else None
    clip.hidden = dict(made.hidden) if made.hidden else None
    clip.redacted_with = list(attempt.redactions)
    session.add_all(rendition_of(clip.id, attempt.number, output, now) for output in made.outputs)
    owe(session, clip, attempt, made.owed, now)


def _wait(session: Session, clip: Clip, attempt: Attempt, now: datetime) -> None:
    take_back(session, clip, now)
    clip.held_attempt = attempt.number
    move(clip, ClipStatus.HELD, now)
    clip.percent = 100
    forget_outputs(session, clip)
    make_cuts(session, clip, orders_shown(session, clip))
