"""Jobs that came to nothing, and another try at them."""

from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.queue import lock_job, run_again
from store.words import ClipStatus
from tracking.audit import record
from tracking.clips.attempts import lock_clip, start_over
from tracking.clips.owed import TASK as ADD_RENDITIONS
from tracking.clips.owed import try_again
from tracking.sign_in.identity import Caller

FAILED = "failed"
CLIP_TASK = "process_clip"


def retry_job(session: Session, caller: Caller, job_id: int, reason: str, now: datetime) -> None:
    """Let a failed job run again. Of a clip's job the clip starts over, for its row says what is to be done.

    Raises NotFound, WrongState (`job_not_failed`, `nothing_to_retry`, `job_waits`).
    """
    found = lock_job(session, job_id)
    if found is None:
        raise NotFound
    task, status, arguments = found
    if status != FAILED:
        raise WrongState(f"Only a failed job is tried again; this one is {status}.", code="job_not_failed")
    kind, about = "job", None
    if task == CLIP_TASK:
        kind, about = "clip", _start_clip_over(session, UUID(arguments["clip_id"]), now)
    else:
        if task == ADD_RENDITIONS and not try_again(session, UUID(arguments["clip_id"])):
            raise WrongState("Its clip does not wait for this job any more.", code="nothing_to_retry")
        _run_again(session, job_id)
    details = {"job": job_id, "task": task, **arguments}
    record(session, caller, "job_retried", kind, about, now, reason=reason, details=details)


def _start_clip_over(session: Session, clip_id: UUID, now: datetime) -> UUID:
    clip = lock_clip(session, clip_id)
    if clip is None or clip.status is not ClipStatus.FAILED:
        raise WrongState("Its clip does not wait for this job any more.", code="nothing_to_retry")
    start_over(session, clip, now)
    return clip.id


def _run_again(session: Session, job_id: int) -> None:
    try:
        with session.begin_nested():
            run_again(session, job_id)
    except UniqueViolation as error:  # another one waits under the same lock and does the same
        raise WrongState("Another job like it waits already.", code="job_waits") from error
