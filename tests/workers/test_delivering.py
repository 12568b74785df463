"""Messages to real endpoints: signed, tried again, paused, given up, and never lost with a worker."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from store.sealing import Seals
from store.tables import Webhook, WebhookDelivery
from store.words import DeliveryStatus, WebhookState
from tests.conftest import MovableClock
from tests.fleet import make_carrier
from tests.receiver import Receiver, respond
from tests.workers.conftest import until
from tracking.webhooks import tell_carrier
from tracking.webhooks.endpoints import Owner, change_webhook, make_webhook, pause, resume, rotate_secret
from workers.folders import WorkFolders
from workers.machinery import Machinery
from workers.webhooks import deliver_webhooks, nudge_webhooks, settle_old_webhooks


class Endpoint:
    """A carrier's webhook, what it is told, and a worker that moves in time."""

    def __init__(self, machinery, url):
        self.machinery, self.database, self.clock = machinery, machinery.database, machinery.clock
        self.seals = Seals(machinery.settings.secret_keys)
        with self.database.writing() as session:
            self.carrier = make_carrier(session)
            owner = Owner(carrier_id=self.carrier.id)
            webhook, self.secret = make_webhook(
                session, owner, self.seals, url=url, events=["clip.held"], now=self.clock()
            )
            self.id = webhook.id

    def tell(self, **data):
        with self.database.writing() as session:
            tell_carrier(session, self.carrier.id, "clip.held", data, self.clock())

    def change(self, how):
        with self.database.writing() as session:
            return how(session, session.get_one(Webhook, self.id))

    @property
    def row(self):
        with self.database.reading() as session:
            return session.get_one(Webhook, self.id)

    @property
    def deliveries(self):
        with self.database.reading() as session:
            return session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)).all()

    def work(self, **later):
        """One turn of a worker, after some time."""
        self.clock.forward(**later)
        settle_old_webhooks(self.machinery)
        deliver_webhooks(self.machinery, self.id)

    def verified(self, request, secret=None):
        return Verifier(secret or self.secret).verify(request.body, request.headers)


@pytest.fixture
def machinery(own_settings, own_database, objects, tmp_path):
    folders = WorkFolders(tmp_path / "work")
    # Receivers look at the time too: it begins where theirs is.
    yield Machinery(
        replace(own_settings, webhooks_anywhere=True),
        own_database,
        objects,
        folders,
        MovableClock(datetime.now(UTC)),
    )
    folders.close()


def test_a_message_is_signed_and_delivered_once(machinery, caplog):
    with Receiver() as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="clp_1", note="车")
        endpoint.work()
        endpoint.work()
    [request], [delivery] = receiver.got, endpoint.deliveries
    message = endpoint.verified(request)
    assert message == json.loads(request.body)
    assert message["type"] == "clip.held"
    assert message["data"] == {"clip_id": "clp_1", "note": "车"}
    assert request.headers["webhook-id"] == f"dlv_{delivery.id.hex}"
    assert (delivery.status, delivery.attempts, delivery.last_status) == (DeliveryStatus.DELIVERED, 1, 204)
    with pytest.raises(WebhookVerificationError):
        endpoint.verified(request, "whsec_" + "A" * 43 + "=")
    assert endpoint.secret not in caplog.text


def test_what_is_not_taken_comes_again_the_same_until_it_is(machinery):
    answers = iter([500, 503, 204])
    with Receiver(lambda handler: respond(handler, next(answers))) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        [delivery] = endpoint.deliveries
        assert (delivery.status, delivery.last_status, delivery.last_failure) == (
            DeliveryStatus.PENDING,
            500,
            "refused",
        )
        assert endpoint.row.failures == 1
        endpoint.work(seconds=1)
        assert len(receiver.got) == 1
        endpoint.work(seconds=10)
        endpoint.work(seconds=60)
    assert len({request.headers["webhook-id"] for request in receiver.got}) == 1
    assert len({request.body for request in receiver.got}) == 1
    assert [endpoint.verified(request)["type"] for request in receiver.got] == ["clip.held"] * 3
    [delivery] = endpoint.deliveries
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DELIVERED, 3)
    assert endpoint.row.failures == 0


def test_one_message_that_is_not_liked_holds_up_no_other(machinery):
    def picky(handler):
        respond(handler, 500 if b"bad" in receiver.got[-1].body else 204)

    with Receiver(picky) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        for clip_id in ("bad", "good", "better"):
            endpoint.tell(clip_id=clip_id)
        endpoint.work()
        endpoint.work(seconds=3)
    assert [delivery.status for delivery in endpoint.deliveries] == ["pending", "delivered", "delivered"]


def test_an_endpoint_that_is_down_is_left_alone_and_asked_as_it_wishes(machinery):
    with Receiver(lambda handler: respond(handler, 429, Retry_After="600")) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        for number in range(5):
            endpoint.tell(clip_id=f"clp_{number}")
        endpoint.work()
        endpoint.work(minutes=9)
        assert len(receiver.got) == 1
        endpoint.work(minutes=2)
        assert len(receiver.got) == 2


