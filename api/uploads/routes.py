"""Announcing footage, sending it in parts straight to storage, and finishing."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.blueprint import Blueprint
from api.caller import caller, now, objects, reading, require, services, writing
from api.fields import path_id
from api.idempotency import earlier, forget, idempotent, remember
from api.uploads.schemas import (
    MOST_URLS,
    AnnouncementSchema,
    ClipStatusSchema,
    CompletionSchema,
    NumbersSchema,
    PartUrlsSchema,
    UploadSchema,
    UploadStateSchema,
)
from store.errors import Refused, TooLarge
from store.tables import Upload
from store.words import UploadStatus
from tracking.uploads.announce import Announced, announce
from tracking.uploads.announcement import Announcement
from tracking.uploads.arrival import refuse_unless_open, upload_of
from tracking.uploads.parts import check_parts
from tracking.uploads.transfer import abandon, finish, open_transfer, plan_of

blp = Blueprint("Uploads", __name__, url_prefix="/v1", description="Footage on its way in.")

URL_LIVES = timedelta(hours=1)


@blp.post("/uploads")
@require("driver", "carrier")
@idempotent
@blp.arguments(AnnouncementSchema)
@blp.response(201, UploadSchema)
@blp.alt_response(200, schema=UploadSchema, description="This footage was announced before: the upload made then")
def announce_footage(announcement: Announcement) -> Any:
    """Announce footage

    The answer says where to PUT the parts, of which each URL takes exactly its own number of bytes.
    """
    most = services().settings.max_upload_bytes
    if announcement.size > most:
        raise TooLarge(f"At most {most} bytes can be sent.", errors={"size": [f"At most {most}."]}, most=most)
    announced = _announced(announcement)
    open_transfer(objects(), writing, announced.upload, now())
    with reading() as session:
        upload = _mine(session, announced.upload.id)
    numbers = range(1, min(plan_of(upload).count, MOST_URLS) + 1)
    answer = _described(upload) | {"parts": _urls(upload, numbers)}
    return answer, _status(announced)


@blp.get("/uploads/<upload_id>")
@require("driver", "carrier")
@blp.response(200, UploadStateSchema)
def upload_state(upload_id: str) -> Any:
    """Which parts arrived"""
    with reading() as session:
        upload = _mine(session, path_id("upl", upload_id))
    received = open_transfer(objects(), writing, upload, now())
    with reading() as session:
        upload = _mine(session, upload.id)
    return _described(upload) | {"received_parts": received}


@blp.post("/uploads/<upload_id>/parts")
@require("driver", "carrier")
@blp.arguments(NumbersSchema)
@blp.response(200, PartUrlsSchema)
def part_urls(body: dict[str, list[int]], upload_id: str) -> Any:
    """Fresh URLs for some parts"""
    with reading() as session:
        upload = _mine(session, path_id("upl", upload_id))
    refuse_unless_open(upload)
    numbers = list(dict.fromkeys(body["numbers"]))
    count = plan_of(upload).count
    if unknown := [number for number in numbers if number > count]:
        sentences = [f"There is no part {number}: the upload has {count}." for number in unknown]
        raise Refused("Some parts do not exist.", code="part_unknown", errors={"numbers": sentences}, numbers=unknown)
    open_transfer(objects(), writing, upload, now())
    return {"parts": _urls(upload, numbers)}


@blp.post("/uploads/<upload_id>/complete")
@require("driver", "carrier")
@blp.arguments(CompletionSchema)
@blp.response(202, ClipStatusSchema)
def complete_upload(body: dict[str, list[dict[str, Any]]], upload_id: str) -> Any:
    """Finish an upload

    Saying so twice, at once, or after a lost answer is the same as once.
    """
    with reading() as session:  # closed before storage is called
        upload = _mine(session, path_id("upl", upload_id))
    listed = [(part["number"], part["etag"]) for part in body["parts"]]
    plan = plan_of(upload)
    clip = finish(objects(), writing, upload, lambda arrived: check_parts(plan, listed, arrived), now())
    return {"clip_id": clip.id, "status": clip.status}


@blp.delete("/uploads/<upload_id>")
@require("driver", "carrier")
@blp.response(204)
def give_up_upload(upload_id: str) -> None:
    """Give an upload up"""
    with reading() as session:
        upload = _mine(session, path_id("upl", upload_id))
    abandon(objects(), writing, upload, now())


def _announced(announcement: Announcement) -> Announced:
    """The upload, committed. One who loses the race for a `device_ref` finds the winner's the second time."""
    try:
        return _announce_once(announcement)
    except IntegrityError:
        return _announce_once(announcement)


def _announce_once(announcement: Announcement) -> Announced:
    me = caller()
    with writing() as session:
        if (made := earlier(session, "upl")) is not None:
            upload = _mine(session, made.id)
            if upload.status is not UploadStatus.ABORTED:
                return Announced(upload, is_new=made.status != HTTPStatus.OK)
            forget(session)  # given up since: whoever repeats it wants to send the footage after all
        announced = announce(session, _carrier_id(), me.driver_id, announcement, now())
        remember(session, "upl", announced.upload.id, _status(announced))
        return announced


def _status(announced: Announced) -> HTTPStatus:
    return HTTPStatus.CREATED if announced.is_new else HTTPStatus.OK


def _mine(session: Session, upload_id: Any) -> Upload:
    return upload_of(session, _carrier_id(), upload_id)


def _carrier_id() -> Any:
    return caller().carrier_id


def _described(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.id,
        "clip_id": upload.clip_id,
        "status": upload.clip.status,
        "size": upload.size,
        "part_size": upload.part_size,
        "part_count": plan_of(upload).count,
        "expires_at": upload.expires_at,
    }


def _urls(upload: Upload, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """A URL for each part, none when no part may arrive any more."""
    if upload.status is not UploadStatus.AWAITING_PARTS or upload.multipart_id is None:
        return []
    plan, seconds = plan_of(upload), int(URL_LIVES.total_seconds())
    expires_at = now() + URL_LIVES
    return [
        {
            "number": number,
            "url": objects().presign_part(upload.key, upload.multipart_id, number, plan.length(number), seconds),
            "expires_at": expires_at,
        }
        for number in numbers
    ]
