"""Alive and ready."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from api.app import create_app
from store.tables import Installation


@pytest.fixture
def ready(services):
    """The body of /health/ready with these settings."""

    def ask(**settings):
        changed = replace(services, settings=replace(services.settings, **settings))
        return create_app(changed).test_client().get("/health/ready")

    return ask


def test_a_living_process_says_so(client):
    answer = client.get("/health/live")
    assert answer.json == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_migrated_database_is_ready_even_without_storage_and_workers(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "storage": "down", "queue": "degraded", "demo": "ok"}


def test_a_worker_that_gives_signs_of_life_makes_the_queue_ok(client, session):
    session.execute(text("SET LOCAL ROLE postgres"))
    session.execute(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())"))
    session.execute(text("RESET ROLE"))
    assert client.get("/health/ready").json["queue"] == "ok"


def test_a_database_that_is_not_migrated_is_not_ready(client, session):
    session.execute(text("SET LOCAL ROLE postgres"))
    session.execute(text("UPDATE alembic_version SET version_num = 'r0001'"))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["database"]) == (503, "down")


@pytest.mark.parametrize(
    ("state", "word"),
    [(None, "loading"), ("loading", "loading"), ("ok", "ok"), ("failed", "degraded"), ("?", "loading")],
)
def test_the_demonstration_tells_how_far_it_has_loaded(ready, session, clock, state, word):
    if state is not None:
        session.add(Installation(key="demo", value={"state": state, "done": 1, "of": 9}, changed_at=clock()))
        session.flush()
    assert ready(demo=True).json["demo"] == word
    assert ready(demo=False).json["demo"] == "ok"


def test_storage_is_ok_when_its_bucket_answers(services, objects):
    client = create_app(replace(services, objects=objects)).test_client()
    assert client.get("/health/ready").json["storage"] == "ok"


def test_probes_ask_storage_at_most_every_few_seconds(services, objects):
    asked = []

    class Counted:
        def is_up(self) -> bool:
            asked.append(1)
            return objects.is_up()

    client = create_app(replace(services, objects=Counted())).test_client()
    for _ in range(3):
        client.get("/health/ready")
    assert len(asked) == 1
