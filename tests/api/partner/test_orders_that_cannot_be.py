"""Orders that make no sense are refused with the path of each field, and nothing is written."""

from typing import Any

import pytest

from tests.api.shop import Shop, order, stage

BACK = {"earliest": "2026-12-02T00:00:00Z", "latest": "2026-12-01T00:00:00Z"}
YARD, RAIL = stage(0), stage(1)


def vehicle(**about: Any) -> dict[str, Any]:
    return {"vehicle": {**order()["vehicle"], **about}}


def handover(**about: Any) -> dict[str, Any]:
    return {"handover": {**order()["handover"], **about}}


def service(**about: Any) -> dict[str, Any]:
    return {"services": [{**order()["services"][0], **about}]}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"surprise": 1}, "surprise", "invalid"),
        ({"ordered_at": "1970-01-01T00:00:00Z"}, "ordered_at", "invalid"),
        ({"ordered_at": "2090-01-01T00:00:00Z"}, "ordered_at", "date_out_of_range"),
        ({"ordered_at": "2026-12-24T00:00:00Z"}, "ordered_at", "date_out_of_range"),
        ({"ordered_at": "2026-11-01T10:00:00"}, "ordered_at", "invalid"),
        ({"ordered_at": 17}, "ordered_at", "invalid"),
        ({"state": "lost"}, "state", "invalid"),
        ({"source_version": "3"}, "source_version", "invalid"),
        ({"source_version": 2**63}, "source_version", "invalid"),
        ({"source_version": -1}, "source_version", "invalid"),
        ({"buyer": {"phone": "12", "name": "L", "locale": "zh"}}, "buyer.phone", "bad_phone"),
        ({"buyer": {"phone": "+8613800138000", "name": " ", "locale": "zh"}}, "buyer.name", "invalid"),
        ({"buyer": {"phone": "+8613800138000", "name": "L", "locale": "fr"}}, "buyer.locale", "invalid"),
        ({"promised": BACK}, "promised.latest", "window_reversed"),
        ({"promised": {"earliest": "2026-12-01T00:00:00Z"}}, "promised.latest", "invalid"),
        (
            {"promised": {"earliest": "2026-12-01T00:00:00Z", "latest": "2050-12-01T00:00:00Z"}},
            "promised.latest",
            "date_out_of_range",
        ),
        (vehicle(vin="LSVAA4182E218484I"), "vehicle.vin", "vin_invalid"),
        (vehicle(vin="LSVAA4183E2184847"), "vehicle.vin", "vin_invalid"),
        (vehicle(vin=17), "vehicle.vin", "invalid"),
        (vehicle(vin="A" * 5000), "vehicle.vin", "invalid"),
        (vehicle(make=""), "vehicle.make", "invalid"),
        (vehicle(wheels=4), "vehicle.wheels", "invalid"),
        (handover(place_code="NOWHERE"), "handover.place_code", "unknown_place"),
        (handover(address="also here"), "handover", "invalid"),
        ({"handover": {"mode": "pickup", "address": "Main St"}}, "handover.place_code", "invalid"),
        ({"handover": {"mode": "delivery"}}, "handover", "invalid"),
        (handover(window=BACK), "handover.window.latest", "window_reversed"),
        (handover(mode="drone"), "handover.mode", "invalid"),
        (handover(contact={"phone": 5}), "handover.contact.phone", "invalid"),
        (handover(agreed="yes"), "handover.agreed", "invalid"),
        (handover(balance_due={"amount": "much", "currency": "CNY"}), "handover.balance_due.amount", "invalid"),
        (handover(balance_due={"amount": "-1", "currency": "CNY"}), "handover.balance_due.amount", "invalid"),
        (handover(balance_due={"amount": "1.00"}), "handover.balance_due.currency", "unknown_currency"),
        ({"stages": [stage(1, from_place="NOWHERE")]}, "stages.0.from_place", "unknown_place"),
        ({"stages": [YARD, stage(1, carrier="nobody")]}, "stages.1.carrier", "unknown_carrier"),
        ({"stages": [stage(1, mode=None)]}, "stages.0.mode", "invalid"),
        ({"stages": [stage(0, mode="truck")]}, "stages.0.mode", "invalid"),
        ({"stages": [stage(0, trip="T-1")]}, "stages.0.trip", "invalid"),
        ({"stages": [stage(0, to_place="WUH-HUB")]}, "stages.0.to_place", "invalid"),
        ({"stages": [stage(1, to_place="CKG-YARD")]}, "stages.0.to_place", "invalid"),
        ({"stages": [stage(1, planned_end="2026-11-16T00:00:00Z")]}, "stages.0.planned_end", "window_reversed"),
        ({"stages": [stage(1, planned_end="2089-11-16T00:00:00Z")]}, "stages.0.planned_end", "date_out_of_range"),
        ({"stages": [YARD, stage(1, ref="yard")]}, "stages.1.ref", "duplicate_ref"),
        ({"stages": [stage(1, ref=f"s{number}") for number in range(101)]}, "stages", "invalid"),
        ({"stages": {"ref": "yard"}}, "stages", "invalid"),
        ({"stages": [stage(1, kind="flight")]}, "stages.0.kind", "invalid"),
        (service(appointment=BACK), "services.0.appointment.latest", "window_reversed"),
        (service(currency=None), "services.0.currency", "invalid"),
        (service(currency="XYZ"), "services.0.currency", "unknown_currency"),
        (service(currency="yuan"), "services.0.currency", "invalid"),
        (service(amount="12.345"), "services.0.amount", "invalid"),
        (service(amount=12.5), "services.0.amount", "invalid"),
        (service(amount="1e9"), "services.0.amount", "invalid"),
        (service(kind="massage"), "services.0.kind", "invalid"),
        ({"services": order()["services"] * 2}, "services.1.ref", "duplicate_ref"),
        (
            {"services": [{**order()["services"][0], "ref": str(number)} for number in range(101)]},
            "services",
            "invalid",
        ),
    ],
)
def test_a_field_that_cannot_be_is_named(shop: Shop, changes: dict[str, Any], path: str, code: str) -> None:
    answer = shop.put(**changes)
    assert answer.status_code == 422, answer.json
    assert answer.json["code"] == code, answer.json
    assert path in answer.json["errors"], answer.json
    assert shop.person.get("/v1/partner/orders/A-1").status_code == 404


