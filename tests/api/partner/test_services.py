"""Services: what the buyer is told of them, and what is no news."""

from collections.abc import Callable
from typing import Any

import pytest

from store.database import Database
from store.words import ServiceKind, ServiceStatus
from tests.api.conftest import Person
from tests.api.handover.buyers import Owner
from tests.api.shop import Shop

VISIT = {"earliest": "2026-11-24T01:00:00Z", "latest": "2026-11-24T04:00:00Z"}
LATER = {"earliest": "2026-11-26T01:00:00Z", "latest": "2026-11-26T04:00:00Z"}


def service(kind: str = "insurance", status: str = "pending", **about: Any) -> dict[str, Any]:
    return {"ref": f"the-{kind}", "kind": kind, "status": status, **about}


@pytest.fixture
def owner(shop: Shop, sign_in: Callable[..., Person], database: Database) -> Owner:
    assert shop.put(services=[service()]).status_code == 201
    return Owner(shop, sign_in, database)


def put(shop: Shop, *services: dict[str, Any], **about: Any) -> dict[str, Any]:
    answer = shop.put(services=list(services), **about)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def test_what_comes_with_a_new_order_is_no_news(owner: Owner) -> None:
    assert owner.timeline("service") == []


@pytest.mark.parametrize("status", list(ServiceStatus))
def test_every_service_has_its_sentence_in_every_status(owner: Owner, shop: Shop, status: str) -> None:
    seen = put(shop, *(service(kind, status, appointment=VISIT) for kind in ServiceKind))
    assert [one["status"] for one in seen["services"]] == [status] * len(ServiceKind)
    for language in ("en", "zh"):
        for told in owner.order(language)["services"]:
            assert told["status_text"].startswith(told["text"]), told


def test_each_status_is_told_once_in_one_line(owner: Owner, shop: Shop) -> None:
    put(shop, service(status="scheduled"))
    assert owner.timeline("service") == ["Insurance: arranged"]
    seq = owner.person.get(f"{owner.path}/timeline").json["latest_seq"]
    put(shop, service(status="scheduled"))
    assert owner.person.get(f"{owner.path}/timeline").json["latest_seq"] == seq, "the same again is no news"
    put(shop, service(status="done"))
    assert owner.timeline("service") == ["Insurance: done"]


def test_an_appointment_is_told_when_it_moves_while_it_lies_ahead(owner: Owner, shop: Shop) -> None:
    charger = service("charger_installation", "scheduled", appointment=VISIT)
    put(shop, charger)
    assert owner.timeline("service") == ["Charger at home: appointment on 24 November, 09:00 to 12:00"]
    put(shop, {**charger, "appointment": LATER})
    [entry] = owner.person.get(f"{owner.path}/timeline?kind=service").json["items"]
    assert entry["code"] == "service_now_scheduled_for"
    assert entry["text"] == "家用充电桩安装：预约时间11月26日09:00至12:00"
    put(shop, {**charger, "status": "done", "appointment": LATER})
    before = owner.order()["version"]
    put(shop, {**charger, "status": "done", "appointment": VISIT})
    assert owner.timeline("service") == ["Charger at home: done"]
    assert owner.order()["version"] > before, "the order itself shows it"


def test_money_goes_with_its_currency_and_changes_no_line(owner: Owner, shop: Shop) -> None:
    paid = service("deposit", "done", amount="5000", currency="CNY")
    seen = put(shop, paid)
    assert (seen["services"][0]["amount"], seen["services"][0]["currency"]) == ("5000.00", "CNY")
    [entry] = owner.person.get(f"{owner.path}/timeline?kind=service").json["items"]
    assert entry["params"] == {"service": "deposit", "amount": "5000.00", "currency": "CNY"}
    put(shop, {**paid, "amount": "6000.00"})
    [same] = owner.person.get(f"{owner.path}/timeline?kind=service").json["items"]
    assert same["seq"] == entry["seq"]
    assert owner.order()["services"][0]["amount"] == "6000.00"


def test_an_offer_is_no_news_and_a_service_that_is_left_out_leaves_none(owner: Owner, shop: Shop) -> None:
    put(shop, service(), service("maintenance", "offered"))
    assert owner.timeline("service") == []
    put(shop, service(), service("maintenance", "requested"))
    assert owner.timeline("service") == ["Maintenance: requested"]
    put(shop, service(), service("maintenance", "offered"))
    assert owner.timeline("service") == []
    put(shop, service(), service("maintenance", "done"))
    put(shop, service())
    assert owner.timeline("service") == []


def test_an_order_that_is_called_off_does_not_list_its_services_one_by_one(owner: Owner, shop: Shop) -> None:
    put(shop, service(status="cancelled"), state="cancelled")
    assert owner.timeline("service") == []
    assert owner.timeline("note") == ["This order was cancelled"]
