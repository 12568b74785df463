"""Which outputs of a clip count: what buyers are shown, what a person has to look at, or a verdict's still."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.tables import Clip, OwedRenditions, Rendition
from store.words import ClipStatus
from tracking.clips.cuts import cuts_of, untell_cuts


def kept_attempt(clip: Clip) -> int | None:
    """The attempt whose outputs are in storage to stay; None when there are none.

    Of a rejected clip that is the last one, whose still shows the carrier what was wrong.
    """
    if clip.status is ClipStatus.REJECTED:
        return clip.attempt
    return clip.held_attempt if clip.published_attempt is None else clip.published_attempt


def boxes_wait(clip: Clip) -> bool:
    """Whether boxes were drawn, or taken away, that what is kept was not made with."""
    return (clip.redactions or []) != (clip.redacted_with or [])


def take_back(session: Session, clip: Clip, now: datetime) -> None:
    """Keep no outputs any more and show buyers nothing: the cuts' entries become tombstones.

    The clip must be locked.
    """
    if clip.published_attempt is not None:
        untell_cuts(session, cuts_of(session, clip), now)
    clip.published_attempt = clip.held_attempt = None


def forget_outputs(session: Session, clip: Clip) -> None:
    """Drop the rows of outputs that are not kept, and what they owe; their files are deleted after the commit."""
    session.flush()
    kept = kept_attempt(clip)
    for table in (Rendition, OwedRenditions):
        gone = delete(table).where(table.clip_id == clip.id)
        session.execute(gone if kept is None else gone.where(table.attempt != kept))
