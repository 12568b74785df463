"""A buyer signs for the car: the order is delivered by it, and the shop sees what was found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store.database import Database
from store.tables import Case, Damage
from tests.api.conftest import Person
from tests.api.handover.buyers import NEXT_DAY, PROMISED, Owner, handover
from tests.api.shop import OTHER_VIN, Shop, order, report
from tests.conftest import MovableClock

SCRATCH = {"area": "10", "type": "12", "severity": 2}
UNHEARD_OF = {**SCRATCH, "area": "00"}
DENT = {"area": "27", "type": "14", "severity": 3, "note": "near the badge"}


def test_a_receipt_makes_the_car_delivered_and_the_shop_sees_it(owner: Owner, shop: Shop) -> None:
    answer = owner.receive(odometer=12)
    assert answer.status_code == 201, answer.json
    signed = answer.json
    assert signed["id"].startswith("rcp_")
    assert (signed["received_at"], signed["odometer"]) == ("2026-11-20T02:00:00.000Z", 12)
    assert signed["open_until"] == "2026-11-22T08:30:00.000Z"
    told = owner.order()
    assert told["progress"]["milestone"] == "delivered"
    assert told["receipt"] == signed
    assert told["milestones"][-1] == {
        "milestone": "delivered",
        "state": "done",
        "actual": "2026-11-20T02:00:00.000Z",
        "planned": told["milestones"][-1]["planned"],
    }
    assert [(action["code"], action["done"]) for action in told["actions"]] == [("sign_receipt", True)]
    assert owner.timeline("note") == ["Signed for: everything as expected"]
    seen = shop.get()
    assert (seen["milestone"], seen["receipt"]) == ("delivered", signed)


def test_more_is_added_for_48_hours_and_then_no_more(
    owner: Owner, shop: Shop, clock: MovableClock, sign_in: Callable[..., Person], database: Database
) -> None:
    owner.receive()
    clock.forward(minutes=40)
    answer = owner.receive(condition="with_remarks", damages=[SCRATCH], remarks="Found it in daylight")
    assert answer.status_code == 200
    assert (answer.json["condition"], answer.json["damages"], answer.json["lang"]) == (
        "with_remarks",
        [SCRATCH],
        "zh",
    )
    again = owner.receive(condition="with_remarks", damages=[SCRATCH, DENT])
    assert again.json["damages"] == [SCRATCH, DENT]
    assert again.json["remarks"] == "Found it in daylight"
    assert owner.receive().json["condition"] == "with_remarks", "what was found stays found"
    assert owner.timeline("note") == ["Signed for, with remarks"]
    clock.moment += timedelta(hours=48)
    late = Owner(Shop(sign_in("partner", of=shop.person.of)), sign_in, database)
    refused = late.receive(condition="with_remarks", damages=[{**SCRATCH, "severity": 5}])
    assert (refused.status_code, refused.json["code"]) == (409, "receipt_closed")
    assert len(late.order()["receipt"]["damages"]) == 2


def test_the_same_receipt_again_changes_nothing(owner: Owner) -> None:
    first = owner.receive(condition="with_remarks", damages=[DENT])
    version = owner.order()["version"]
    again = owner.receive(condition="with_remarks", damages=[DENT])
    assert (again.status_code, again.json) == (200, first.json)
    assert owner.order()["version"] == version


def test_a_key_gives_the_first_answer_again(owner: Owner) -> None:
    key = {"Idempotency-Key": "pen-1"}
    first, again = owner.receive(key), owner.receive(key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert owner.receive(key, odometer=3).json["code"] == "idempotency_key_reused"


def test_it_ends_a_request_for_another_time(owner: Owner) -> None:
    owner.ask(NEXT_DAY)
    owner.receive()
    told = owner.handover()
    assert told["change_request"]["answer"] == "withdrawn"
    assert told["clashes"] == []
    assert told["appointment"]["text"] == "The car was handed over"
    for answer in (owner.confirm(), owner.ask(NEXT_DAY)):
        assert (answer.status_code, answer.json["code"]) == (409, "already_delivered")


def test_the_carrier_s_correction_does_not_undo_what_the_buyer_signed(
    owner: Owner, shop: Shop, carrier_of: Callable[..., Person]
) -> None:
    northern = carrier_of("northern")
    report(northern, shop, "truck", "retail_selling", "20T09")
    owner.receive()
    assert shop.get()["milestone"] == "delivered"
    report(northern, shop, "truck", "arriving", "20T09", event_id="fix", corrects="truck-retail_selling")
    told = owner.order()
    assert told["progress"]["milestone"] == "delivered"
    assert told["milestones"][-1]["actual"] == "2026-11-20T02:00:00.000Z"


def test_another_car_has_not_been_received_yet(owner: Owner, shop: Shop) -> None:
    owner.receive()
    plan = {"handover": handover(), "promised": PROMISED, "services": []}
    swapped = shop.put(**plan, vehicle={**order()["vehicle"], "vin": OTHER_VIN}).json
    assert (swapped["milestone"], "receipt" in swapped) == ("vin_assigned", False)
    assert owner.timeline("note") == []
    back = shop.put(**plan).json
    assert (back["milestone"], "receipt" in back) == ("delivered", True)
    assert owner.timeline("note") == ["Signed for: everything as expected"]


def test_the_next_owner_does_not_read_what_the_former_one_signed(
    owner: Owner, shop: Shop, sign_in: Callable[..., Person], database: Database
) -> None:
    owner.receive(condition="with_remarks", remarks="Greetings from my wife")
    phone = "+8613900139000"
    shop.put(handover=handover(), buyer={"phone": phone, "name": "Wu Hao", "locale": "en"})
    new = Owner(shop, sign_in, database, phone)
    told = new.order()
    assert told["progress"]["milestone"] == "delivered", "the car was handed over all the same"
    assert "receipt" not in told
    assert "receipt" not in shop.get()
    assert new.timeline("note") == []
    assert new.receive(signed_by="Wu Hao").status_code == 201


@pytest.mark.parametrize(
    ("about", "path", "code"),
    [
        ({"condition": "with_remarks", "damages": [UNHEARD_OF]}, "damages.0.area", "unknown_damage_code"),
        ({"received_at": "2026-11-21T10:00:00Z"}, "received_at", "received_in_the_future"),
        ({"received_at": "2026-10-20T10:00:00Z"}, "received_at", "received_before_ordered"),
        ({"received_at": "1970-01-01T00:00:00Z"}, "received_at", "invalid"),
        ({"received_at": "2026-11-20T10:00:00"}, "received_at", "invalid"),
        ({"condition": "fine"}, "condition", "invalid"),
        ({"damages": [SCRATCH]}, "condition", "condition_contradicts"),
        ({"remarks": "Dusty"}, "condition", "condition_contradicts"),
        ({"condition": "with_remarks", "damages": [{**SCRATCH, "severity": 7}]}, "damages.0.severity", "invalid"),
        ({"condition": "with_remarks", "damages": [{**SCRATCH, "area": "door"}]}, "damages.0.area", "invalid"),
        ({"condition": "with_remarks", "damages": [SCRATCH] * 51}, "damages", "invalid"),
        (
            {"condition": "with_remarks", "damages": [{**SCRATCH, "area": "00"}]},
            "damages.0.area",
            "unknown_damage_code",
        ),
        ({"odometer": -1}, "odometer", "invalid"),
        ({"odometer": "12"}, "odometer", "invalid"),
        ({"signed_by": " "}, "signed_by", "invalid"),
        ({"surprise": 1}, "surprise", "invalid"),
    ],
)
def test_a_receipt_that_makes_no_sense_is_named(owner: Owner, about: dict[str, Any], path: str, code: str) -> None:
    answer = owner.receive(**about)
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert path in answer.json["errors"]
    assert "receipt" not in owner.order()


def test_a_receipt_holds_fifty_damages_whenever_they_are_named(owner: Owner) -> None:
    def scratches(number: int) -> list[dict[str, Any]]:
        return [SCRATCH] * number

    assert owner.receive(condition="with_remarks", damages=[*scratches(40), *[DENT] * 10]).status_code == 201
    answer = owner.receive(condition="with_remarks", damages=scratches(41))
    assert (answer.status_code, answer.json["code"]) == (422, "too_many_damages")
    assert len(owner.order()["receipt"]["damages"]) == 50


def test_what_no_carrier_reported_opens_a_case(owner: Owner, database: Database) -> None:
    owner.receive(condition="with_remarks", damages=[SCRATCH])
    owner.receive(condition="with_remarks", damages=[SCRATCH, DENT])
    with database.reading() as session:
        [case] = session.scalars(select(Case))
        assert {damage.case_id for damage in session.scalars(select(Damage))} == {case.id}


def test_a_car_that_was_never_assigned_cannot_be_received(owner: Owner, shop: Shop) -> None:
    shop.put("A-2", vehicle={"make": "Aurora", "model": "E5"})
    owner.path = f"/v1/orders/{shop.get('A-2')['id']}"
    answer = owner.receive()
    assert (answer.status_code, answer.json["code"]) == (409, "no_car_yet")
