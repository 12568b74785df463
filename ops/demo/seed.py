"""Loads the demonstration through the public API.

Every step may be done again: orders, events and footage carry names that stay the same, so a load that was
interrupted goes on where it was, and a finished one is not loaded twice.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from ops.demo import buyers, condition, footage, orders
from ops.demo.history import load_history
from ops.demo.keys import KeyRing, agent_sign_in, carrier_caller, partner_caller
from ops.demo.progress import FAILED, LOADED, LOADING, Progress
from ops.demo.sign_ins import write_sign_ins
from ops.demo.story import story as tell
from ops.demo.story.people import TRUCK
from store.database import Database
from store.settings import Settings


def seed(settings: Settings, base_url: str, report: Callable[[int, int, str], None]) -> None:
    """Load what is not there yet and write `demo.json`; `report(done, of, what)` is told of every step.

    Raises NotLoaded with one sentence when something refuses.
    """
    now = datetime.now(UTC)
    database = Database(settings.database_url, pooled=False)
    progress = Progress(database, report, now)
    try:
        with httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=4)) as http:
            _load(settings, base_url.rstrip("/"), database, http, progress, now)
    except BaseException:
        if progress.state != LOADED:
            progress.tell(FAILED)
        raise
    finally:
        database.close()


def _load(
    settings: Settings, base_url: str, database: Database, http: httpx.Client, progress: Progress, now: datetime
) -> None:
    folder = settings.data / "demo"
    ring = KeyRing(folder / "keys.json")
    shop = partner_caller(ring, database, http, base_url, now)
    agent = agent_sign_in(ring, database, now)
    story = tell(progress.since)  # as it stood at the first start, for the same names again
    if progress.state != LOADED:
        told = (orders, buyers, footage, condition)
        progress.expect(1 + sum(part.steps(story) for part in told))
        progress.tell(LOADING)
        known = orders.load_company(story, shop, ring, progress)
        load_history(database, progress.since)
        progress.step("earlier journeys")
        orders.load_orders(story, shop, known, progress)
        buyers.act_as_buyers(story, known, shop, progress)
        clips = footage.load_footage(story, known, folder, progress)
        condition.load_condition(story, known, clips, shop, agent, progress)
    write_sign_ins(settings.data, story, shop, carrier_caller(ring, shop, TRUCK), agent)
    progress.tell(LOADED)
