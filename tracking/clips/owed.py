"""Sizes that a settled clip has still to get. The row says what is owed; a job is only a nudge and may come twice.

A clip is published with its largest and its smallest size where that is sooner. Each try at the others has a number,
stores below a prefix of its own, and counts only while the clip is what it was when the try began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from store.queue import defer, has_live_job
from store.tables import Clip, OwedRenditions, Rendition
from store.words import ClipStatus
from tracking.clips.attempts import Attempt, Superseded, lock_clip, outputs_prefix
from tracking.clips.cuts import renew_files
from tracking.clips.keeping import boxes_wait, kept_attempt
from tracking.clips.outputs import Output, rendition_of

TASK = "add_renditions"
AFTER_CLIPS = -1  # priority: a clip that waits to be seen goes first
MOST_STRIKES = 3
LONGEST_WAIT = timedelta(minutes=10)  # then it waits like a clip: however many arrive, it comes before newer ones
MAY_GET_MORE = (ClipStatus.PUBLISHED, ClipStatus.HELD)


@dataclass(frozen=True)
class Addition:
    """One try at the sizes that an attempt owes, made from its largest one."""

    clip_id: UUID
    attempt: int
    number: int
    since: datetime  # when it became owed
    names: tuple[str, ...]
    key: str  # of the largest
    size: int
    sha256: bytes
    lengths: tuple[float, ...]  # of its segments, in seconds

    @property
    def prefix(self) -> str:
        """Where the files of this try go; no other try ever writes there."""
        return f"{additions_prefix(self.clip_id, self.attempt)}{self.number}/"


def additions_prefix(clip_id: UUID, attempt: int) -> str:
    """The beginning of the keys of all tries."""
    return f"{outputs_prefix(clip_id)}{attempt}/added-"


def try_that_made(key: str) -> int:
    """The number of the try whose file this is."""
    return int(key.split("/")[3].removeprefix("added-"))


def owe(session: Session, clip: Clip, attempt: Attempt, names: Sequence[str], now: datetime) -> None:
    """Write down what the attempt owes, in place of what an earlier one did. The clip must be locked."""
    session.execute(delete(OwedRenditions).where(OwedRenditions.clip_id == clip.id))
    if names:
        owed = OwedRenditions(clip_id=clip.id, attempt=attempt.number, names=list(names), since=now)
        session.add(owed)
        nudge_owed(session, owed, now)


def nudge_owed(session: Session, owed: OwedRenditions, now: datetime) -> bool:
    """Make a job unless one waits or runs already. The clip must be locked."""
    owed.nudged_at = now
    lock = f"owed:{owed.clip_id.hex}"  # not the clip's own, under which it is made anew: neither waits for the other
    if has_live_job(session, lock):
        return False
    return defer(session, TASK, lock=lock, priority=AFTER_CLIPS, clip_id=str(owed.clip_id))


def begin(session: Session, clip_id: UUID, now: datetime) -> Addition | None:
    """Begin the next try; None when nothing is owed now, or we gave up.

    A try that is still open was left so by a worker that died: that is a strike.
    """
    clip = lock_clip(session, clip_id)
    owed = session.get(OwedRenditions, clip_id, populate_existing=True)
    if owed is not None and owed.began_at is not None:
        strike_owed(owed, "A try ended without a word.", now)
    if clip is None or owed is None or owed.gave_up_at is not None or not _may_get_more(clip, owed):
        return None
    owed.tries += 1
    owed.began_at = now
    top = session.scalars(_largest(owed)).one()
    lengths = tuple(float(length) for _offset, _size, length in top.segments or ())
    names = tuple(owed.names)
    return Addition(clip_id, owed.attempt, owed.tries, owed.since, names, top.key, top.size, top.sha256, lengths)


def fenced_owed(session: Session, addition: Addition) -> tuple[Clip, OwedRenditions]:
    """The clip, locked, and what it owes, when this try still counts. Raises Superseded."""
    clip = lock_clip(session, addition.clip_id)
    owed = session.get(OwedRenditions, addition.clip_id, populate_existing=True)
    if clip is None or owed is None or not _may_get_more(clip, owed):
        raise Superseded
    if (owed.attempt, owed.tries) != (addition.attempt, addition.number) or owed.began_at is None:
        raise Superseded
    return clip, owed


def add(session: Session, addition: Addition, outputs: Sequence[Output], now: datetime) -> None:
    """Give the clip its sizes. Where it is shown, its entries get a new `seq`, and nobody is told of a new clip.

    Raises Superseded.
    """
    clip, owed = fenced_owed(session, addition)
    session.add_all(rendition_of(addition.clip_id, addition.attempt, output, now) for output in outputs)
    session.delete(owed)
    session.flush()
    if clip.status is ClipStatus.PUBLISHED:
        renew_files(session, clip, now)


def put_off(session: Session, addition: Addition) -> None:
    """End a try that came to nothing through no fault of the clip; what is owed stays so. It may be over already."""
    lock_clip(session, addition.clip_id)
    owed = session.get(OwedRenditions, addition.clip_id, populate_existing=True)
    if owed is not None and (owed.attempt, owed.tries) == (addition.attempt, addition.number):
        owed.began_at = None


def strike_owed(owed: OwedRenditions, failure: str, now: datetime) -> bool:
    """A try died or broke. Whether another follows; after a few the clip stays as it is. The clip must be locked."""
    owed.strikes += 1
    owed.began_at = None
    if owed.strikes >= MOST_STRIKES:
        owed.failure, owed.gave_up_at = failure, now
    return owed.gave_up_at is None


def try_again(session: Session, clip_id: UUID) -> bool:
    """Forget that we gave up. False when nothing is owed any more."""
    lock_clip(session, clip_id)
    owed = session.get(OwedRenditions, clip_id, populate_existing=True)
    if owed is not None:
        owed.strikes, owed.failure, owed.gave_up_at = 0, None, None
    return owed is not None


def has_moved(session: Session, addition: Addition) -> bool:
    """Whether the largest size got another key meanwhile, as it does when the clip is held."""
    return session.scalar(select(Rendition.id).where(Rendition.key == addition.key)) is None


def gave_up(session: Session, clip_id: UUID) -> str | None:
    """Why we gave up on what the clip owes; None while we did not."""
    owed = session.get(OwedRenditions, clip_id)
    return None if owed is None else owed.failure


def given_up_since(session: Session, since: datetime) -> Sequence[OwedRenditions]:
    """What we gave up on lately: the worker of the last try may have died with something stored."""
    return session.scalars(select(OwedRenditions).where(OwedRenditions.gave_up_at >= since)).all()


def keys_that_count(session: Session, clip_id: UUID) -> set[str]:
    """The keys of all stored files of the clip that somebody may still look at."""
    return set(session.scalars(select(Rendition.key).where(Rendition.clip_id == clip_id)))


def _may_get_more(clip: Clip, owed: OwedRenditions) -> bool:
    """Not while it is made anew, or waits for that."""
    return clip.status in MAY_GET_MORE and kept_attempt(clip) == owed.attempt and not boxes_wait(clip)


def _largest(owed: OwedRenditions) -> Select[Rendition]:
    videos = select(Rendition).where(
        Rendition.clip_id == owed.clip_id,
        Rendition.attempt == owed.attempt,
        Rendition.kind == "video",
        Rendition.cut_id.is_(None),
    )
    return videos.order_by((Rendition.width * Rendition.height).desc()).limit(1)
