"""Who may call what: one line for each operation of the contract, tried with every kind of caller."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.openapi import document
from store.words import Audience
from tests.api.conftest import Person

ANYBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(audience.value for audience in Audience)
DEVICES = frozenset({"buyer", "driver", "console"})
SHOP = frozenset({"partner"})
CARRIER = frozenset({"carrier"})
SYSTEMS = frozenset({"partner", "carrier"})
CREW = frozenset({"carrier", "driver"})
BUYER = frozenset({"buyer"})
CONSOLE = frozenset({"console"})

MATRIX = {
    "GET /health/live": ANYBODY,
    "GET /health/ready": ANYBODY,
    "GET /v1/app": ANYBODY,
    "POST /v1/auth/challenges": ANYBODY,
    "POST /v1/auth/token": ANYBODY,
    "POST /v1/auth/revoke": ANYBODY,
    "GET /v1/me": EVERYBODY,
    "GET /v1/me/devices": DEVICES,
    "DELETE /v1/me/devices/{device_id}": DEVICES,
    "PUT /v1/partner/orders/{order_number}": SHOP,
    "GET /v1/partner/orders/{order_number}": SHOP,
    "POST /v1/partner/orders/{order_number}/sessions": SHOP,
    "PUT /v1/partner/carriers/{code}": SHOP,
    "POST /v1/partner/carriers/{code}/keys": SHOP,
    "DELETE /v1/partner/carriers/{code}/keys/{client_id}": SHOP,
    "PUT /v1/partner/places/{code}": SHOP,
    "GET /v1/carrier/stages": CREW,
    "GET /v1/carrier/trips": CREW,
    "POST /v1/carrier/trips": CARRIER,
    "GET /v1/carrier/trips/{trip_id}": CREW,
    "PATCH /v1/carrier/trips/{trip_id}": CREW,
    "GET /v1/carrier/clips": CREW,
    "GET /v1/carrier/drivers": CARRIER,
    "POST /v1/carrier/drivers": CARRIER,
    "DELETE /v1/carrier/drivers/{driver_id}": CARRIER,
    "PUT /v1/carrier/cameras/{code}": CARRIER,
    "POST /v1/events": CREW,
    "POST /v1/uploads": CREW,
    "GET /v1/uploads/{upload_id}": CREW,
    "DELETE /v1/uploads/{upload_id}": CREW,
    "POST /v1/uploads/{upload_id}/parts": CREW,
    "POST /v1/uploads/{upload_id}/complete": CREW,
    "GET /v1/clips/{clip_id}": CREW,
    "POST /v1/epcis/capture": CARRIER,
    "GET /v1/epcis/capture/{capture_id}": CARRIER,
    "GET /v1/epcis/events": CARRIER,
    "GET /v1/clips/{clip_id}/still.jpg": CREW,
    "POST /v1/webhooks": SYSTEMS,
    "GET /v1/webhooks": SYSTEMS,
    "GET /v1/webhooks/{webhook_id}": SYSTEMS,
    "PATCH /v1/webhooks/{webhook_id}": SYSTEMS,
    "DELETE /v1/webhooks/{webhook_id}": SYSTEMS,
    "POST /v1/webhooks/{webhook_id}/pause": SYSTEMS,
    "POST /v1/webhooks/{webhook_id}/resume": SYSTEMS,
    "POST /v1/webhooks/{webhook_id}/rotate": SYSTEMS,
    "GET /v1/webhooks/{webhook_id}/deliveries": SYSTEMS,
    "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": SYSTEMS,
    "POST /v1/stages/{stage_id}/inspections": CREW,
    "GET /v1/stages/{stage_id}/inspections": CREW,
    "GET /v1/damage-codes": EVERYBODY,
    "POST /v1/support/damages/{damage_id}/publish": CONSOLE,
    "POST /v1/support/damages/{damage_id}/dismiss": CONSOLE,
    "GET /v1/support/orders/{order_id}/custody": CONSOLE,
    "GET /v1/support/cases": CONSOLE,
    "GET /v1/support/cases/{case_id}": CONSOLE,
    "POST /v1/support/cases/{case_id}/assign": CONSOLE,
    "POST /v1/support/cases/{case_id}/messages": CONSOLE,
    "POST /v1/support/cases/{case_id}/resolve": CONSOLE,
    "POST /v1/support/cases/{case_id}/decline": CONSOLE,
    "POST /v1/support/cases/{case_id}/reopen": CONSOLE,
    "POST /v1/support/orders/{order_id}/exceptions": CONSOLE,
    "GET /v1/orders": BUYER,
    "GET /v1/orders/{order_id}": BUYER,
    "GET /v1/orders/{order_id}/timeline": BUYER,
    "POST /v1/orders/{order_id}/seen": BUYER,
    "GET /v1/orders/{order_id}/digest": BUYER,
    "POST /v1/orders/{order_id}/playback": BUYER,
    "POST /v1/orders/{order_id}/handover/confirm": BUYER,
    "POST /v1/orders/{order_id}/handover/change-request": BUYER,
    "POST /v1/orders/{order_id}/receipt": BUYER,
    "GET /v1/cuts/{cut_id}/master.m3u8": BUYER,
    "GET /v1/cuts/{cut_id}/{rendition}.m3u8": BUYER,
    "GET /v1/cuts/{cut_id}/storyboard.vtt": BUYER,
    "GET /v1/cuts/{cut_id}/poster.jpg": BUYER,
    "GET /v1/cuts/{cut_id}/storyboard.jpg": BUYER,
    "GET /v1/cuts/{cut_id}/download.mp4": BUYER,
    "GET /v1/support/orders": CONSOLE,
    "GET /v1/support/orders/{order_id}": CONSOLE,
    "GET /v1/support/orders/{order_id}/as-buyer": CONSOLE,
    "GET /v1/support/orders/{order_id}/timeline": CONSOLE,
    "GET /v1/support/orders/{order_id}/events": CONSOLE,
    "GET /v1/support/orders/{order_id}/audit": CONSOLE,
    "GET /v1/support/clips/{clip_id}/proof": CONSOLE,
    "GET /v1/support/audit": CONSOLE,
    "GET /v1/support/stuck": CONSOLE,
    "GET /v1/support/jobs": CONSOLE,
    "POST /v1/support/jobs/{job_id}/retry": CONSOLE,
    "GET /v1/support/users": CONSOLE,
    "POST /v1/support/users": CONSOLE,
    "PATCH /v1/support/users/{user_id}": CONSOLE,
    "POST /v1/support/users/{user_id}/password": CONSOLE,
    "DELETE /v1/support/users/{user_id}/totp": CONSOLE,
    "POST /v1/support/password": CONSOLE,
    "POST /v1/support/totp": CONSOLE,
    "POST /v1/support/totp/confirm": CONSOLE,
    "GET /v1/support/review": CONSOLE,
    "GET /v1/support/clips/{clip_id}": CONSOLE,
    "POST /v1/support/clips/{clip_id}/claim": CONSOLE,
    "POST /v1/support/clips/{clip_id}/release": CONSOLE,
    "POST /v1/support/clips/{clip_id}/hold": CONSOLE,
    "POST /v1/support/clips/{clip_id}/remove": CONSOLE,
    "POST /v1/support/clips/{clip_id}/reprocess": CONSOLE,
    "POST /v1/support/clips/{clip_id}/assign": CONSOLE,
    "POST /v1/support/clips/{clip_id}/redactions": CONSOLE,
    "POST /v1/support/clips/{clip_id}/source": CONSOLE,
}
GUARDED = sorted(operation for operation, audiences in MATRIX.items() if audiences)
PREFIXES = {
    "order_id": "ord",
    "upload_id": "upl",
    "clip_id": "clp",
    "cut_id": "cut",
    "driver_id": "drv",
    "trip_id": "trp",
    "webhook_id": "whk",
    "delivery_id": "dlv",
    "capture_id": "cap",
    "stage_id": "stg",
    "user_id": "agt",
    "damage_id": "dmg",
    "case_id": "cas",
}

# Of support's people, who may call what the lower roles may not.
LEAST_ROLES = {
    "GET /v1/support/audit": "supervisor",
    "GET /v1/support/jobs": "supervisor",
    "POST /v1/support/jobs/{job_id}/retry": "supervisor",
    "POST /v1/support/clips/{clip_id}/remove": "supervisor",
    "POST /v1/support/clips/{clip_id}/assign": "supervisor",
    "POST /v1/support/clips/{clip_id}/source": "supervisor",
    "GET /v1/support/users": "admin",
    "POST /v1/support/users": "admin",
    "PATCH /v1/support/users/{user_id}": "admin",
    "POST /v1/support/users/{user_id}/password": "admin",
    "DELETE /v1/support/users/{user_id}/totp": "admin",
}
ROLES = ("agent", "supervisor", "admin")
NEEDED = {"GET /v1/support/orders/{order_id}/as-buyer": "?reason=asked"}  # queries without which there is no look


def operations() -> set[str]:
    return {
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in methods
        if method in {"get", "put", "post", "patch", "delete"}
    }


def called(operation: str) -> tuple[str, str]:
    """Method and path, with an identifier of the right shape that names nothing."""
    method, template = operation.split()
    path = re.sub(r"{(\w+)}", lambda m: f"{PREFIXES[m[1]]}_{'0' * 32}" if m[1] in PREFIXES else "nothing", template)
    return method, path + NEEDED.get(operation, "")


def test_every_operation_of_the_contract_has_its_line() -> None:
    assert operations() == set(MATRIX)


def test_the_contract_says_who_may_call() -> None:
    paths = document()["paths"]
    for operation, audiences in MATRIX.items():
        method, path = operation.split()
        said = [entry["bearer"] for entry in paths[path][method.lower()].get("security", []) if "bearer" in entry]
        assert [frozenset(entry) for entry in said] == ([audiences] if audiences else []), operation


def test_the_contract_says_which_role_it_takes() -> None:
    paths = document()["paths"]
    said = {
        operation: paths[path][method.lower()].get("x-least-role")
        for operation in MATRIX
        for method, path in [operation.split()]
    }
    assert {operation: role for operation, role in said.items() if role} == LEAST_ROLES


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_own_routes_and_no_higher_ones(sign_in: Callable[..., Person], role: str) -> None:
    person = sign_in("console", role=role)
    for operation in (each for each in GUARDED if MATRIX[each] == CONSOLE):
        method, path = called(operation)
        answer = person.open(method, path, json={} if method in {"POST", "PUT", "PATCH"} else None)
        refused = answer.status_code == 403 and answer.get_json()["code"] == "role_too_low"
        assert refused == (ROLES.index(role) < ROLES.index(LEAST_ROLES.get(operation, "agent"))), operation


@pytest.mark.parametrize("operation", GUARDED)
def test_nobody_gets_in_without_a_token(client: FlaskClient, operation: str) -> None:
    method, path = called(operation)
    answer = client.open(path, method=method, json={} if method in {"POST", "PUT"} else None)
    assert answer.status_code == 401, answer.get_data(as_text=True)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", GUARDED)
def test_a_token_that_nobody_was_given_is_worth_nothing(client: FlaskClient, operation: str) -> None:
    method, path = called(operation)
    answer = client.open(
        path,
        method=method,
        headers={"Authorization": "Bearer made-up"},
        json={} if method in {"POST", "PUT"} else None,
    )
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "invalid_token"


@pytest.mark.parametrize("audience", sorted(EVERYBODY))
def test_a_token_for_something_else_is_refused_everywhere_else(sign_in: Callable[..., Person], audience: str) -> None:
    person = sign_in(audience)
    for operation in GUARDED:
        if audience in MATRIX[operation]:
            continue
        method, path = called(operation)
        answer = person.open(method, path, json={} if method in {"POST", "PUT"} else None)
        assert answer.status_code in {403, 401}, f"{audience} {operation}: {answer.status_code}"
        assert answer.get_json()["code"] in {"wrong_audience", "invalid_token"}, operation


@pytest.mark.parametrize("operation", [each for each in GUARDED if "_id}" in each and each.startswith("GET")])
def test_what_is_not_there_is_one_and_the_same_404(
    sign_in: Callable[..., Person], operation: str, app: Flask
) -> None:
    method, path = called(operation)
    person = sign_in(min(MATRIX[operation]))
    bodies = []
    for where in (path, path.replace("0" * 32, "f" * 32), path.replace("0" * 32, "not-an-id")):
        answer = person.open(method, where)
        assert answer.status_code == 404, answer.get_data(as_text=True)
        bodies.append({name: value for name, value in answer.get_json().items() if name != "request_id"})
    assert bodies[0] == bodies[1] == bodies[2]
