"""Readers and a writer at once: nobody ever reads something older than what they read before."""

import threading
from dataclasses import replace

import pytest

from api.app import create_app
from store.ids import wire_id
from store.tables import Order
from store.words import Audience
from tests.api.conftest import give_token
from tests.rows import make_order, tell
from tracking.timeline import lock_orders, remove_entry

WRITES = 60


@pytest.fixture
def services(services, own_database):
    return replace(services, database=own_database)


@pytest.fixture
def reader(services, own_database, clock):
    """An order and a way to read it that threads may share."""
    with own_database.writing() as session:
        order = make_order(session)
        token, _session_id = give_token(session, Audience.BUYER, order.buyer, clock)
    app = create_app(services)

    def read(query: str, **headers: str):
        headers = {"Authorization": f"Bearer {token}", **headers}
        return app.test_client().get(f"/v1/orders/{wire_id('ord', order.id)}/timeline?{query}", headers=headers)

    return order.id, read


def write(database, order_id, done: threading.Event) -> None:
    for number in range(WRITES):
        with database.writing() as session:
            [order] = lock_orders(session, [order_id])
            tell(session, order, subject=f"s:{number % 20}")
            if number % 7 == 0:
                remove_entry(session, order, f"s:{(number + 3) % 20}", clock_of(order))
    done.set()


def clock_of(order: Order):
    return order.updated_at


def test_pages_never_go_backwards_while_somebody_writes(own_database, reader) -> None:
    order_id, read = reader
    done = threading.Event()
    wrong: list[str] = []

    def watch() -> None:
        newest, tag = 0, ""
        while not done.is_set():
            answer = read("limit=100", **({"If-None-Match": tag} if tag else {}))
            if answer.status_code == 304:
                continue
            tag, told = answer.headers["ETag"], answer.json
            if (
                told["latest_seq"] < newest
                or max((item["seq"] for item in told["items"]), default=0) > told["latest_seq"]
            ):
                wrong.append(f"{told['latest_seq']} after {newest}")
            newest = told["latest_seq"]

    run_together(lambda: write(own_database, order_id, done), *[watch] * 4)
    assert wrong == []


def test_whoever_follows_the_changes_ends_with_the_whole_story(own_database, reader) -> None:
    order_id, read = reader
    done = threading.Event()
    stories: list[dict[str, int]] = []

    def follow() -> None:
        story: dict[str, int] = {}
        seq, last_round = 0, False
        while True:
            last_round = done.is_set()
            changes = read(f"since={seq}").json
            for item in changes["items"]:
                assert item["seq"] > seq
                seq = item["seq"]
                story.pop(item["id"], None) if item["removed"] else story.update({item["id"]: item["seq"]})
            if last_round:
                break
        stories.append(story)

    run_together(lambda: write(own_database, order_id, done), *[follow] * 3)
    whole = {item["id"]: item["seq"] for item in read("limit=100").json["items"]}
    assert whole
    assert stories == [whole] * 3


def run_together(*works) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
