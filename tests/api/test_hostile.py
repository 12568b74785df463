"""Every operation of the contract, asked badly by everybody: a stable refusal, never a 500.

The operations come from the contract itself, so a new route is tried as soon as it is there.
"""

import re

import pytest

from api.openapi import document

CONTRACT = document()
OPERATIONS = [
    (method.upper(), path)
    for path, item in CONTRACT["paths"].items()
    for method in item
    if method != "parameters" and not path.startswith(("/health/", "/v1/auth/"))
]
BODIES = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'{"a\\u0000": "\\u0000"}', "application/json"),
    (b'{"unknown": 1}', "application/json"),
    (b"[" * 5000, "application/json"),
    (b'{"number": 1e999, "items": [{}]}', "application/json"),
    (b"\xff\xfe\xfd", "application/json"),
    (b"a=b", "application/x-www-form-urlencoded"),
    (b"<x/>", "text/xml"),
]
QUERIES = [
    "cursor=x&limit=0",
    "limit=999999999999999999999",
    "since=-1",
    "since=99999999999999999999999",
    "since=x",
    "kind=%00",
    "cursor=%00",
    "cursor=" + "A" * 600,
    "day=9999-99-99",
    "vin=%00&status=%ff",
    "unknown=1",
    "t=%00",
    "t=x&t=y",
]
IDS = ["x", "ord_1", "ord_" + "f" * 32, "clp_" + "0" * 32, "%00", "%F0%9F%9A%97", "..%2f..", "a" * 500, "'--"]


def named(path: str, value: str) -> str:
    return re.sub(r"\{[a-z_]+\}", value, path)


def roles_of(method: str, path: str) -> set[str]:
    """The audiences that may call; empty where no token is needed."""
    rules = CONTRACT["paths"][path][method.lower()]["security"]
    return {role for rule in rules for role in rule.get("bearer", [])}


def open_to(person, *methods: str) -> list[tuple[str, str]]:
    """What this person may call: the others' routes stop at the door, as the last test shows."""
    return [
        (method, path)
        for method, path in OPERATIONS
        if method in methods and (person.audience in roles_of(method, path) or not roles_of(method, path))
    ]


def is_fine(answer) -> None:
    assert answer.status_code < 500, (answer.request.method, answer.request.path, answer.text)
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert {"type", "title", "status", "detail", "code", "request_id"} <= answer.json.keys()


@pytest.fixture(params=["buyer", "driver", "carrier", "partner", "console"])
def person(request, sign_in):
    person = sign_in(request.param)
    person.audience = request.param
    return person


def test_bad_bodies(person):
    for method, path in open_to(person, "POST", "PUT", "PATCH"):
        for body, kind in BODIES:
            is_fine(person.open(method, named(path, "ord_" + "0" * 32), data=body, content_type=kind))


def test_bad_names(person):
    for method, path in open_to(person, "GET", "POST", "PUT", "PATCH", "DELETE"):
        for value in IDS if "{" in path else []:
            is_fine(person.open(method, named(path, value), json={} if method in {"POST", "PUT"} else None))


def test_bad_queries(person):
    for _, path in open_to(person, "GET"):
        for query in QUERIES:
            is_fine(person.get(f"{named(path, 'ord_' + '0' * 32)}?{query}"))


def test_nobody_gets_anything_without_a_token(client):
    for method, path in OPERATIONS:
        guarded = CONTRACT["paths"][path][method.lower()]["security"]
        if not guarded or {} in guarded:
            continue
        for headers in ({}, {"Authorization": "Bearer " + "x" * 2000}, {"Authorization": "Bearer \xff\xfe"}):
            answer = client.open(named(path, "ord_" + "0" * 32), method=method, headers=headers)
            assert answer.status_code == 401, (method, path)
            is_fine(answer)


def test_everybody_is_kept_from_what_is_not_theirs_before_anything_is_read(sign_in):
    for audience in ("buyer", "driver", "carrier", "partner", "console"):
        person = sign_in(audience)
        for method, path in OPERATIONS:
            roles = roles_of(method, path)
            if roles and audience not in roles:
                answer = person.open(
                    method, named(path, "ord_" + "0" * 32), data=b"{", content_type="application/json"
                )
                assert answer.status_code == 403, (audience, method, path, answer.text)
                is_fine(answer)
