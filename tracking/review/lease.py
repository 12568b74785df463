"""Who looks at a clip: a short lease, so that two do not decide at once and nobody blocks a clip by going home."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import wire_id
from store.tables import Agent, Clip
from store.words import ClipStatus
from tracking.audit import record
from tracking.clips.attempts import lock_clip
from tracking.sign_in.identity import Caller

LEASE = timedelta(minutes=2)


def claim(session: Session, caller: Caller, clip_id: UUID, now: datetime) -> Clip:
    """Take the clip for two minutes, or two more. Raises NotFound, WrongState (`claimed`, `clip_removed`)."""
    clip = free_clip(session, caller, clip_id, now)
    fresh = clip.claimed_by_id != caller.agent_id or clip.claimed_until is None or clip.claimed_until <= now
    clip.claimed_by_id, clip.claimed_until = caller.agent_id, now + LEASE
    if fresh:  # going on looking is no news
        record(session, caller, "clip_claimed", "clip", clip.id, now)
    return clip


def free_clip(session: Session, caller: Caller, clip_id: UUID, now: datetime) -> Clip:
    """The clip, locked, when nobody else looks at it. Raises NotFound, WrongState (`claimed`, `clip_removed`)."""
    clip = lock_clip(session, clip_id)
    if clip is None:
        raise NotFound
    if clip.status is ClipStatus.REMOVED:
        raise WrongState("This clip was removed for good.", code="clip_removed")
    holder = holder_of(clip, now)
    if holder is not None and holder != caller.agent_id:
        name = session.get_one(Agent, holder).name
        detail = f"{name} is looking at this clip."
        by = {"id": wire_id("agt", holder), "name": name}
        raise WrongState(detail, code="claimed", by=by, retry_after_s=_left(clip, now))
    return clip


def decided(clip: Clip) -> None:
    """The look is over."""
    clip.claimed_by_id = clip.claimed_until = None


def holder_of(clip: Clip, now: datetime) -> UUID | None:
    """Who looks at the clip now."""
    return clip.claimed_by_id if clip.claimed_until is not None and clip.claimed_until > now else None


def _left(clip: Clip, now: datetime) -> int:
    until = clip.claimed_until or now
    return max(1, round((until - now).total_seconds()))
