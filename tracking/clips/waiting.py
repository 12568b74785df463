"""Clips that wait for us, and what dead attempts may have left, as the sweep finds them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, text
from sqlalchemy.orm import Session

from store.tables import Clip
from tracking.clips.attempts import nudge, outputs_prefix
from tracking.clips.keeping import kept_attempt
from tracking.rules.clip_status import SETTLED, UNSETTLED

_PATIENCE = timedelta(seconds=5)
_NO_LIVE_JOB = text(
    "NOT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE job.lock = 'clip:' || replace(clip.id::text, '-', '') "
    "AND job.status IN ('todo', 'doing'))"
)


def nudge_waiting(session: Session, now: datetime, most: int = 100) -> int:
    """Make jobs for clips that wait with none, because a job was lost or ended in a way nobody foresaw."""
    clips = session.scalars(
        select(Clip)
        .where(Clip.status.in_(UNSETTLED), Clip.status_at <= now - _PATIENCE, _NO_LIVE_JOB)
        .where(or_(Clip.nudged_at.is_(None), Clip.nudged_at <= now - _PATIENCE))
        .order_by(Clip.status_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(nudge(session, clip, now) for clip in clips)


def with_dead_attempts(session: Session, since: datetime) -> Sequence[Clip]:
    """Clips settled after `since` that took several attempts or came to nothing: outputs may be left over.

    A removed one keeps none, so it is among them.
    """
    return session.scalars(
        select(Clip).where(
            Clip.status.in_(SETTLED),
            Clip.status_at >= since,
            or_(
                Clip.attempt > 1,
                and_(Clip.attempt > 0, Clip.published_attempt.is_(None), Clip.held_attempt.is_(None)),
            ),
        )
    ).all()


def live_prefix(clip: Clip) -> str | None:
    """Where the outputs are that somebody may still look at; None when there are none."""
    kept = kept_attempt(clip)
    return None if kept is None else f"{outputs_prefix(clip.id)}{kept}/"
