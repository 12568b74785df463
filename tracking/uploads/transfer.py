"""What needs storage and the database in turn. No transaction is open while storage is called.

`writing` opens a transaction that commits at its end: the API's carries its caller, the sweep's nobody.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.orm import Session

from store.errors import Refused
from store.objects import NoSuchMultipart, ObjectStore, Part, PartsRefused, StorageDown
from store.tables import Clip, Upload
from store.words import UploadStatus
from tracking.uploads.arrival import give_up, remember_multipart, upload_arrived
from tracking.uploads.parts import Plan

Writing = Callable[[], AbstractContextManager[Session]]
Choice = Callable[[Sequence[Part]], Sequence[Part]]


def plan_of(upload: Upload) -> Plan:
    """How the upload's bytes are cut into parts."""
    return Plan(upload.size, upload.part_size)


def open_transfer(objects: ObjectStore, writing: Writing, upload: Upload, now: datetime) -> Sequence[Part]:
    """Make sure that storage takes parts of this upload; the parts that arrived.

    A multipart upload that storage lost is begun anew. Where the object is whole already, because the answer to
    `complete` was lost on our way, the upload is settled. Does nothing for an upload that has ended.
    """
    if upload.status is not UploadStatus.AWAITING_PARTS:
        return []
    if upload.multipart_id is not None:
        try:
            return objects.list_parts(upload.key, upload.multipart_id)
        except NoSuchMultipart:
            if is_whole(objects, upload):
                with writing() as session:
                    upload_arrived(session, upload.id, now)
                return []
    _begin(objects, writing, upload)
    return []


def _begin(objects: ObjectStore, writing: Writing, upload: Upload) -> None:
    before, begun = upload.multipart_id, objects.begin_multipart(upload.key, upload.content_type)
    with writing() as session:
        ours = remember_multipart(session, upload, before, begun)
    if not ours:  # the same announcement came twice at once; should this abort be lost, the sweep finds it
        objects.abort(upload.key, begun)
    with writing() as session:
        fresh = session.get_one(Upload, upload.id)
        upload.multipart_id, upload.status = fresh.multipart_id, fresh.status


def finish(objects: ObjectStore, writing: Writing, upload: Upload, choose: Choice, now: datetime) -> Clip:
    """Join the parts that `choose` picks of those that arrived, then settle the upload in a new transaction.

    An object that is whole already is success: the one who asked first may never have heard the answer.
    Raises what `choose` raises, Refused (`parts_missing`, `parts_refused`), WrongState, StorageDown.
    """
    if upload.status is UploadStatus.AWAITING_PARTS:
        try:
            _join(objects, upload, choose)
        except Refused:
            # Somebody else may be joining them: storage then lists fewer parts, or none. The object is looked at
            # before the row, because a worker frees it only after the row was settled.
            if not is_whole(objects, upload) and not _has_ended(writing, upload):
                raise
    with writing() as session:
        return upload_arrived(session, upload.id, now)


def _join(objects: ObjectStore, upload: Upload, choose: Choice) -> None:
    if upload.multipart_id is None:
        raise Refused("No part of this upload has arrived.", code="parts_missing")
    try:
        arrived = objects.list_parts(upload.key, upload.multipart_id)
        objects.complete(upload.key, upload.multipart_id, choose(arrived))
    except NoSuchMultipart:
        raise Refused("Storage has no parts of this upload: send them again.", code="parts_missing") from None
    except PartsRefused as error:
        raise Refused("Storage refused to join these parts.", code="parts_refused") from error
    else:
        # S3 may say 200 and mean an error: only the object itself tells.
        if not is_whole(objects, upload):
            raise StorageDown("Storage did not keep the object. Nothing was lost; try again.")


def _has_ended(writing: Writing, upload: Upload) -> bool:
    with writing() as session:
        return session.get_one(Upload, upload.id).status is not UploadStatus.AWAITING_PARTS


def is_whole(objects: ObjectStore, upload: Upload) -> bool:
    """Whether the object is in storage with the size that was announced."""
    head = objects.head(upload.key)
    return head is not None and head.size == upload.size


def abandon(objects: ObjectStore, writing: Writing, upload: Upload, now: datetime) -> None:
    """Give the upload up, then free what storage holds of it. Raises WrongState (`upload_completed`)."""
    with writing() as session:
        ended = give_up(session, upload.id, now)
    if ended.multipart_id is not None:
        objects.abort(ended.key, ended.multipart_id)
    objects.delete([ended.key])  # joined by somebody whose commit then came too late
