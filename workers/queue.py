"""The queue as workers see it: which tasks there are, when they are tried again, and whose job is whose."""

from typing import Any
from uuid import UUID

import procrastinate
import psycopg
import structlog
from procrastinate import exceptions, jobs
from procrastinate.manager import JobManager

from store.database import WORKER_ROLE
from tracking.clips.owed import TASK as ADD_RENDITIONS
from tracking.epcis.captures import QUEUE as DOCUMENTS
from workers.add_renditions import add_renditions
from workers.documents import capture_documents
from workers.machinery import Machinery
from workers.process_clip import process_clip
from workers.trying import TryAgain
from workers.webhooks import QUEUE as WEBHOOKS
from workers.webhooks import deliver_webhooks

log = structlog.get_logger("roadreel.worker")

LONGEST_PAUSE_S = 60


def make_app(machinery: Machinery) -> procrastinate.App:
    """The library's application with our tasks, on connections of the worker's role."""
    connector = procrastinate.PsycopgConnector(
        conninfo=machinery.settings.database_url,
        kwargs={"connect_timeout": 5, "application_name": "roadreel worker"},
        configure=take_worker_role,
        min_size=1,
        max_size=4,
        timeout=10,
    )
    app = procrastinate.App(connector=connector)
    app.job_manager = OwnJobs(connector)

    @app.task(name="process_clip", queue="media", pass_context=True, retry=Again())
    def clip(context: procrastinate.JobContext, clip_id: str) -> None:
        process_clip(machinery, UUID(clip_id), lambda: machinery.stopping.is_set() or context.should_abort())

    @app.task(name=ADD_RENDITIONS, queue="media", pass_context=True, retry=Again())
    def additions(context: procrastinate.JobContext, clip_id: str) -> None:
        add_renditions(machinery, UUID(clip_id), lambda: machinery.stopping.is_set() or context.should_abort())

    @app.task(name="deliver_webhooks", queue=WEBHOOKS)
    def webhooks(webhook_id: str) -> None:
        deliver_webhooks(machinery, UUID(webhook_id))

    @app.task(name="capture_documents", queue=DOCUMENTS)
    def documents(carrier_id: str) -> None:
        capture_documents(machinery, UUID(carrier_id))

    return app


async def take_worker_role(connection: psycopg.AsyncConnection[Any]) -> None:
    """Step down to the worker's role where the database has it and the login may (as `store.database` does)."""
    found = await connection.execute(
        "SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(rolname, 'MEMBER')", (WORKER_ROLE,)
    )
    if found.rowcount:
        await connection.execute(f"SET ROLE {WORKER_ROLE}")
    await connection.commit()  # a role taken in a transaction goes when that is rolled back


class Again(procrastinate.BaseRetryStrategy):
    """A job that asks for it comes again after a pause that grows to a minute. It is the one to say when to stop."""

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> procrastinate.RetryDecision | None:
        """None for what the task did not foresee: the row still waits, and the sweep sees to it."""
        if not isinstance(exception, TryAgain):
            return None
        pause = 0 if exception.at_once else min(LONGEST_PAUSE_S, 2 ** min(job.attempts, 10))
        return procrastinate.RetryDecision(retry_in={"seconds": pause})


class OwnJobs(JobManager):
    """A worker that was thought dead and wakes up does not settle a job that another one has by now."""

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:  # noqa: FBT001 - the library's signature
        """Settle the job if it is still ours."""
        if await self._is_ours(job):
            await super().finish_job(job, status, delete_job)

    async def retry_job(self, job: jobs.Job, *args: Any, **kwargs: Any) -> None:
        """Put the job back if it is still ours."""
        if await self._is_ours(job):
            await super().retry_job(job, *args, **kwargs)

    async def _is_ours(self, job: jobs.Job) -> bool:
        try:
            row = await self.connector.execute_query_one_async(
                query="SELECT worker_id FROM procrastinate_jobs WHERE id = %(job_id)s AND status = 'doing'",
                job_id=job.id,
            )
        except exceptions.NoResult:
            row = {"worker_id": None}
        ours = job.worker_id is not None and row["worker_id"] == job.worker_id
        if not ours:
            log.warning("job_taken_over", job=job.id)
        return ours
