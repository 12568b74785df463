"""Attempts at a clip. The row's state is the truth; a job is only a nudge and may come twice.

Each attempt has a number, and only the newest one of a clip that is being processed may write: a worker that was
thought dead and wakes up finds its number too old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, object_session

from store.queue import defer, has_live_job
from store.tables import Clip, Upload
from store.words import ClipStatus, Origin, VerdictCode
from tracking.clips.keeping import forget_outputs, kept_attempt, take_back
from tracking.rules.clip_status import step_to
from tracking.webhooks.clips import tell_status

MOST_STRIKES = 5


class Superseded(Exception):
    """Another attempt has the clip, or it was settled or removed meanwhile: nothing of this one may count."""


@dataclass(frozen=True)
class Attempt:
    """One try at making a clip playable."""

    clip_id: UUID
    number: int
    key: str  # of the source
    size: int  # bytes that were announced
    sha256: bytes
    captured_at: datetime
    received_at: datetime
    origin: Origin = Origin.HANDHELD
    redactions: Sequence[Mapping[str, Any]] = ()  # boxes drawn by staff, to be hidden

    @property
    def prefix(self) -> str:
        """Where this attempt's outputs go; no other attempt ever writes there."""
        return f"{outputs_prefix(self.clip_id)}{self.number}/"


def outputs_prefix(clip_id: UUID) -> str:
    """Where the outputs of all attempts at a clip are."""
    return f"published/{clip_id.hex}/"


def attempt_that_made(key: str) -> int:
    """The number of the attempt whose output this is. Raises ValueError for a key that is no output's."""
    return int(key.split("/")[2])


def move(clip: Clip, status: ClipStatus, now: datetime) -> None:
    """Change the clip's status, and tell its carrier. The row must be locked.

    Raises WrongState when the rules forbid it.
    """
    clip.status = step_to(clip.status, status)
    clip.status_at = now
    clip.step, clip.percent = None, 0
    if session := object_session(clip):
        tell_status(session, clip, now)


def nudge(session: Session, clip: Clip, now: datetime) -> bool:
    """Make a job for the clip unless one waits or runs already. The row must be locked."""
    lock = f"clip:{clip.id.hex}"
    if has_live_job(session, lock):
        return False
    clip.nudged_at = now
    return defer(session, "process_clip", lock=lock, clip_id=str(clip.id))


def take(session: Session, clip_id: UUID, now: datetime) -> Attempt | None:
    """Begin the next attempt; None when there is nothing to do, because the clip is settled or gone.

    A clip found `processing` was left so by an attempt that died: that is a strike against it.
    """
    clip = lock_clip(session, clip_id)
    if clip is not None and clip.status is ClipStatus.PROCESSING:
        strike(session, clip, "An attempt ended without a word.", now)
    if clip is None or clip.status is not ClipStatus.UPLOADED:
        return None
    move(clip, ClipStatus.PROCESSING, now)
    clip.attempt += 1
    clip.step = "download"
    clip.verdict_code = clip.verdict_params = clip.verdict_at_s = None
    upload = session.scalars(select(Upload).where(Upload.clip_id == clip_id)).one()
    return Attempt(
        clip_id,
        clip.attempt,
        upload.key,
        upload.size,
        upload.sha256,
        clip.captured_at,
        upload.completed_at or upload.created_at,
        clip.origin,
        tuple(clip.redactions or ()),
    )


def tell_progress(session: Session, attempt: Attempt, step: str, percent: int) -> None:
    """Show how far an attempt is. Raises Superseded."""
    changed = session.execute(
        update(Clip)
        .where(Clip.id == attempt.clip_id, Clip.attempt == attempt.number, Clip.status == ClipStatus.PROCESSING)
        .values(step=step, percent=max(0, min(100, percent)))
    )
    assert isinstance(changed, CursorResult)  # noqa: S101 - an UPDATE gives one
    if changed.rowcount != 1:
        raise Superseded


def tell_first_verdict(
    session: Session, attempt: Attempt, code: VerdictCode, params: Mapping[str, Any], at_s: float | None
) -> None:
    """Show what a first look says while the clip is still being processed; settling it has the last word.

    Raises Superseded.
    """
    clip = fenced(session, attempt)
    clip.verdict_code, clip.verdict_params, clip.verdict_at_s = code, dict(params), at_s


def fenced(session: Session, attempt: Attempt) -> Clip:
    """The clip, locked, when this attempt still has it. Raises Superseded."""
    clip = lock_clip(session, attempt.clip_id)
    if clip is None or clip.attempt != attempt.number or clip.status is not ClipStatus.PROCESSING:
        raise Superseded
    return clip


def is_kept(session: Session, attempt: Attempt) -> bool:
    """Whether buyers are shown, or a person has to look at, what this very attempt made."""
    clip = session.get(Clip, attempt.clip_id)
    return clip is not None and kept_attempt(clip) == attempt.number


def hand_back(session: Session, attempt: Attempt, now: datetime) -> None:
    """End an attempt that failed through no fault of the footage: another follows. Raises Superseded."""
    move(fenced(session, attempt), ClipStatus.UPLOADED, now)


def strike(session: Session, clip: Clip, failure: str, now: datetime) -> bool:
    """An attempt died or broke in a way that may be the footage's doing. The row must be locked.

    The clip waits for another attempt, or fails for good after a few strikes: then the answer is False.
    """
    clip.strikes += 1
    if clip.strikes < MOST_STRIKES:
        move(clip, ClipStatus.UPLOADED, now)
        return True
    clip.failure = failure
    move(clip, ClipStatus.FAILED, now)
    take_back(session, clip, now)
    forget_outputs(session, clip)
    return False


def start_over(session: Session, clip: Clip, now: datetime) -> None:
    """Let a settled clip be processed again, as if nothing had been held against it. The row must be locked.

    What was published of it is shown until the new verdict. Raises WrongState when the rules forbid it.
    """
    move(clip, ClipStatus.UPLOADED, now)
    clip.strikes, clip.failure = 0, None
    nudge(session, clip, now)


def lost_attempt(session: Session, clip_id: UUID, now: datetime) -> ClipStatus | None:
    """The worker that had the clip died. Where the clip stands then; None when there is no such clip."""
    clip = lock_clip(session, clip_id)
    if clip is not None and clip.status is ClipStatus.PROCESSING:
        strike(session, clip, "Its worker died each time it was processed.", now)
    return clip.status if clip is not None else None


def lock_clip(session: Session, clip_id: UUID) -> Clip | None:
    """The clip with its row locked until the transaction ends."""
    query = select(Clip).where(Clip.id == clip_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))
