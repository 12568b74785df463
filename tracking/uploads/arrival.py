"""The end of a transfer: the bytes are all there, or the caller gave up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.tables import Clip, Upload
from store.words import ClipStatus, UploadStatus
from tracking.clips.attempts import move, nudge


def upload_of(session: Session, carrier_id: UUID, upload_id: UUID) -> Upload:
    """The carrier's upload with its clip. Raises NotFound."""
    upload = session.scalar(select(Upload).where(Upload.id == upload_id, Upload.carrier_id == carrier_id))
    if upload is None:
        raise NotFound
    _ = upload.clip  # read now: the session may be closed when it is looked at
    return upload


def refuse_unless_open(upload: Upload) -> None:
    """Raise WrongState (`upload_completed`, `upload_aborted`) when no part may arrive any more."""
    if upload.status is UploadStatus.COMPLETED:
        raise WrongState("All parts of this upload arrived.", code="upload_completed")
    if upload.status is UploadStatus.ABORTED:
        raise WrongState("This upload was given up; announce the footage again.", code="upload_aborted")


def remember_multipart(session: Session, upload: Upload, before: str | None, begun: str) -> bool:
    """Note the multipart upload that storage began. False when somebody else was first: theirs counts."""
    changed = session.execute(
        update(Upload)
        .where(Upload.id == upload.id, Upload.status == UploadStatus.AWAITING_PARTS)
        .where(Upload.multipart_id.is_not_distinct_from(before))
        .values(multipart_id=begun)
    )
    assert isinstance(changed, CursorResult)  # noqa: S101 - an UPDATE gives one
    return changed.rowcount == 1


def upload_arrived(session: Session, upload_id: UUID, now: datetime) -> Clip:
    """Settle an upload whose bytes are all in storage.

    Saying so twice changes nothing: callers retry, and the sweep may come first.
    Raises WrongState (`upload_aborted`).
    """
    upload = _locked(session, upload_id)
    clip = upload.clip
    if upload.status is UploadStatus.COMPLETED:
        return clip
    refuse_unless_open(upload)
    upload.status = UploadStatus.COMPLETED
    upload.completed_at = now
    move(clip, ClipStatus.UPLOADED, now)
    nudge(session, clip, now)  # in the transaction of the move
    return clip


def give_up(session: Session, upload_id: UUID, now: datetime) -> Upload:
    """End an unfinished upload. Twice is the same as once. Raises WrongState (`upload_completed`)."""
    upload = _locked(session, upload_id)
    if upload.status is UploadStatus.ABORTED:
        return upload
    refuse_unless_open(upload)
    upload.status = UploadStatus.ABORTED
    upload.superseded_at = upload.superseded_at or now
    move(upload.clip, ClipStatus.REMOVED, now)
    return upload


def _locked(session: Session, upload_id: UUID) -> Upload:
    # The clip's row is the lock of everything about the clip, and is always taken before any order's.
    owner = select(Upload.clip_id).where(Upload.id == upload_id).scalar_subquery()
    clip = session.scalar(
        select(Clip).where(Clip.id == owner).with_for_update().execution_options(populate_existing=True)
    )
    if clip is None:
        raise NotFound
    # Read after the lock was had: whoever held it may have changed the upload.
    return session.scalars(
        select(Upload).where(Upload.id == upload_id).execution_options(populate_existing=True)
    ).one()
