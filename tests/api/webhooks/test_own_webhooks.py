"""Partners and carriers make, change, pause, resume and delete their webhooks; nobody else's."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from store.database import Database
from store.ids import from_wire
from store.sealing import Seals
from store.tables import Webhook, WebhookDelivery
from store.words import DeliveryStatus, WebhookState
from tests.api.conftest import Person
from tests.fleet import make_order
from tracking.webhooks import tell_carrier, tell_partner

WISH = {"url": "https://shop.example/roadreel", "events": ["order.eta_changed", "clip.published"]}


@pytest.fixture
def partner(sign_in: Callable[..., Person]) -> Person:
    return sign_in("partner")


@pytest.fixture
def tell(database: Database, clock: Any) -> Callable[..., None]:
    """Something happened to an order of this shop."""

    def happened(partner: Person, event: str = "order.eta_changed", **data: Any) -> None:
        with database.writing() as session:
            order = make_order(session)
            order.partner_id = partner.of.id
            tell_partner(session, order, event, data, clock())

    return happened


def made(person: Person, **changes: Any) -> dict[str, Any]:
    answer = person.post("/v1/webhooks", json={**WISH, **changes})
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def listed(person: Person, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    answer = person.get(f"/v1/webhooks/{webhook['id']}/deliveries")
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_the_secret_is_shown_once_and_kept_sealed(partner: Person, database: Database, settings: Any) -> None:
    answer = partner.post("/v1/webhooks", json=WISH)
    assert answer.headers["Cache-Control"] == "no-store"
    secret = answer.json["secret"]
    assert secret.startswith("whsec_")
    assert answer.json["state"] == "active"
    shown = partner.get(f"/v1/webhooks/{answer.json['id']}").json
    assert shown == {name: value for name, value in answer.json.items() if name != "secret"}
    assert partner.get("/v1/webhooks").json["items"] == [shown]
    with database.reading() as session:
        kept = session.get_one(Webhook, from_wire("whk", shown["id"])).secret
    assert secret.removeprefix("whsec_").encode() not in kept
    assert Seals(settings.secret_keys).open(kept) == secret


@pytest.mark.parametrize("route", ["/v1/webhooks", "/v1/webhooks/{id}/rotate"])
def test_a_secret_is_never_shown_again_under_a_key(partner: Person, route: str) -> None:
    path = route.format(id=made(partner)["id"])
    answer = partner.post(path, json=WISH if path == "/v1/webhooks" else {}, headers={"Idempotency-Key": "again"})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_refused")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "http://shop.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://me:word@shop.example/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["trip.changed"]}, "events"),
        ({"events": ["order.eta_changed", "order.sold"]}, "events"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_made_and_when_it_is_changed(
    partner: Person, changes: dict[str, Any], field: str
) -> None:
    webhook = made(partner)
    for answer in (
        partner.post("/v1/webhooks", json={**WISH, **changes}),
        partner.patch(f"/v1/webhooks/{webhook['id']}", json=changes),
    ):
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == [field]


def test_a_webhook_is_changed_and_deleted(partner: Person, tell: Callable[..., None]) -> None:
    webhook = made(partner)
    changed = partner.patch(f"/v1/webhooks/{webhook['id']}", json={"events": ["clip.removed"], "description": "new"})
    assert (changed.json["events"], changed.json["description"]) == (["clip.removed"], "new")
    assert changed.json["url"] == webhook["url"]
    tell(partner, "clip.removed", cut_id="cut_1")
    assert partner.delete(f"/v1/webhooks/{webhook['id']}").status_code == 204
    assert partner.get(f"/v1/webhooks/{webhook['id']}").status_code == 404


def test_there_is_a_most_of_them_for_each_owner(sign_in: Callable[..., Person]) -> None:
    carrier, other = sign_in("carrier"), sign_in("carrier")
    for _ in range(10):
        made(carrier, events=["clip.held"])
    answer = carrier.post("/v1/webhooks", json={**WISH, "events": ["clip.held"]})
    assert (answer.status_code, answer.json["code"]) == (409, "too_many_webhooks")
    made(other, events=["clip.held"])


def test_nobody_reaches_another_s_webhook(partner: Person, sign_in: Callable[..., Person], tell: Any) -> None:
    webhook = made(partner)
    tell(partner)
    [delivery] = listed(partner, webhook)
    path = f"/v1/webhooks/{webhook['id']}"
    for stranger in (sign_in("partner"), sign_in("carrier")):
        answers = [
            stranger.get(path),
            stranger.patch(path, json={"description": "mine"}),
            stranger.delete(path),
            stranger.get(f"{path}/deliveries"),
            *(stranger.post(f"{path}/{do}") for do in ("pause", "resume", "rotate")),
            stranger.post(f"{path}/deliveries/{delivery['id']}/replay"),
        ]
        assert {answer.status_code for answer in answers} == {404}
    assert partner.post(f"/v1/webhooks/{made(partner)['id']}/deliveries/{delivery['id']}/replay").status_code == 404


def test_what_happened_is_written_for_those_who_listen_and_own_it(
    partner: Person, sign_in: Callable[..., Person], tell: Callable[..., None], database: Database
) -> None:
    webhook, deaf = made(partner), made(partner, events=["clip.removed"])
    stranger = sign_in("partner")
    others = made(stranger)
    tell(partner, eta={"state": "estimated"})
    [delivery] = listed(partner, webhook)
    assert listed(partner, deaf) == listed(stranger, others) == []
    assert delivery == {
        "id": delivery["id"],
        "type": "order.eta_changed",
        "status": "pending",
        "attempts": 0,
        "last_status": None,
        "last_failure": None,
        "created_at": "2026-11-20T08:30:00.000Z",
        "attempted_at": None,
        "next_attempt_at": "2026-11-20T08:30:00.000Z",
        "delivered_at": None,
    }
    with database.reading() as session:
        [row] = session.scalars(select(WebhookDelivery))
    message = json.loads(row.body)
    assert (message["type"], message["timestamp"]) == ("order.eta_changed", "2026-11-20T08:30:00.000Z")
    assert message["data"]["eta"] == {"state": "estimated"}
    assert set(message["data"]) == {"order_id", "order_number", "eta"}
    assert from_wire("ord", message["data"]["order_id"])


def test_a_word_that_is_not_told_is_a_mistake_of_the_caller(partner: Person, database: Database, clock: Any) -> None:
    with database.writing() as session:
        with pytest.raises(ValueError):
            tell_partner(session, make_order(session), "trip.changed", {}, clock())
        with pytest.raises(ValueError):
            tell_carrier(session, UUID(int=0), "order.eta_changed", {}, clock())


def test_pausing_keeps_what_comes_and_disabling_does_not(
    partner: Person, tell: Callable[..., None], database: Database
) -> None:
    webhook = made(partner)
    path = f"/v1/webhooks/{webhook['id']}"
    assert partner.post(f"{path}/pause").json["state"] == "paused"
    tell(partner)
    assert len(listed(partner, webhook)) == 1
    with database.writing() as session:
        session.execute(update(Webhook).values(state=WebhookState.DISABLED, failures=9))
    tell(partner)
    [delivery] = listed(partner, webhook)
    assert partner.post(f"{path}/pause").json["state"] == "disabled"
    answer = partner.post(f"{path}/deliveries/{delivery['id']}/replay")
    assert (answer.status_code, answer.json["code"]) == (409, "webhook_disabled")
    resumed = partner.post(f"{path}/resume").json
    assert (resumed["state"], resumed["failures"]) == ("active", 0)


def test_a_message_that_was_given_up_is_sent_again_on_demand(
    partner: Person, tell: Callable[..., None], database: Database, clock: Any
) -> None:
    webhook = made(partner)
    tell(partner)
    with database.writing() as session:
        session.execute(update(WebhookDelivery).values(status=DeliveryStatus.FAILED, next_attempt_at=None))
    clock.forward(minutes=40)
    [delivery] = listed(partner, webhook)
    answer = partner.post(f"/v1/webhooks/{webhook['id']}/deliveries/{delivery['id']}/replay")
    assert answer.status_code == 202
    assert (answer.json["id"], answer.json["status"]) == (delivery["id"], "pending")
    assert answer.json["next_attempt_at"] == "2026-11-20T09:10:00.000Z"
