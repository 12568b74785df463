"""Refresh tokens: answers lost in a tunnel, copies used by others, devices signed out."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from api.app import create_app
from store.tables import RefreshToken, SignedIn
from tests.api.auth.conftest import PHONE
from tests.api.conftest import RecordingSender, make_person


@pytest.fixture
def refresh(token):
    return lambda value: token("refresh_token", refresh_token=value)


@pytest.fixture
def first(buyer, enter) -> dict:
    return enter()


def code_of(answer) -> str:
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_grant"
    return answer.json["code"]


def test_a_refresh_gives_new_tokens_and_leaves_the_old_access_token_alone(first, refresh, who):
    second = refresh(first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert who(first["access_token"]).status_code == who(second["access_token"]).status_code == 200


def test_an_answer_lost_in_a_tunnel_can_be_asked_for_again(first, refresh, who, clock):
    lost = refresh(first["refresh_token"]).json
    clock.forward(seconds=59)
    again = refresh(first["refresh_token"]).json
    assert again["refresh_token"] == lost["refresh_token"]
    assert who(again["access_token"]).status_code == 200
    assert refresh(again["refresh_token"]).status_code == 200


def test_the_last_token_ends_when_its_successor_is_used(first, refresh, who):
    second = refresh(first["refresh_token"]).json
    third = refresh(second["refresh_token"]).json
    assert code_of(refresh(first["refresh_token"])) == "refresh_reused"
    # Somebody holds a copy: the device is signed out, whoever asks.
    assert code_of(refresh(third["refresh_token"])) == "session_ended"
    assert who(third["access_token"]).status_code == 401


def test_the_last_token_ends_after_a_minute(first, refresh, who, clock):
    second = refresh(first["refresh_token"]).json
    clock.forward(seconds=61)
    assert code_of(refresh(first["refresh_token"])) == "refresh_reused"
    assert who(second["access_token"]).status_code == 401


def test_ending_a_session_for_a_stolen_token_is_kept(first, refresh, session):
    second = refresh(first["refresh_token"]).json
    refresh(second["refresh_token"])
    refresh(first["refresh_token"])
    ended = session.scalars(select(SignedIn)).one()
    assert ended.ended_reason == "refresh_reused"


def test_another_device_of_the_same_buyer_stays_signed_in(first, refresh, enter, who):
    other = enter()
    second = refresh(first["refresh_token"]).json
    refresh(second["refresh_token"])
    refresh(first["refresh_token"])
    assert who(other["access_token"]).status_code == 200
    assert refresh(other["refresh_token"]).status_code == 200


@pytest.mark.parametrize("value", ["x", "rrr_" + "A" * 43, "中文", "a" * 999])
def test_a_token_nobody_gave_out_is_refused_and_ends_nothing(first, refresh, value):
    assert code_of(refresh(value)) == "unknown_refresh_token"
    assert refresh(first["refresh_token"]).status_code == 200


def test_an_access_token_is_no_refresh_token(first, refresh):
    assert code_of(refresh(first["access_token"])) == "unknown_refresh_token"


def test_a_session_that_is_used_lives_on_and_one_that_is_not_ends(first, refresh, clock):
    held = first["refresh_token"]
    for _ in range(4):
        clock.forward(days=80)
        answer = refresh(held)
        assert answer.status_code == 200
        held = answer.json["refresh_token"]
    clock.forward(days=91)
    assert code_of(refresh(held)) == "session_expired"


def test_a_driver_who_was_removed_cannot_refresh(database, clock, enter, refresh, who):
    with database.writing() as session:
        driver = make_person(session, "driver", clock, phone=PHONE)
    entered = enter(audience="driver")
    with database.writing() as session:
        session.merge(driver).removed_at = clock()
    assert who(entered["access_token"]).status_code == 401
    assert code_of(refresh(entered["refresh_token"])) == "session_ended"


def test_neither_token_is_in_the_database(first, session):
    (row,) = session.scalars(select(RefreshToken)).all()
    assert first["refresh_token"].encode() not in row.hash
    assert len(row.hash) == 32


def test_a_key_changed_between_question_and_repeat_locks_nobody_out(services, first, refresh):
    refresh(first["refresh_token"])
    settings = replace(services.settings, secret_keys=("a-wholly-different-installation-key",))
    client = create_app(replace(services, settings=settings)).test_client()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    again = client.post("/v1/auth/token", data=form)
    assert again.status_code == 200
    form["refresh_token"] = again.json["refresh_token"]
    assert client.post("/v1/auth/token", data=form).status_code == 200


def test_two_tabs_that_refresh_at_once_hold_the_same_token(own_database, services, clock):
    sender = RecordingSender()
    app = create_app(replace(services, database=own_database, sender=sender))
    with own_database.writing() as session:
        make_person(session, "buyer", clock, phone=PHONE)
    client = app.test_client()
    asked = client.post("/v1/auth/challenges", json={"phone": PHONE, "audience": "buyer"}).json
    form = {
        "grant_type": "urn:roadreel:otp",
        "challenge_id": asked["challenge_id"],
        "code": sender.sent[0].code,
    }
    first = client.post("/v1/auth/token", data=form).json["refresh_token"]
    held: list[str] = []

    def refresh_in_a_tab() -> None:
        form = {"grant_type": "refresh_token", "refresh_token": first}
        held.append(app.test_client().post("/v1/auth/token", data=form).json["refresh_token"])

    tabs = [threading.Thread(target=refresh_in_a_tab) for _ in range(6)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(held) == 6
    assert len(set(held)) == 1
