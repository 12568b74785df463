"""The shop puts places and carriers, and gives carriers their keys."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from store.database import Database
from store.tables import ClientKey
from tests.api.conftest import Person
from tests.api.shop import Shop, place


def test_a_place_is_made_and_then_replaced(sign_in: Callable[..., Person]) -> None:
    partner = sign_in("partner")
    first = partner.put("/v1/partner/places/WUH-HUB", json=place("WUH-HUB", address="Airport Rd 3"))
    assert (first.status_code, first.json["address"]) == (201, "Airport Rd 3")
    second = partner.put("/v1/partner/places/WUH-HUB", json=place("WUH-HUB", name="Wuhan west hub"))
    assert (second.status_code, second.json["name"], second.json["address"]) == (200, "Wuhan west hub", None)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"lat": 90.1}, "lat"),
        ({"lon": -180.5}, "lon"),
        ({"lat": "30"}, "lat"),
        ({"lat": True}, "lat"),
        ({"lat": 10**400}, "lat"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": "UTC+8"}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"time_zone": "posixrules"}, "time_zone"),
        ({"time_zone": "Factory"}, "time_zone"),
        ({"kind": "castle"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    sign_in: Callable[..., Person], changes: dict[str, Any], path: str
) -> None:
    answer = sign_in("partner").put("/v1/partner/places/X", json=place("WUH-HUB", **changes))
    assert answer.status_code == 422, answer.json
    assert path in answer.json["errors"]


@pytest.mark.parametrize("code", ["-x", "a%20b", "x" * 65, "武汉"])
def test_a_code_that_cannot_be_is_refused(sign_in: Callable[..., Person], code: str) -> None:
    partner = sign_in("partner")
    assert partner.put(f"/v1/partner/places/{code}", json=place("WUH-HUB")).status_code == 422
    assert partner.put(f"/v1/partner/carriers/{code}", json={"name": "N"}).status_code == 422


def test_a_carrier_is_made_and_then_replaced(sign_in: Callable[..., Person]) -> None:
    partner = sign_in("partner")
    first = partner.put("/v1/partner/carriers/north", json={"name": "North", "phone": "138 0013 8000"})
    assert (first.status_code, first.json["phone"]) == (201, "+8613800138000")
    second = partner.put("/v1/partner/carriers/north", json={"name": "North", "shot_level": "full"})
    assert (second.status_code, second.json["phone"], second.json["shot_level"]) == (200, None, "full")


@pytest.mark.parametrize(
    "body",
    [{}, {"name": 5}, {"name": "N", "phone": "12"}, {"name": "N", "fleet": 3}, {"name": "N", "shot_level": ""}],
)
def test_a_carrier_that_cannot_be_is_refused(sign_in: Callable[..., Person], body: dict[str, Any]) -> None:
    assert sign_in("partner").put("/v1/partner/carriers/north", json=body).status_code == 422


def test_a_carrier_s_key_signs_its_system_in_until_it_is_deleted(shop: Shop) -> None:
    made = shop.person.post("/v1/partner/carriers/river/keys")
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    token = sign_in_with(shop, made.json).json["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert shop.person.client.get("/v1/carrier/stages", headers=headers).status_code == 200
    gone = shop.person.delete(f"/v1/partner/carriers/river/keys/{made.json['client_id']}")
    assert gone.status_code == 204
    assert shop.person.client.get("/v1/carrier/stages", headers=headers).status_code == 401
    assert sign_in_with(shop, made.json).status_code == 401


def test_a_key_s_secret_is_not_kept(shop: Shop, database: Database) -> None:
    secret = shop.person.post("/v1/partner/carriers/river/keys").json["client_secret"]
    with database.reading() as session:
        [kept] = session.scalars(select(ClientKey.secret_hash))
    assert secret.encode() not in kept


def test_a_key_of_another_carrier_or_of_nobody_is_not_found(shop: Shop) -> None:
    client_id = shop.person.post("/v1/partner/carriers/river/keys").json["client_id"]
    assert shop.person.delete(f"/v1/partner/carriers/northern/keys/{client_id}").status_code == 404
    assert shop.person.delete("/v1/partner/carriers/river/keys/unknown").status_code == 404
    assert shop.person.delete(f"/v1/partner/carriers/nobody/keys/{client_id}").status_code == 404
    assert shop.person.post("/v1/partner/carriers/nobody/keys").status_code == 404


def test_a_route_that_shows_a_secret_is_never_repeated(shop: Shop) -> None:
    shop.put()
    headers = {"Idempotency-Key": "one"}
    for path in ("/v1/partner/carriers/river/keys", "/v1/partner/orders/A-1/sessions"):
        answer = shop.person.post(path, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_refused")


@pytest.mark.parametrize("audience", ["buyer", "driver", "carrier", "console"])
def test_nobody_but_a_partner_puts_places_and_carriers(sign_in: Callable[..., Person], audience: str) -> None:
    person = sign_in(audience)
    answers = [
        person.put("/v1/partner/places/X", json=place("WUH-HUB")),
        person.put("/v1/partner/carriers/X", json={"name": "X"}),
        person.post("/v1/partner/carriers/X/keys"),
        person.delete("/v1/partner/carriers/X/keys/y"),
    ]
    assert {answer.status_code for answer in answers} == {403}


def sign_in_with(shop: Shop, key: dict[str, str]) -> Any:
    return shop.person.client.post("/v1/auth/token", data={"grant_type": "client_credentials", **key})
