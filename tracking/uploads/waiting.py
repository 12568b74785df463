"""Uploads that nobody may come back for, as the sweep finds them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.tables import Clip, Upload
from store.words import UploadStatus

LOOKED_AT_EVERY = timedelta(minutes=1)


def due_for_a_look(session: Session, now: datetime, most: int = 100) -> Sequence[Upload]:
    """Open uploads that storage was not asked about for a minute, oldest first; each is handed to one sweep only."""
    last = func.coalesce(Upload.checked_at, Upload.created_at)
    uploads = session.scalars(
        select(Upload)
        .where(Upload.status == UploadStatus.AWAITING_PARTS, last <= now - LOOKED_AT_EVERY)
        .order_by(last)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for upload in uploads:
        upload.checked_at = now
    return uploads


def recently_given_up(session: Session, since: datetime) -> Sequence[Upload]:
    """Uploads that ended without their bytes after `since`: what storage had of them may not have been freed."""
    query = select(Upload).join(Clip, Clip.id == Upload.clip_id)
    return session.scalars(query.where(Upload.status == UploadStatus.ABORTED, Clip.status_at >= since)).all()


def is_orphan(upload: Upload | None, multipart_id: str) -> bool:
    """Whether a multipart upload in storage belongs to no open upload.

    One whose row does not name any yet may be beginning right now.
    """
    if upload is None or upload.status is not UploadStatus.AWAITING_PARTS:
        return True
    return upload.multipart_id is not None and upload.multipart_id != multipart_id


def by_key(session: Session, keys: Iterable[str]) -> dict[str, Upload]:
    """The uploads whose objects these are."""
    return {upload.key: upload for upload in session.scalars(select(Upload).where(Upload.key.in_(set(keys))))}
