"""An appointment is agreed, changed and confirmed from both sides."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from store.database import Database
from store.tables import AuditEntry, ChangeRequest
from tests.api.conftest import Person
from tests.api.handover.buyers import EARLY_NEXT_DAY, NEXT_DAY, PROMISED, WINDOW, Owner, handover
from tests.api.shop import Shop

OTHER_BUYER = {"phone": "+8613900139000", "name": "Wu Hao", "locale": "en"}


def put(shop: Shop, *args: Any, **about: Any) -> dict[str, Any]:
    """The handover in the answer of putting it."""
    answer = shop.put(handover=handover(*args, **about), promised=PROMISED, services=[])
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json["handover"]
    return found


def test_an_appointment_that_is_named_waits_to_be_confirmed(owner: Owner) -> None:
    told = owner.handover()
    assert told["appointment"]["state"] == "proposed"
    assert told["appointment"]["text"] == "The shop proposes 24 November, 09:00 to 12:00 for the handover"
    assert owner.handover("zh")["appointment"]["text"].startswith("门店建议的交车时间：11月24日09:00至12:00")
    [action] = owner.order()["actions"]
    assert (action["code"], action["due_at"], action["done"]) == ("confirm_appointment", WINDOW["earliest"], False)


def test_a_buyer_confirms_once_or_twice_and_the_shop_sees_it(owner: Owner, shop: Shop) -> None:
    answer = owner.confirm(window=WINDOW)
    assert (answer.status_code, answer.json["appointment"]["state"]) == (200, "confirmed")
    version = owner.order()["version"]
    assert owner.person.post(f"{owner.path}/handover/confirm").status_code == 200
    assert owner.order()["version"] == version
    seen = shop.get()["handover"]["appointment"]
    assert (seen["state"], seen["by"]) == ("confirmed", "buyer")
    assert owner.order()["actions"][0]["done"] is True
    assert owner.timeline("service") == ["Handover agreed for 24 November, 09:00 to 12:00"]
    assert put(shop)["appointment"]["state"] == "confirmed", "the same put again takes nothing back"


def test_nobody_confirms_what_they_have_not_seen(owner: Owner, shop: Shop) -> None:
    put(shop, NEXT_DAY)
    answer = owner.confirm(window=WINDOW)
    assert (answer.status_code, answer.json["code"]) == (409, "appointment_changed")
    assert owner.handover()["appointment"]["state"] == "proposed"


def test_what_passed_can_only_be_changed(owner: Owner, clock: Any, sign_in: Any, shop: Shop, database: Any) -> None:
    clock.forward(days=5)
    late = Owner(Shop(sign_in("partner", of=shop.person.of)), sign_in, database)
    assert late.confirm().json["code"] == "appointment_passed"
    assert [clash["code"] for clash in late.handover()["clashes"]] == ["appointment_passed"]
    assert late.ask({"earliest": "2026-11-29T01:00:00Z", "latest": "2026-11-29T03:00:00Z"}).status_code == 201


def test_a_request_reaches_the_shop_with_its_windows_and_reason(owner: Owner, shop: Shop) -> None:
    answer = owner.ask(NEXT_DAY, reason="travel", note="Back on Tuesday night")
    assert answer.status_code == 201, answer.json
    assert answer.json["appointment"]["state"] == "change_requested"
    seen = shop.get()["handover"]
    assert (seen["appointment"]["state"], seen["window"]) == ("change_requested", WINDOW)
    asked = seen["change_request"]
    assert (asked["windows"], asked["reason"], asked["note"]) == ([NEXT_DAY], "travel", "Back on Tuesday night")
    assert asked["lang"] == "zh"
    assert "answer" not in asked
    assert owner.order()["actions"] == []
    assert put(shop)["appointment"]["state"] == "change_requested", "a put about something else is no answer"


def test_a_shop_takes_one_of_the_windows_and_both_agree(owner: Owner, shop: Shop) -> None:
    owner.ask(NEXT_DAY)
    seen = put(shop, EARLY_NEXT_DAY)
    assert (seen["appointment"]["state"], seen["appointment"]["by"]) == ("confirmed", "shop")
    assert seen["change_request"]["answer"] == "agreed"
    assert owner.timeline("service") == ["Handover agreed for 25 November, 09:00 to 11:00"]


def test_a_shop_names_another_time_and_the_buyer_is_asked_again(owner: Owner, shop: Shop) -> None:
    owner.ask(EARLY_NEXT_DAY)
    seen = put(shop, {"earliest": "2026-11-26T01:00:00Z", "latest": "2026-11-26T03:00:00Z"})
    assert (seen["appointment"]["state"], seen["change_request"]["answer"]) == ("proposed", "changed")


def test_a_shop_that_can_do_nothing_else_says_so_and_the_buyer_may_give_in(owner: Owner, shop: Shop) -> None:
    asked = owner.ask(NEXT_DAY).json["change_request"]["id"]
    seen = put(shop, answers=asked)
    assert (seen["appointment"]["state"], seen["change_request"]["answer"]) == ("kept", "kept")
    assert put(shop, answers=asked) == seen, "the same again is no other answer"
    assert owner.confirm().json["appointment"]["state"] == "confirmed"


def test_an_answer_to_an_older_request_is_none_to_the_newer(owner: Owner, shop: Shop) -> None:
    first = owner.ask(NEXT_DAY).json["change_request"]["id"]
    second = owner.ask(EARLY_NEXT_DAY).json["change_request"]["id"]
    assert first != second
    assert put(shop, answers=first)["appointment"]["state"] == "change_requested"
    assert put(shop, answers=second)["appointment"]["state"] == "kept"


@pytest.mark.parametrize("answers", ["hcr_" + "0" * 32, "yes", "ord_" + "0" * 32])
def test_an_answer_to_nothing_is_refused(owner: Owner, shop: Shop, answers: str) -> None:
    answer = shop.put(handover=handover(answers=answers))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_change_request")
    assert "handover.answers" in answer.json["errors"]


def test_what_was_agreed_on_the_telephone_stands_until_the_buyer_asks_again(owner: Owner, shop: Shop) -> None:
    seen = put(shop, agreed=True)["appointment"]
    assert (seen["state"], seen["by"]) == ("confirmed", "shop")
    owner.ask(NEXT_DAY)
    assert put(shop, agreed=True)["appointment"]["state"] == "change_requested", "said once, it is no news"
    assert put(shop, NEXT_DAY, agreed=True)["appointment"]["state"] == "confirmed"


def test_a_window_taken_back_leaves_nothing_to_confirm(owner: Owner, shop: Shop) -> None:
    owner.ask(NEXT_DAY)
    seen = put(shop, None)
    assert (seen["appointment"]["state"], seen["change_request"]["answer"]) == ("none", "changed")
    assert owner.timeline("service") == []
    for answer in (owner.confirm(), owner.ask(NEXT_DAY)):
        assert (answer.status_code, answer.json["code"]) == (409, "no_appointment")


def test_the_same_request_twice_is_one_and_another_replaces_it(owner: Owner, database: Database) -> None:
    first, again = owner.ask(NEXT_DAY), owner.ask(NEXT_DAY)
    assert first.json["change_request"]["id"] == again.json["change_request"]["id"]
    key = {"Idempotency-Key": "tap-1"}
    body = {"windows": [EARLY_NEXT_DAY], "reason": "work"}
    answers = [owner.person.post(f"{owner.path}/handover/change-request", json=body, headers=key) for _ in range(2)]
    assert answers[0].json == answers[1].json
    with database.reading() as session:
        assert sorted(str(answer) for answer in session.scalars(select(ChangeRequest.answer))) == [
            "None",
            "withdrawn",
        ]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"windows": []}, "windows", "invalid"),
        ({"windows": [NEXT_DAY] * 6}, "windows", "invalid"),
        ({"windows": [NEXT_DAY], "reason": "boredom"}, "reason", "invalid"),
        ({"windows": [NEXT_DAY], "reason": None}, "reason", "invalid"),
        (
            {"windows": [{"earliest": NEXT_DAY["latest"], "latest": NEXT_DAY["earliest"]}]},
            "windows.0.latest",
            "invalid",
        ),
        (
            {"windows": [{"earliest": "2026-11-19T01:00:00Z", "latest": "2026-11-19T02:00:00Z"}]},
            "windows.0.earliest",
            "window_in_the_past",
        ),
        (
            {"windows": [{"earliest": "1970-01-01T01:00:00Z", "latest": "2090-11-19T02:00:00Z"}]},
            "windows.0.earliest",
            "invalid",
        ),
        ({"windows": [NEXT_DAY], "note": "x" * 501}, "note", "invalid"),
        ({"windows": [NEXT_DAY], "surprise": 1}, "surprise", "invalid"),
    ],
)
def test_a_request_that_makes_no_sense_is_named(owner: Owner, body: dict[str, Any], path: str, code: str) -> None:
    answer = owner.person.post(f"{owner.path}/handover/change-request", json={"reason": "work", **body})
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert path in answer.json["errors"]
    assert owner.handover()["appointment"]["state"] == "proposed"


def test_a_closed_order_has_nothing_to_agree_on(owner: Owner, shop: Shop) -> None:
    shop.put(state="cancelled", handover=handover())
    for answer in (owner.confirm(), owner.ask(NEXT_DAY), owner.receive()):
        assert (answer.status_code, answer.json["code"]) == (409, "order_closed")
    told = owner.order()
    assert (told["actions"], told["handover"]["clashes"]) == ([], [])
    assert told["handover"]["appointment"]["text"] == "No time is agreed for the handover yet"


def test_what_was_agreed_or_asked_for_ends_when_the_order_is_closed(owner: Owner, shop: Shop) -> None:
    owner.ask(NEXT_DAY)
    closed = shop.put(state="cancelled", handover=handover()).json["handover"]
    assert closed["change_request"]["answer"] == "withdrawn"
    assert put(shop)["appointment"]["state"] == "proposed"
    owner.confirm()
    shop.put(state="cancelled", handover=handover())
    assert owner.timeline("service") == []
    assert put(shop)["appointment"]["state"] == "proposed", "an appointment that was called off is agreed on anew"


@pytest.mark.parametrize("already_closed", [False, True])
def test_nothing_is_proposed_in_an_order_that_is_closed(owner: Owner, shop: Shop, already_closed: bool) -> None:
    if already_closed:
        shop.put(state="cancelled", handover=handover())
    shop.put(state="cancelled", handover=handover(NEXT_DAY))
    assert owner.timeline("service") == []
    assert put(shop, NEXT_DAY)["appointment"]["state"] == "proposed"
    assert owner.confirm(window=NEXT_DAY).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [{"place_code": "WUH-HUB"}, {"mode": "delivery"}, {"place_code": None, "mode": "delivery", "address": "X"}],
)
def test_who_agreed_to_a_place_is_asked_again_about_another(
    owner: Owner, shop: Shop, elsewhere: dict[str, Any]
) -> None:
    owner.confirm()
    assert put(shop, **elsewhere)["appointment"]["state"] == "proposed"
    assert owner.timeline("service") == ["The shop proposes 24 November, 09:00 to 12:00 for the handover"]
    owner.confirm()
    assert put(shop, **elsewhere)["appointment"]["state"] == "confirmed", "the same put again takes nothing back"
    assert put(shop, agreed=True)["appointment"]["state"] == "confirmed", "they moved it back by telephone"


def test_another_buyer_finds_nothing_here(owner: Owner, sign_in: Callable[..., Person]) -> None:
    stranger = sign_in("buyer")
    for what in ("handover/confirm", "handover/change-request", "receipt"):
        body = {
            "handover/confirm": {},
            "handover/change-request": {"windows": [NEXT_DAY], "reason": "work"},
            "receipt": {"received_at": "2026-11-20T08:00:00Z", "condition": "as_expected", "signed_by": "X"},
        }[what]
        theirs = stranger.post(f"{owner.path}/{what}", json=body)
        nobodys = stranger.post(f"/v1/orders/ord_{'0' * 32}/{what}", json=body)
        assert theirs.status_code == nobodys.status_code == 404
        assert {**theirs.json, "request_id": ""} == {**nobodys.json, "request_id": ""}


def test_what_the_former_buyer_agreed_to_and_asked_for_ends_with_a_transfer(
    owner: Owner, shop: Shop, sign_in: Callable[..., Person], database: Database
) -> None:
    owner.ask(NEXT_DAY, note="My daughter's birthday")
    shop.put(handover=handover(), promised=PROMISED, services=[], buyer=OTHER_BUYER)
    assert owner.confirm().status_code == 404
    new = Owner(shop, sign_in, database, OTHER_BUYER["phone"])
    told = new.handover()
    assert told["appointment"]["state"] == "proposed"
    assert "change_request" not in told
    assert new.timeline("service") == []
    assert "birthday" not in str(shop.get())
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "order_transferred"))
        assert entry.details["former_buyer"] != entry.details["buyer"]
        assert [request.answer for request in session.scalars(select(ChangeRequest))] == ["withdrawn"]
    assert new.confirm().json["appointment"]["state"] == "confirmed"


def test_what_to_bring_is_said_in_words(owner: Owner, shop: Shop) -> None:
    seen = shop.put(handover=handover(bring=["driving_licence", "red_flower"]))
    assert seen.json["warnings"] == ["bring_unknown"]
    assert owner.handover()["to_bring"] == [
        {"code": "driving_licence", "text": "Driving licence"},
        {"code": "red_flower", "text": "red flower"},
    ]
    assert owner.handover("zh")["to_bring"][0]["text"] == "驾驶证"


def test_clashes_are_named_to_both_sides(owner: Owner, shop: Shop) -> None:
    visit = {"earliest": "2026-11-22T01:00:00Z", "latest": "2026-11-22T03:00:00Z"}
    services = [{"ref": "c", "kind": "charger_installation", "status": "scheduled", "appointment": visit}]
    seen = shop.put(handover=handover(), promised=PROMISED, services=services).json["handover"]["clashes"]
    assert [clash["code"] for clash in seen] == ["charger_before_car"]
    [clash] = owner.handover()["clashes"]
    assert clash["text"] == (
        "The charger is to be installed on 22 November, 09:00 to 11:00, before the car is there (24 November)"
    )
    assert clash["params"]["visit"]["zh"] == "11月22日09:00至11:00"


def test_nobody_asks_for_another_time_all_day_long(owner: Owner) -> None:
    answers = [owner.ask(NEXT_DAY, note=str(number)).status_code for number in range(20)]
    assert set(answers) == {201}
    refused = owner.ask(NEXT_DAY, note="again")
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == "86400"


def test_what_the_former_buyer_asked_for_is_not_held_against_the_next(
    owner: Owner, shop: Shop, sign_in: Callable[..., Person], database: Database
) -> None:
    for number in range(20):
        owner.ask(NEXT_DAY, note=str(number))
    shop.put(handover=handover(), promised=PROMISED, services=[], buyer=OTHER_BUYER)
    assert Owner(shop, sign_in, database, OTHER_BUYER["phone"]).ask(NEXT_DAY).status_code == 201
