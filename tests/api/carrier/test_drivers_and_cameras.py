"""A carrier registers those who film: drivers, who sign in by phone, and cameras."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from store.database import Database
from store.ids import new_id, wire_id
from store.tables import Driver
from tests.api.conftest import Person
from tests.api.shop import Shop

CHEN = {"phone": "+8613700137000", "name": "Chen Bo"}
GATE = {"name": "Gate 2", "place_code": "WUH-HUB", "bay": "B4", "clock_offset_s": -2.5}


def test_a_driver_is_registered_and_listed(sign_in: Callable[..., Person]) -> None:
    carrier = sign_in("carrier")
    made = carrier.post("/v1/carrier/drivers", json={**CHEN, "phone": "137 0013 7000"})
    assert made.status_code == 201
    assert (made.json["phone"], made.json["locale"]) == ("+8613700137000", "zh")
    assert carrier.get("/v1/carrier/drivers").json["items"] == [made.json]
    assert sign_in("carrier").get("/v1/carrier/drivers").json["items"] == []


def test_one_phone_is_one_driver_until_it_is_removed(sign_in: Callable[..., Person]) -> None:
    one, other = sign_in("carrier"), sign_in("carrier")
    driver_id = one.post("/v1/carrier/drivers", json=CHEN).json["id"]
    for carrier in (one, other):
        taken = carrier.post("/v1/carrier/drivers", json=CHEN)
        assert (taken.status_code, taken.json["code"]) == (409, "phone_in_use")
    assert one.delete(f"/v1/carrier/drivers/{driver_id}").status_code == 204
    assert other.post("/v1/carrier/drivers", json=CHEN).status_code == 201


def test_the_same_key_registers_one_driver(sign_in: Callable[..., Person], database: Database) -> None:
    carrier = sign_in("carrier")
    headers = {"Idempotency-Key": "chen"}
    first = carrier.post("/v1/carrier/drivers", json=CHEN, headers=headers)
    again = carrier.post("/v1/carrier/drivers", json=CHEN, headers=headers)
    assert (again.status_code, again.json) == (201, first.json)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Driver)) == 1
    other = carrier.post("/v1/carrier/drivers", json={**CHEN, "name": "Chen"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_removed_driver_is_out_at_once_on_every_device(sign_in: Callable[..., Person]) -> None:
    carrier = sign_in("carrier")
    driver = sign_in("driver", carrier_id=carrier.of.id)
    second_device = sign_in("driver", of=driver.of)
    assert driver.get("/v1/carrier/stages").status_code == 200
    path = f"/v1/carrier/drivers/{wire_id('drv', driver.of.id)}"
    assert carrier.delete(path).status_code == 204
    assert {person.get("/v1/carrier/stages").status_code for person in (driver, second_device)} == {401}
    assert carrier.delete(path).status_code == 404


@pytest.mark.parametrize("driver_id", ["drv_1", "stg_" + "0" * 32, wire_id("drv", new_id())])
def test_a_driver_that_is_not_there_or_another_s_looks_the_same(
    sign_in: Callable[..., Person], driver_id: str
) -> None:
    foreign = wire_id("drv", sign_in("driver").of.id)
    carrier = sign_in("carrier")
    answers = [carrier.delete(f"/v1/carrier/drivers/{one}") for one in (driver_id, foreign)]
    assert {answer.status_code for answer in answers} == {404}
    hidden, unknown = ({**answer.json, "request_id": ""} for answer in answers)
    assert hidden == unknown


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "Chen"}, "phone"),
        ({**CHEN, "phone": "12"}, "phone"),
        ({**CHEN, "phone": 13700137000}, "phone"),
        ({**CHEN, "name": "  "}, "name"),
        ({**CHEN, "locale": "de"}, "locale"),
        ({**CHEN, "licence": "A"}, "licence"),
    ],
)
def test_a_driver_that_cannot_be_is_refused(sign_in: Callable[..., Person], body: dict[str, Any], path: str) -> None:
    answer = sign_in("carrier").post("/v1/carrier/drivers", json=body)
    assert answer.status_code == 422
    assert path in answer.json["errors"]


def test_drivers_manage_neither_drivers_nor_cameras(sign_in: Callable[..., Person]) -> None:
    driver = sign_in("driver")
    assert driver.get("/v1/carrier/drivers").status_code == 403
    assert driver.post("/v1/carrier/drivers", json=CHEN).status_code == 403
    assert driver.delete(f"/v1/carrier/drivers/{wire_id('drv', driver.of.id)}").status_code == 403
    assert driver.put("/v1/carrier/cameras/gate-2", json=GATE).status_code == 403


def test_a_camera_is_made_and_then_replaced(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    carrier = carrier_of("northern")
    first = carrier.put("/v1/carrier/cameras/gate-2", json=GATE)
    assert (first.status_code, first.json) == (201, {"code": "gate-2", **GATE})
    moved = carrier.put("/v1/carrier/cameras/gate-2", json={"name": "Gate 2", "place_code": "CKG-YARD"})
    assert (moved.status_code, moved.json["place_code"], moved.json["bay"]) == (200, "CKG-YARD", None)
    assert carrier_of("river").put("/v1/carrier/cameras/gate-2", json=GATE).status_code == 201


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"place_code": "NOWHERE"}, "place_code"),
        ({"clock_offset_s": "2"}, "clock_offset_s"),
        ({"clock_offset_s": 1e9}, "clock_offset_s"),
        ({"name": ""}, "name"),
        ({"lens": "wide"}, "lens"),
    ],
)
def test_a_camera_that_cannot_be_is_refused(
    shop: Shop, carrier_of: Callable[..., Person], changes: dict[str, Any], path: str
) -> None:
    answer = carrier_of("northern").put("/v1/carrier/cameras/gate-2", json={**GATE, **changes})
    assert answer.status_code == 422
    assert path in answer.json["errors"]
