"""Jobs whose worker died. They come back within seconds; one that keeps killing its worker does not."""

from collections.abc import Iterable
from uuid import UUID

import structlog
from procrastinate.jobs import Job

from store.queue import end_job, lost_job, run_again
from store.words import ClipStatus
from tracking.clips.attempts import lost_attempt
from tracking.rules.clip_status import UNSETTLED
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")

HEARTBEAT_S = 1.0
STALLED_S = 4.0  # without a heartbeat for so long a worker counts as dead


def bring_back(machinery: Machinery, stalled: Iterable[Job]) -> None:
    """Let each of these jobs run again, or end it when its row says that it was tried often enough."""
    for job in stalled:
        with machinery.database.writing() as session:
            if job.id is None or not lost_job(session, job.id, job.worker_id):
                continue
            clip_id = UUID(str(job.task_kwargs["clip_id"]))
            status = lost_attempt(session, clip_id, machinery.clock())
            if status in UNSETTLED:
                run_again(session, job.id)
            else:  # it was stopped, or its worker died after the clip was settled
                end_job(session, job.id, failed=status is ClipStatus.FAILED)
        log.warning("worker_died", job=job.id, clip=clip_id.hex, status=status)
