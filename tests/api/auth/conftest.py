"""Signing in as a client does it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.conftest import RecordingSender, make_person

PHONE = "+8613800138000"


@pytest.fixture
def buyer(database, clock) -> Any:
    """Somebody with PHONE."""
    with database.writing() as session:
        return make_person(session, "buyer", clock, phone=PHONE)


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., TestResponse]:
    """Ask for a code."""
    return lambda phone=PHONE, audience="buyer", **more: client.post(
        "/v1/auth/challenges", json={"phone": phone, "audience": audience}, **more
    )


@pytest.fixture
def token(client: FlaskClient) -> Callable[..., TestResponse]:
    """Exchange a grant."""

    def exchange(
        grant_type: str, headers: dict[str, str] | None = None, address: str = "127.0.0.1", **form: str
    ) -> TestResponse:
        data, peer = {"grant_type": grant_type, **form}, {"REMOTE_ADDR": address}
        return client.post("/v1/auth/token", data=data, headers=headers, environ_overrides=peer)

    return exchange


@pytest.fixture
def enter(ask, token, sender: RecordingSender) -> Callable[..., dict[str, Any]]:
    """The whole way in by phone; the token endpoint's answer."""

    def sign_in(phone: str = PHONE, audience: str = "buyer", **form: str) -> dict[str, Any]:
        challenge = ask(phone, audience).json
        answer = token("urn:roadreel:otp", challenge_id=challenge["challenge_id"], code=sender.sent[-1].code, **form)
        assert answer.status_code == 200, answer.json
        return answer.json

    return sign_in


@pytest.fixture
def who(client: FlaskClient) -> Callable[[str], TestResponse]:
    """GET /v1/me with an access token."""
    return lambda access: client.get("/v1/me", headers={"Authorization": f"Bearer {access}"})
