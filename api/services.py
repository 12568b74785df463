"""Everything a route may need that outlives a request. Built once, by the composition root."""

from dataclasses import dataclass

from store.clock import Clock, utc_now
from store.database import API_ROLE, Database
from store.objects import ObjectStore
from store.settings import Settings
from tracking.cases.terms import noted_terms
from tracking.sign_in.sender import CodeSender, Outbox


@dataclass(frozen=True)
class Services:
    """The parts the API stands on; tests put in their own."""

    settings: Settings
    database: Database
    objects: ObjectStore
    clock: Clock
    sender: CodeSender


CONNECTIONS = 12  # with the pool's own overflow of 4: one for each of a process's threads


def build_services(settings: Settings) -> Services:
    """The real parts, as the settings say."""
    return Services(
        settings=settings,
        database=Database(settings.database_url, role=API_ROLE, pool_size=CONNECTIONS, info=noted_terms(settings)),
        objects=ObjectStore(settings),
        clock=utc_now,
        sender=Outbox(settings.data / "outbox"),
    )
