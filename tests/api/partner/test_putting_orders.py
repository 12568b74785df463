"""The shop puts whole orders."""

from typing import Any

from tests.api.shop import OTHER_VIN, VIN, Shop, order, stage


def test_an_order_that_is_put_is_there_as_it_was_put(shop: Shop) -> None:
    answer = shop.put()
    assert answer.status_code == 201, answer.json
    assert answer.json["milestone"] == "vin_assigned"
    got = shop.get()
    assert got == answer.json
    assert [stage["ref"] for stage in got["stages"]] == ["yard", "rail", "truck"]
    assert got["stages"][1]["trip"] == "R-77"
    assert got["buyer"] == {"phone": "+8613800138000", "name": "Lin Yue", "locale": "zh"}
    assert got["services"][0]["amount"] == "3200.00"
    assert got["promised"]["earliest"] == "2026-11-22T16:00:00.000Z"


def test_putting_the_same_again_changes_nothing(shop: Shop) -> None:
    first = shop.put().json
    again = shop.put()
    assert again.status_code == 200
    assert again.json == first
