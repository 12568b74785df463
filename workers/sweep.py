"""What nobody came back for: uploads to finish or give up, clips without a job, leftovers, expired secrets."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text

from store.errors import DomainError, Refused
from store.objects import Part
from store.tables import Clip, Upload
from tracking.clips.attempts import outputs_prefix
from tracking.clips.owed import given_up_since
from tracking.clips.waiting import is_left_over, nudge_owing, nudge_waiting, tidied, with_dead_attempts
from tracking.uploads.parts import Plan, arrived_whole
from tracking.uploads.transfer import abandon, finish, plan_of
from tracking.uploads.waiting import by_key, due_for_a_look, is_orphan, recently_given_up
from workers.additions import remove_unkept
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")

_LOOK_BACK = timedelta(hours=2)
_EXPIRING = (
    "access_token",
    "refresh_token",
    "challenge",
    "handoff_code",
    "playback_token",
    "idempotency_key",
    "limit_counter",
)
_KEPT_EXPIRED = timedelta(days=1)


def nudge_clips(machinery: Machinery) -> None:
    """Make jobs for clips that wait with none, and for those that owe sizes."""
    with machinery.database.writing() as session:
        if nudged := nudge_waiting(session, machinery.clock()):
            log.warning("clips_nudged", count=nudged)
    with machinery.database.writing() as session:
        if nudged := nudge_owing(session, machinery.clock()):
            log.warning("owing_clips_nudged", count=nudged)


def sweep_uploads(machinery: Machinery) -> None:
    """Finish the uploads whose bytes are all there though their caller never came back; give up the expired."""
    now = machinery.clock()
    with machinery.database.writing() as session:
        uploads = due_for_a_look(session, now)
    for upload in uploads:
        try:
            settle_upload(machinery, upload, now)
        except DomainError as error:  # storage is down, or its caller came just now: another look follows
            log.info("upload_left", upload=upload.id.hex, code=error.code)


def settle_upload(machinery: Machinery, upload: Upload, now: datetime) -> None:
    """Finish one upload if its bytes are all there, or give it up if its time is over."""
    plan = plan_of(upload)
    try:
        finish(
            machinery.objects, machinery.database.writing, upload, lambda arrived: all_or_nothing(plan, arrived), now
        )
    except Refused:
        if upload.expires_at <= now:
            abandon(machinery.objects, machinery.database.writing, upload, now)
            log.info("upload_given_up", upload=upload.id.hex)
    else:
        log.info("upload_finished", upload=upload.id.hex)


def all_or_nothing(plan: Plan, arrived: Sequence[Part]) -> Sequence[Part]:
    """Every part at its size. Raises Refused."""
    whole = arrived_whole(plan, arrived)
    if whole is None:
        raise Refused("Not all parts are there.", code="parts_missing")
    return whole


def remove_leftovers(machinery: Machinery) -> None:
    """Free what storage still holds of uploads, attempts and additions that came to nothing."""
    since = machinery.clock() - _LOOK_BACK
    with machinery.database.reading() as session:
        ended, clips = recently_given_up(session, since), with_dead_attempts(session, since)
        unfinished = given_up_since(session, since)
    for upload in ended:
        if upload.multipart_id is not None:
            machinery.objects.abort(upload.key, upload.multipart_id)
        machinery.objects.delete([upload.key])
    for clip in clips:
        tidy(machinery, clip)
    for owed in unfinished:
        remove_unkept(machinery, owed.clip_id, owed.attempt, owed.tries)
    _abort_orphans(machinery)


def tidy(machinery: Machinery, clip: Clip) -> None:
    """Delete the outputs of the clip, as it was read, that nobody may look at any more."""
    keys = machinery.objects.keys(outputs_prefix(clip.id))
    machinery.objects.delete([key for key in keys if is_left_over(clip, key)])
    with machinery.database.writing() as session:
        tidied(session, clip)


def _abort_orphans(machinery: Machinery) -> None:
    open_ones = list(machinery.objects.multiparts("incoming/"))
    with machinery.database.reading() as session:
        uploads = by_key(session, (key for key, _ in open_ones))
    for key, multipart_id in open_ones:
        if is_orphan(uploads.get(key), multipart_id):
            machinery.objects.abort(key, multipart_id)
            log.info("orphan_aborted", key=key)


def purge_expired(machinery: Machinery) -> None:
    """Delete tokens, codes and counters that stopped being good a day ago."""
    before = machinery.clock() - _KEPT_EXPIRED
    for table in _EXPIRING:
        with machinery.database.writing() as session:
            session.execute(text(f"DELETE FROM {table} WHERE expires_at < :before"), {"before": before})  # noqa: S608 - our own names
