"""What is done again and again, beside the jobs and never blocked by a long one."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import procrastinate
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import Unavailable
from store.tables import Installation
from workers import documents, estimates, sweep, webhooks
from workers.damages import show_due_damages
from workers.machinery import Machinery
from workers.stalled import STALLED_S, bring_back

log = structlog.get_logger("roadreel.worker")


@dataclass(frozen=True)
class Round:
    """`work` every so many seconds; with `shared`, by one of all worker processes each time."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[None]]
    shared: bool = False


def rounds_of(machinery: Machinery, app: procrastinate.App) -> list[Round]:
    """Every round of a worker process."""

    def alone(work: Callable[[Machinery], None]) -> Callable[[], Awaitable[None]]:
        return lambda: asyncio.to_thread(work, machinery)

    async def stalled() -> None:
        jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S))
        if jobs:
            await asyncio.to_thread(bring_back, machinery, jobs)

    async def old_jobs() -> None:
        await app.job_manager.delete_old_jobs(
            nb_hours=7 * 24, include_failed=True, include_cancelled=True, include_aborted=True
        )

    return [
        Round("stalled", 1, stalled),
        Round("nudge", 2, alone(sweep.nudge_clips)),
        Round("uploads", 5, alone(sweep.sweep_uploads)),
        Round("webhooks", 1, alone(webhooks.nudge_webhooks)),
        Round("old_webhooks", 60, alone(webhooks.settle_old_webhooks), shared=True),
        Round("lanes", 10, alone(estimates.learn_from_arrivals), shared=True),
        Round("estimates", 10, alone(estimates.renew_estimates)),
        Round("damages", 20, alone(show_due_damages), shared=True),
        Round("documents", 5, alone(documents.nudge_documents)),
        Round("old_documents", 3600, alone(documents.forget_documents), shared=True),
        Round("leftovers", 600, alone(sweep.remove_leftovers), shared=True),
        Round("purge", 600, alone(sweep.purge_expired), shared=True),
        Round("old_jobs", 3600, old_jobs, shared=True),
    ]


async def keep_going(machinery: Machinery, each: Round) -> None:
    """Go the round until cancelled. Storage that is down is waited for; anything else ends the process."""
    while True:
        # Not all processes at the same moment.
        await asyncio.sleep(min(each.every_s, 30) * random.uniform(0.5, 1.0))  # noqa: S311 - not a secret
        if each.shared and not await asyncio.to_thread(_is_ours, machinery, each):
            continue
        try:
            await each.work()
        except Unavailable as error:
            log.warning("round_put_off", round=each.name, code=error.code)


def _is_ours(machinery: Machinery, each: Round) -> bool:
    with machinery.database.writing() as session:
        return claim(session, f"round:{each.name}", timedelta(seconds=each.every_s), machinery.clock())


def claim(session: Session, key: str, every: timedelta, now: datetime) -> bool:
    """Whether nobody went this round within `every`; whoever asks first then goes it."""
    mine = insert(Installation).values(key=key, value={}, changed_at=now)
    claimed = session.execute(
        mine.on_conflict_do_update(
            index_elements=[Installation.key],
            set_={"changed_at": mine.excluded.changed_at},
            where=Installation.changed_at <= now - every,
        ).returning(Installation.key)
    )
    return claimed.scalar() is not None
