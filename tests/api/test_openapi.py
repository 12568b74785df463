"""The contract that is committed is the one that is served, and it is a good one."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from api.openapi import document

COMMITTED = Path(__file__).resolve().parents[2] / "openapi" / "openapi.json"


@pytest.fixture(scope="module")
def contract() -> dict:
    return document()


def operations(contract: dict):
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method, path, operation


def test_the_committed_contract_is_not_stale(contract):
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == contract, "run make openapi"


def test_the_contract_is_openapi_3_1(contract):
    assert contract["openapi"].startswith("3.1.")
    validate(contract)


def test_the_same_routes_give_the_same_contract(contract):
    assert json.dumps(document()) == json.dumps(contract)


def test_what_is_served_is_what_is_generated(client, contract):
    assert client.get("/openapi.json").json == contract


def test_every_operation_has_a_name_of_its_own_and_a_summary(contract):
    names = [operation["operationId"] for _, _, operation in operations(contract)]
    assert len(names) == len(set(names))
    assert all(operation.get("summary") for _, _, operation in operations(contract))


def test_every_post_says_what_body_it_reads(contract):
    silent = [
        path
        for method, path, operation in operations(contract)
        if method == "post" and "requestBody" not in operation
    ]
    assert silent == []


def test_every_operation_says_who_may_call_it(contract):
    open_to_all = {path for _, path, operation in operations(contract) if operation["security"] == []}
    assert open_to_all <= {
        "/health/live",
        "/health/ready",
        "/v1/app",
        "/v1/auth/challenges",
        "/v1/auth/revoke",
    } | {path for path in open_to_all if path.startswith("/v1/cuts/")}


def test_answers_may_grow(contract):
    closed = [
        name
        for name, schema in contract["components"]["schemas"].items()
        if schema.get("additionalProperties") is False and not name.endswith(("Request", "Query"))
    ]
    answers = {
        content["schema"].get("$ref", "").rpartition("/")[2]
        for _, _, operation in operations(contract)
        for response in operation["responses"].values()
        for content in response.get("content", {}).values()
    }
    assert not answers & set(closed)


def test_refusals_are_problem_documents(contract):
    for response in contract["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_every_route_of_the_api_is_in_the_contract(app, contract):
    written = {path.replace("{", "<").replace("}", ">") for path in contract["paths"]}
    served = {rule.rule.replace("<path:", "<") for rule in app.url_map.iter_rules() if rule.rule.startswith("/v1/")}
    assert served == {path for path in written if path.startswith("/v1/")}