@pytest.mark.parametrize("body", ["", "{", "[]", '"order"', "null", "\ufeff{}", "[" * 5000])
def test_a_body_that_is_no_order_is_refused(shop: Shop, body: str) -> None:
    answer = shop.person.put("/v1/partner/orders/A-1", data=body.encode(), content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.json["code"] in {"malformed_body", "invalid"}


@pytest.mark.parametrize("missing", ["ordered_at", "state", "buyer", "vehicle", "handover"])
def test_what_an_order_needs_is_named_when_it_is_missing(shop: Shop, missing: str) -> None:
    body = order()
    del body[missing]
    answer = shop.person.put("/v1/partner/orders/A-1", json=body)
    assert answer.status_code == 422
    assert missing in answer.json["errors"]


def test_every_fault_is_named_at_once(shop: Shop) -> None:
    answer = shop.put(stages=[stage(0, from_place="X", to_place="X"), stage(1, carrier="nobody")])
    assert set(answer.json["errors"]) == {"stages.0.from_place", "stages.0.to_place", "stages.1.carrier"}
    assert answer.json["code"] == "invalid"


def test_a_refused_change_leaves_the_order_as_it_was(shop: Shop) -> None:
    before = shop.put().json
    buyer = {"phone": "+8613900139000", "name": "Wu", "locale": "en"}
    assert shop.put(buyer=buyer, stages=[YARD, stage(1, carrier="nobody")]).status_code == 422
    assert shop.get() == before


def test_a_string_that_postgres_cannot_hold_is_refused(shop: Shop) -> None:
    assert shop.put(**vehicle(model="a\0b")).status_code == 422
