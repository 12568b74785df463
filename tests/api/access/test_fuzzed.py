"""Generated requests, sense and nonsense, on every operation: never a 500, and every error a problem document."""

import json
from collections.abc import Callable

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from tests.api.access.test_matrix import MATRIX
from tests.api.conftest import Person

EXAMPLES = 25
# Asking for codes is limited for each phone and address, and signing in costs a deliberate second of hashing.
SLOW_ON_PURPOSE = {"POST /v1/auth/challenges", "POST /v1/auth/token"}


@pytest.mark.parametrize("operation", sorted(set(MATRIX) - SLOW_ON_PURPOSE))
def test_nothing_a_caller_sends_breaks_us(app: Flask, sign_in: Callable[..., Person], operation: str) -> None:
    method, path = operation.split()
    audiences = MATRIX[operation]
    person = sign_in(min(audiences)) if audiences else None
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,  # the same requests on every machine; the tool by hand finds new ones
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        headers = {"Authorization": f"Bearer {person.token}"} if person else {}
        answer = case.call(headers=headers)
        not_a_server_error_at(case, answer)
        if answer.status_code >= 400 and answer.content:
            problem = json.loads(answer.content)
            assert problem["code"] or problem["error"]
            assert answer.headers["content-type"][0].startswith(("application/problem+json", "application/json"))

    ask()


def not_a_server_error_at(case: schemathesis.Case, answer: schemathesis.Response) -> None:
    """503 is an honest answer here: these tests have no storage behind them."""
    if answer.status_code != 503:
        case.validate_response(answer, checks=[not_a_server_error])
