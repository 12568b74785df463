"""One worker process: one clip at a time, with the rounds beside it, until told to stop."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
import structlog

from media.fence import OK, fences
from media.observers.limits import limits
from store.clock import utc_now
from store.database import WORKER_ROLE, Database
from store.objects import ObjectStore
from store.settings import BadSettings, Settings
from tracking.cases.terms import noted_terms
from workers.folders import WorkFolders
from workers.logs import configure_logs
from workers.machinery import Machinery
from workers.queue import make_app
from workers.rounds import keep_going, rounds_of
from workers.stalled import HEARTBEAT_S, STALLED_S

log = structlog.get_logger("roadreel.worker")

# Queue -> how many of its jobs at a time. Each has a lane of its own, so that no message waits for a film to be made.
LANES = {"media": 1, "webhooks": 4, "documents": 1}
THREADS = 24  # every job and every round at the same moment, and some to spare
LONGEST_END_S = 15.0
FAILED = 1


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then hand back what is in hand and return.

    Exits with code 1 when the database goes away: whoever started us starts us again.
    """
    configure_logs(settings.log_level)
    _check_limits(settings)
    threading.Thread(target=_warn_of_gaps, name="fences", daemon=True).start()  # starts a child, which takes a second
    with _machinery(settings) as machinery:
        told = asyncio.run(_work(machinery))
    if not told:
        sys.exit(FAILED)


def _check_limits(settings: Settings) -> None:
    """Limits for footage that cannot be would fail every clip. Raises BadSettings."""
    try:
        limits("handheld", settings.quality_limits)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadSettings([f"ROADREEL_QUALITY_LIMITS names a file in which {error}."]) from error


@contextlib.contextmanager
def _machinery(settings: Settings) -> Iterator[Machinery]:
    machinery = Machinery(
        settings=settings,
        database=Database(
            settings.database_url, role=WORKER_ROLE, pool_size=THREADS // 2, info=noted_terms(settings)
        ),
        objects=ObjectStore(settings),
        folders=WorkFolders(settings.data / "work"),
        clock=utc_now,
    )
    try:
        yield machinery
    finally:
        machinery.database.close()
        machinery.folders.close()


def _warn_of_gaps() -> None:
    found = fences()
    if any(state != OK for state in found.values()):
        log.warning("fence_incomplete", **found)


async def _work(machinery: Machinery) -> bool:
    """Whether the end was asked for."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    try:
        app = make_app(machinery)
        async with app.open_async():
            await _until_the_end(machinery, app, asked)
    except Exception as error:
        log.error("worker_failed", error=type(error).__name__, exc_info=not asked.is_set())
    finally:
        machinery.stopping.set()
        _end_in_time()
    return asked.is_set()


async def _until_the_end(machinery: Machinery, app: procrastinate.App, asked: asyncio.Event) -> None:
    log.info("worker_started", pid=os.getpid())
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(keep_going(machinery, each), name=each.name) for each in rounds_of(machinery, app)
    ]
    tasks += [asyncio.create_task(asked.wait(), name="asked")]
    tasks += [asyncio.create_task(_take_jobs(app, queue), name=f"jobs:{queue}") for queue in LANES]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            log.info("worker_ends", because=task.get_name())
            task.result()
    finally:
        machinery.stopping.set()  # a job in hand notices within a tenth of a second, kills its child and hands back
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take_jobs(app: procrastinate.App, queue: str) -> None:
    await app.run_worker_async(
        queues=[queue],
        concurrency=LANES[queue],
        listen_notify=queue == "media",  # its jobs are announced when they are made; the others are asked for
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_S,
        fetch_job_polling_interval=1,
        abort_job_polling_interval=2,
        shutdown_graceful_timeout=LONGEST_END_S / 2,
        delete_jobs="successful",
        install_signal_handlers=False,
    )


def _end_in_time() -> None:
    """A thread that is stuck in a dead connection does not keep the process."""
    timer = threading.Timer(LONGEST_END_S, lambda: os._exit(FAILED))
    timer.daemon = True
    timer.start()
