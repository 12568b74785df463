"""Support's people at the console's door."""

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.api.conftest import make_person
from tracking.sign_in.limits import WRONG_PASSWORDS_FOR_AN_ADDRESS, record

PASSWORD = "correct horse battery staple"
EMAIL = "mei@example.com"
SECRET = pyotp.random_base32()


@pytest.fixture(scope="module")
def password_hash() -> str:
    return PasswordHasher().hash(PASSWORD)


@pytest.fixture
def agent(database, clock, password_hash):
    with database.writing() as session:
        return make_person(session, "console", clock, email=EMAIL, password_hash=password_hash)


@pytest.fixture
def enrolled(database, agent):
    with database.writing() as session:
        session.merge(agent).totp_secret = SECRET


@pytest.fixture
def enter(token):
    return lambda username=EMAIL, password=PASSWORD, **more: token(
        "password", username=username, password=password, **more
    )


def totp(clock) -> str:
    return pyotp.TOTP(SECRET).at(clock())


def test_an_agent_signs_in_by_password_until_enrolled(agent, enter, who):
    answer = enter(username=" Mei@Example.com ")
    assert answer.json["scope"] == "console"
    assert who(answer.json["access_token"]).json == {
        "role": "agent",
        "name": "Mei",
        "locale": "en",
        "email": EMAIL,
    }


def test_a_wrong_password_and_an_unknown_name_look_the_same(agent, enter):
    wrong, unknown = enter(password="guess").json, enter(username="nobody@example.com").json
    assert wrong["code"] == "wrong_password"
    assert wrong | {"request_id": ""} == unknown | {"request_id": ""}


def test_an_enrolled_agent_needs_the_authenticator(enrolled, enter, clock):
    assert enter().json["code"] == "totp_required"
    assert enter(totp="000000" if totp(clock) != "000000" else "111111").json["code"] == "wrong_totp"
    assert enter(totp="中文").json["code"] == "wrong_totp"
    assert enter(totp=totp(clock)).status_code == 200


def test_an_authenticator_s_code_is_good_once(enrolled, enter, clock):
    assert enter(totp=totp(clock)).status_code == 200
    assert enter(totp=totp(clock)).json["code"] == "wrong_totp"
    clock.forward(seconds=30)
    assert enter(totp=totp(clock)).status_code == 200


def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not(enrolled, enter, clock):
    given = totp(clock)
    clock.forward(seconds=30)
    assert enter(totp=given).status_code == 200
    given = totp(clock)
    clock.forward(seconds=90)
    assert enter(totp=given).json["code"] == "wrong_totp"


def test_a_disabled_agent_is_out_at_once(agent, enter, who, database, clock):
    entered = enter().json
    with database.writing() as session:
        session.merge(agent).disabled_at = clock()
    assert who(entered["access_token"]).status_code == 401
    assert enter().json["code"] == "wrong_password"


def test_passwords_cannot_be_guessed_for_long(agent, enter, clock):
    for _ in range(10):
        assert enter(password="guess").json["code"] == "wrong_password"
    refused = enter()
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    clock.forward(minutes=15)
    assert enter().status_code == 200


def test_one_password_cannot_be_tried_on_everybody(agent, enter, database, services, clock):
    key = services.settings.secret_keys[0]
    with database.writing() as session:
        for _ in range(200):
            record(session, WRONG_PASSWORDS_FOR_AN_ADDRESS, "203.0.113.9", clock(), key)
    assert enter(address="203.0.113.9").status_code == 429
    assert enter().status_code == 200


def test_an_agent_gets_in_from_an_address_whose_machines_send_nonsense(enrolled, enter, token, clock):
    for _ in range(201):
        token("refresh_token", refresh_token="x")
    assert enter().json["code"] == "totp_required"
    assert enter(totp=totp(clock)).status_code == 200


def test_a_console_session_ends_with_the_working_day(agent, enter, token, clock):
    held = enter().json["refresh_token"]
    clock.forward(hours=11)
    held = token("refresh_token", refresh_token=held).json["refresh_token"]
    clock.forward(hours=1)
    assert token("refresh_token", refresh_token=held).json["code"] == "session_expired"
