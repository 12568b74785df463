"""The job queue: Procrastinate on the same PostgreSQL. A job is made in the transaction that changes the row."""

import typing
from datetime import UTC, datetime
from typing import Any

import procrastinate
import psycopg
from procrastinate import exceptions
from procrastinate.sql import queries
from sqlalchemy import BigInteger, DateTime, Integer, Select, String, cast, column, func, select, table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

JOBS = table(
    "procrastinate_jobs",
    column("id", BigInteger),
    column("task_name", String),
    column("status"),
    column("attempts", Integer),
    column("scheduled_at", DateTime(timezone=True)),
    column("args", JSONB),
)
_EVENTS = table("procrastinate_events", column("job_id", BigInteger), column("at", DateTime(timezone=True)))

# Deferring needs the SQL, not a connection of its own: it goes through the session's.
_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(
    session: Session,
    task: str,
    *,
    queue: str = "media",
    lock: str | None = None,
    queueing_lock: str | None = None,
    priority: int = 0,
    **arguments: Any,
) -> bool:
    """Make a job inside the session's transaction: rolled back with it, visible with it.

    Jobs with the same `lock` run one after another. With `queueing_lock`, a job that waits under the same lock is
    enough: False tells that none was made; such a job must never be retried, because two could then wait.
    """
    try:
        # A refused lock is an SQL error, which would end the caller's transaction: the savepoint keeps it alive.
        with session.begin_nested():
            # Asked for inside the savepoint: only then has the driver's transaction surely begun.
            connection = typing.cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
            _app.configure_task(
                task,
                queue=queue,
                lock=lock,
                queueing_lock=queueing_lock,
                priority=priority,
                connection=connection,
            ).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return False
    return True


def has_live_job(session: Session, lock: str) -> bool:
    """Whether a job under this lock waits or runs."""
    query = text("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE lock = :lock AND status IN ('todo', 'doing'))")
    return session.execute(query, {"lock": lock}).scalar() is True


def is_due(session: Session, task: str) -> bool:
    """Whether a job of this task could be taken now and nobody has taken it yet."""
    query = text(
        "SELECT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE task_name = :task AND status = 'todo' "
        "AND (scheduled_at IS NULL OR scheduled_at <= now()) AND NOT EXISTS (SELECT FROM procrastinate_jobs AS other "
        "WHERE other.lock = job.lock AND other.status = 'doing'))"
    )
    return session.execute(query, {"task": task}).scalar() is True


def wait_no_more(session: Session, task: str, before: datetime) -> None:
    """Let jobs of this task that were made before a moment no longer stand back behind others."""
    query = text(
        "UPDATE procrastinate_jobs AS job SET priority = 0 "
        "WHERE task_name = :task AND status = 'todo' AND priority < 0 AND EXISTS (SELECT FROM procrastinate_events "
        "WHERE job_id = job.id AND type = 'deferred' AND at <= :before)"
    )
    session.execute(query, {"task": task, "before": before})


def lost_job(session: Session, job_id: int, worker_id: int | None) -> bool:
    """Lock a job that is still held by this worker, which died. False when somebody else is looking after it."""
    query = text(
        "SELECT id FROM procrastinate_jobs WHERE id = :id AND status = 'doing' "
        "AND worker_id IS NOT DISTINCT FROM :worker FOR UPDATE SKIP LOCKED"
    )
    return session.execute(query, {"id": job_id, "worker": worker_id}).scalar() is not None


def run_again(session: Session, job_id: int) -> None:
    """Let a job whose worker died be taken by another one."""
    nothing_new = {"retry_at": datetime.now(UTC), "new_priority": None, "new_queue_name": None, "new_lock": None}
    _run(session, queries["retry_job"], job_id=job_id, **nothing_new)


def end_job(session: Session, job_id: int, *, failed: bool) -> None:
    """Let a job whose worker died be. One that had nothing left to do goes; a failed one stays to be looked at."""
    status = "failed" if failed else "succeeded"
    _run(session, queries["finish_job"], job_id=job_id, status=status, delete_job=not failed)


def _run(session: Session, query: str, **values: Any) -> None:
    connection = typing.cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    connection.execute(typing.cast("Any", query), values)


def jobs_listed(status: str | None) -> Select[*tuple[Any, ...]]:
    """(id, task, status, attempts, scheduled_at, arguments, changed_at) of jobs; settled ones are kept for a week."""
    changed = select(func.max(_EVENTS.c.at)).where(_EVENTS.c.job_id == JOBS.c.id).scalar_subquery()
    query = select(
        JOBS.c.id,
        JOBS.c.task_name.label("task"),
        cast(JOBS.c.status, String).label("status"),
        JOBS.c.attempts,
        JOBS.c.scheduled_at,
        JOBS.c.args.label("arguments"),
        changed.label("changed_at"),
    )
    return query if status is None else query.where(cast(JOBS.c.status, String) == status)


def lock_job(session: Session, job_id: int) -> tuple[str, str, dict[str, Any]] | None:
    """(task, status, arguments) of a job, locked; None when there is none."""
    query = text("SELECT task_name, CAST(status AS text), args FROM procrastinate_jobs WHERE id = :id FOR UPDATE")
    row = session.execute(query, {"id": job_id}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def is_migrated(session: Session) -> bool:
    """Whether the queue's tables are there."""
    return session.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is not None
