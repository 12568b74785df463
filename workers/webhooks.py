"""The job that delivers one endpoint's messages, and the rounds that make such jobs and give up what is old."""

import time
from uuid import UUID

import structlog

from store.ids import wire_id
from store.queue import defer, has_live_job
from store.sealing import SealBroken, Seals
from tracking.webhooks.deliveries import Answer, Sending, claim, due_webhooks, forget_old, give_up, settle
from tracking.webhooks.signing import signed_headers
from workers.machinery import Machinery
from workers.posting import post

log = structlog.get_logger("roadreel.worker")

QUEUE = "webhooks"
TURN_S = 20.0  # an endpoint with much to come lets others in after so long


def deliver_webhooks(machinery: Machinery, webhook_id: UUID) -> None:
    """Send what is due to one endpoint, one after another, until nothing is or its turn is over.

    Safe to run twice and to be killed: each message is claimed before it is sent, and comes again if not settled.
    """
    ends_at = time.monotonic() + TURN_S
    while time.monotonic() < ends_at and not machinery.stopping.is_set():
        with machinery.database.writing() as session:
            sending = claim(session, webhook_id, machinery.clock())
        if sending is None:
            return
        answer = _send(machinery, sending)
        with machinery.database.writing() as session:
            settle(session, sending, answer, machinery.clock())
        if answer.failure is not None:
            # Neither the address nor the answer is ours to write into a log.
            log.info("webhook_refused", webhook=webhook_id.hex, why=answer.failure, status=answer.status)


def nudge_webhooks(machinery: Machinery) -> None:
    """Make a job for each endpoint for which something is due and none waits."""
    with machinery.database.reading() as session:
        due = due_webhooks(session, machinery.clock())
    for webhook_id in due:
        name = f"webhook:{webhook_id.hex}"
        with machinery.database.writing() as session:
            if has_live_job(session, name):
                continue
            defer(session, "deliver_webhooks", queue=QUEUE, lock=name, queueing_lock=name, webhook_id=webhook_id.hex)


def settle_old_webhooks(machinery: Machinery) -> None:
    """Give up what was not taken for days, and forget what is a month old."""
    now = machinery.clock()
    with machinery.database.writing() as session:
        for webhook_id in give_up(session, now):
            log.warning("webhook_disabled", webhook=webhook_id.hex)
        forget_old(session, now)


def _send(machinery: Machinery, sending: Sending) -> Answer:
    seals, body = Seals(machinery.settings.secret_keys), sending.body.encode()
    try:
        secrets = [seals.open(sealed) for sealed in sending.secrets]
    except SealBroken:
        log.error("webhook_secret_sealed_by_another_key", webhook=sending.webhook_id.hex)
        return Answer(failure="secret_unreadable")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Roadreel-Webhooks/1",
        "Connection": "close",
        **signed_headers(wire_id("dlv", sending.delivery_id), body, secrets, machinery.clock()),
    }
    return post(sending.url, body, headers, anywhere=machinery.settings.webhooks_anywhere)
