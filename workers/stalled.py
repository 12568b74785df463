"""Jobs whose worker died. They come back within seconds; one that keeps killing its worker does not."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from procrastinate.jobs import Job
from sqlalchemy.orm import Session

from store.queue import end_job, lost_job, run_again
from store.words import ClipStatus
from tracking.clips.attempts import lost_attempt
from tracking.rules.clip_status import UNSETTLED
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")

HEARTBEAT_S = 1.0
STALLED_S = 4.0  # without a heartbeat for so long a worker counts as dead


class Fate(StrEnum):
    """What becomes of a job whose worker died."""

    AGAIN = "again"
    OVER = "over"  # there is nothing left to do
    FAILED = "failed"


def bring_back(machinery: Machinery, stalled: Iterable[Job]) -> None:
    """Let each of these jobs run again, or end it when its row says that it was tried often enough."""
    for job in stalled:
        with machinery.database.writing() as session:
            if job.id is None or not lost_job(session, job.id, job.worker_id):
                continue
            fate = _fate(session, job, machinery.clock())
            if fate is Fate.AGAIN:
                run_again(session, job.id)
            else:  # it was stopped, or its worker died after the row was settled
                end_job(session, job.id, failed=fate is Fate.FAILED)
        log.warning("worker_died", job=job.id, task=job.task_name, **job.task_kwargs, fate=fate)


def _fate(session: Session, job: Job, now: datetime) -> Fate:
    if job.task_name != "process_clip":
        return Fate.AGAIN  # its rows say what is left of it
    status = lost_attempt(session, UUID(str(job.task_kwargs["clip_id"])), now)
    if status in UNSETTLED:
        return Fate.AGAIN
    return Fate.FAILED if status is ClipStatus.FAILED else Fate.OVER
