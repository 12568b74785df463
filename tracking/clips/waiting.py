"""Clips that wait for us, and what dead attempts may have left, as the sweep finds them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import TextClause, and_, or_, select, text, update
from sqlalchemy.orm import Session

from store.queue import wait_no_more
from store.tables import Clip, OwedRenditions
from tracking.clips.attempts import attempt_that_made, nudge
from tracking.clips.keeping import kept_attempt
from tracking.clips.owed import LONGEST_WAIT, MAY_GET_MORE, TASK, nudge_owed
from tracking.rules.clip_status import SETTLED, UNSETTLED

_PATIENCE = timedelta(seconds=5)


def _no_live_job(kind: str) -> TextClause:
    return text(
        f"NOT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE job.lock = '{kind}:' "
        "|| replace(clip.id::text, '-', '') AND job.status IN ('todo', 'doing'))"
    )


def nudge_waiting(session: Session, now: datetime, most: int = 100) -> int:
    """Make jobs for clips that wait with none, because a job was lost or ended in a way nobody foresaw."""
    clips = session.scalars(
        select(Clip)
        .where(Clip.status.in_(UNSETTLED), Clip.status_at <= now - _PATIENCE, _no_live_job("clip"))
        .where(or_(Clip.nudged_at.is_(None), Clip.nudged_at <= now - _PATIENCE))
        .order_by(Clip.status_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(nudge(session, clip, now) for clip in clips)


def nudge_owing(session: Session, now: datetime, most: int = 100) -> int:
    """Make jobs for clips that owe sizes and have none, and let jobs that waited long go before newer clips."""
    wait_no_more(session, TASK, now - LONGEST_WAIT)
    owing = session.scalars(
        select(OwedRenditions)
        .join(Clip, Clip.id == OwedRenditions.clip_id)
        .where(Clip.status.in_(MAY_GET_MORE), OwedRenditions.gave_up_at.is_(None), _no_live_job("owed"))
        .where(OwedRenditions.nudged_at <= now - _PATIENCE)
        .order_by(OwedRenditions.nudged_at)
        .limit(most)
        .with_for_update(of=Clip, skip_locked=True)
    ).all()
    return sum(nudge_owed(session, owed, now) for owed in owing)


def with_dead_attempts(session: Session, since: datetime) -> Sequence[Clip]:
    """Clips that took several attempts or came to nothing: outputs may be left over. A removed one keeps none.

    Those that were not tidied since they were settled, and once more those settled after `since`: a worker that was
    thought dead may have stored something yet.
    """
    return session.scalars(
        select(Clip).where(
            Clip.status.in_(SETTLED),
            or_(Clip.status_at >= since, Clip.tidied_at.is_distinct_from(Clip.status_at)),
            or_(
                Clip.attempt > 1,
                and_(Clip.attempt > 0, Clip.published_attempt.is_(None), Clip.held_attempt.is_(None)),
            ),
        )
    ).all()


def is_left_over(clip: Clip, key: str) -> bool:
    """Whether an output of the clip may go. What a newer attempt makes, since the clip was read, stays."""
    made_by = attempt_that_made(key)
    return made_by <= clip.attempt and made_by != kept_attempt(clip)


def tidied(session: Session, clip: Clip) -> None:
    """Nothing is left over of the clip as it was read; a change meanwhile is another sweep's."""
    seen = (Clip.id == clip.id, Clip.status_at == clip.status_at)
    session.execute(update(Clip).where(*seen).values(tidied_at=clip.status_at))