def test_another_address_is_tried_at_once(machinery):
    with Receiver(lambda handler: respond(handler, 503, Retry_After="3600")) as former, Receiver() as receiver:
        endpoint = Endpoint(machinery, former.url)
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        endpoint.change(lambda _session, row: change_webhook(row, {"url": receiver.url}, endpoint.clock()))
        endpoint.work(minutes=1)
        assert (len(former.got), len(receiver.got)) == (1, 1)


def test_after_three_days_it_is_given_up_and_the_endpoint_disabled_for_all_to_see(machinery):
    with Receiver(lambda handler: respond(handler, 500)) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="clp_1")
        while endpoint.row.state is WebhookState.ACTIVE:
            endpoint.work(hours=1)
        [delivery] = endpoint.deliveries
        assert (delivery.status, delivery.last_status) == (DeliveryStatus.FAILED, 500)
        assert endpoint.row.state is WebhookState.DISABLED
        assert timedelta(days=3) <= endpoint.row.state_at - delivery.created_at < timedelta(days=3, hours=2)
        assert 10 < delivery.attempts == len(receiver.got) < 20
        endpoint.tell(clip_id="clp_2")
        assert len(endpoint.deliveries) == 1


def test_an_endpoint_that_took_something_meanwhile_stays(machinery):
    def picky(handler):
        respond(handler, 500 if b"bad" in receiver.got[-1].body else 204)

    with Receiver(picky) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="bad")
        endpoint.work()
        endpoint.tell(clip_id="good")
        endpoint.work(hours=1)
        endpoint.work(days=3)
    assert [delivery.status for delivery in endpoint.deliveries] == ["failed", "delivered"]
    assert endpoint.row.state is WebhookState.ACTIVE


def test_an_endpoint_that_says_it_is_gone_is_asked_no_more(machinery):
    with Receiver(lambda handler: respond(handler, 410)) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        endpoint.work(hours=9)
    assert len(receiver.got) == 1
    assert endpoint.row.state is WebhookState.DISABLED


def test_what_came_while_it_was_paused_is_sent_when_it_is_resumed(machinery):
    with Receiver() as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.change(lambda _session, row: pause(row, endpoint.clock()))
        endpoint.tell(clip_id="clp_1")
        endpoint.work(hours=1)
        assert receiver.got == []
        endpoint.change(lambda session, row: resume(session, row, endpoint.clock()))
        endpoint.work()
        assert len(receiver.got) == 1


def test_for_a_day_after_a_rotation_both_secrets_sign(machinery):
    with Receiver() as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        former = endpoint.secret
        endpoint.secret = endpoint.change(lambda _session, row: rotate_secret(row, endpoint.seals, endpoint.clock()))
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        [both] = receiver.got
        assert endpoint.verified(both) == endpoint.verified(both, former)
        endpoint.tell(clip_id="clp_2")
        endpoint.work(hours=25)
        [_, alone] = receiver.got
        assert len(both.headers["webhook-signature"].split()) == 2
        assert len(alone.headers["webhook-signature"].split()) == 1


def test_a_secret_that_no_key_opens_is_said_and_sends_nothing(machinery, own_database):
    with Receiver() as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.change(lambda _session, row: setattr(row, "secret", Seals(["another key of 16"]).seal("whsec_")))
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        assert receiver.got == []
    assert endpoint.deliveries[0].last_failure == "secret_unreadable"


def test_settled_messages_are_forgotten_after_a_month(machinery):
    with Receiver() as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        endpoint.tell(clip_id="clp_1")
        endpoint.work()
        endpoint.work(days=29)
        assert len(endpoint.deliveries) == 1
        endpoint.work(days=2)
        assert endpoint.deliveries == []


def test_one_job_at_a_time_is_made_for_an_endpoint(machinery, own_database):
    endpoint = Endpoint(machinery, "http://127.0.0.1:9/")
    for number in range(3):
        endpoint.tell(clip_id=f"clp_{number}")
        nudge_webhooks(machinery)
    with own_database.reading() as session:
        jobs = session.execute(text("SELECT queue_name, task_name FROM procrastinate_jobs")).all()
    assert jobs == [("webhooks", "deliver_webhooks")]


def test_a_worker_killed_while_it_sends_loses_nothing(machinery, workers):
    let_go = threading.Event()

    def slow(handler):
        let_go.wait(20)
        respond(handler, 204)

    with Receiver(slow) as receiver:
        endpoint = Endpoint(machinery, receiver.url)
        first = workers.start(WEBHOOKS_ANYWHERE="1")
        endpoint.tell(clip_id="clp_1")
        until(lambda: receiver.got)
        first.kill()
        let_go.set()
        workers.start(WEBHOOKS_ANYWHERE="1")
        until(lambda: endpoint.deliveries[0].status is DeliveryStatus.DELIVERED)
        assert len(receiver.got) == 2
        assert len({request.headers["webhook-id"] for request in receiver.got}) == 1
        endpoint.verified(receiver.got[1])
    log = workers.log.read_text("utf-8")
    assert endpoint.secret not in log
    assert "/hook" not in log
