"""Announcing footage: a new clip, or the one that was announced before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from store.errors import NotFound, Refused, WrongState
from store.ids import new_id, wire_id
from store.tables import Camera, Clip, Upload
from store.words import ClipStatus, UploadStatus
from tracking.clips.cuts import add_cars, cars_at, stages_shown
from tracking.rules.clip_status import SETTLED, counts
from tracking.uploads.announcement import Announcement
from tracking.uploads.parts import part_size_for
from tracking.uploads.targets import Target, target_of

KEPT = timedelta(days=7)  # an unfinished upload may be resumed for so long
_CLOCK_AHEAD = timedelta(days=1)
_OLDEST = timedelta(days=730)


@dataclass(frozen=True)
class Announced:
    """The upload to send the bytes to; `is_new` when nobody announced it before."""

    upload: Upload
    is_new: bool


def announce(
    session: Session, carrier_id: UUID, driver_id: UUID | None, announcement: Announcement, now: datetime
) -> Announced:
    """The upload for this footage: made now, or made before by the same device or for the same bytes.

    The same bytes for other cars add those cars to the clip. Two announcements of the same bytes wait for each other.
    Raises WrongState (`duplicate_footage`) when the footage is settled, NotFound and Refused for cars that are not
    the carrier's, Refused (`device_ref_reused`) for other bytes under the same name.
    """
    _check_times(announcement, now)
    _one_at_a_time(session, carrier_id, announcement.sha256)
    target = target_of(session, carrier_id, announcement)
    earlier = _earlier(session, carrier_id, announcement, now)
    if earlier is None:
        return Announced(_new_upload(session, carrier_id, driver_id, announcement, target, now), is_new=True)
    clip = earlier.clip
    present = stages_shown(session, clip)
    added = [stage for stage in target.stages if stage.id not in present]
    if added:
        add_cars(session, clip, added, now)
    elif clip.status in SETTLED:
        raise WrongState(
            "This footage was sent before.",
            code="duplicate_footage",
            clip_id=wire_id("clp", clip.id),
            upload_id=wire_id("upl", earlier.id),
        )
    if earlier.status is UploadStatus.AWAITING_PARTS:
        earlier.expires_at = now + KEPT
    return Announced(earlier, is_new=False)


def _check_times(announcement: Announcement, now: datetime) -> None:
    if not now - _OLDEST <= announcement.captured_at <= now + _CLOCK_AHEAD:
        detail = "Filmed in the future or years ago: check the device's clock."
        raise Refused(detail, code="captured_at_absurd", errors={"captured_at": [detail]})


def _one_at_a_time(session: Session, carrier_id: UUID, sha256: bytes) -> None:
    key = int.from_bytes(carrier_id.bytes[-4:] + sha256[:4], "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def _earlier(session: Session, carrier_id: UUID, announcement: Announcement, now: datetime) -> Upload | None:
    """The upload that this one repeats, its clip locked; what no longer counts steps aside."""
    if announcement.device_ref and (
        named := _counting(session, carrier_id, Upload.device_ref == announcement.device_ref, now)
    ):
        if (named.sha256, named.size) != (announcement.sha256, announcement.size):
            detail = "Other bytes were announced under this device_ref: use a new one."
            raise Refused(detail, code="device_ref_reused", errors={"device_ref": [detail]})
        return named
    same_bytes = (Upload.sha256 == announcement.sha256) & (Upload.size == announcement.size)
    return _counting(session, carrier_id, same_bytes, now)


def _counting(session: Session, carrier_id: UUID, which: ColumnElement[bool], now: datetime) -> Upload | None:
    rows = session.execute(
        select(Upload, Clip)
        .join(Clip, Clip.id == Upload.clip_id)
        .where(Upload.carrier_id == carrier_id, Upload.superseded_at.is_(None), which)
        .order_by(Clip.id)
        .with_for_update(of=Clip)
        .execution_options(populate_existing=True)
    ).all()
    for upload, clip in rows:
        session.refresh(upload)  # whoever held the clip's lock may have changed it
        if counts(clip.status, clip.verdict_code):
            return upload
        upload.superseded_at = now
    session.flush()
    return None


def _new_upload(
    session: Session,
    carrier_id: UUID,
    driver_id: UUID | None,
    announcement: Announcement,
    target: Target,
    now: datetime,
) -> Upload:
    offset = announcement.captured_at.utcoffset() or timedelta()
    latitude, longitude = announcement.location or (None, None)
    clip = Clip(
        id=new_id(),
        carrier_id=carrier_id,
        driver_id=driver_id,
        camera_id=_camera(session, carrier_id, announcement.camera),
        trip_id=target.trip_id,
        place_id=target.place_id,
        origin=announcement.origin,
        captured_at=announcement.captured_at,
        captured_offset_min=round(offset.total_seconds() / 60),
        shots=[shot.value for shot in announcement.shots],
        lat=latitude,
        lon=longitude,
        note=announcement.note,
        replaces_id=_replaced(session, carrier_id, announcement.replaces),
        status=ClipStatus.AWAITING_UPLOAD,
        status_at=now,
        created_at=now,
    )
    clip.cars = cars_at(session, target.stages, announcement.captured_at)
    upload_id = new_id()
    upload = Upload(
        id=upload_id,
        carrier_id=carrier_id,
        clip=clip,
        status=UploadStatus.AWAITING_PARTS,
        filename=announcement.filename,
        content_type=announcement.content_type,
        size=announcement.size,
        sha256=announcement.sha256,
        part_size=part_size_for(announcement.size),
        key=f"incoming/{upload_id.hex}",
        device_ref=announcement.device_ref,
        sent_at=announcement.sent_at,
        created_at=now,
        expires_at=now + KEPT,
    )
    session.add(upload)
    session.flush()
    return upload


def _camera(session: Session, carrier_id: UUID, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = session.scalar(select(Camera.id).where(Camera.carrier_id == carrier_id, Camera.code == code))
    if found is None:
        detail = f"You have no camera {code!r}."
        raise Refused(detail, code="unknown_camera", errors={"camera": [detail]})
    return found


def _replaced(session: Session, carrier_id: UUID, clip_id: UUID | None) -> UUID | None:
    if clip_id is None:
        return None
    found = session.scalar(select(Clip.id).where(Clip.carrier_id == carrier_id, Clip.id == clip_id))
    if found is None:
        raise NotFound(errors={"replaces": ["You have no such clip."]})
    return found
