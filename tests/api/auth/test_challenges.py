"""Codes sent to phones."""

import json
import stat
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from api.app import create_app
from store.tables import Challenge, LimitCounter, SignedIn
from tests.api.auth.conftest import PHONE
from tests.api.conftest import RecordingSender, make_person
from tracking.sign_in.sender import Outbox

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_a_buyer_signs_in_with_the_code_that_was_sent(buyer, enter, who):
    answer = enter()
    assert answer["token_type"] == "Bearer"
    assert answer["scope"] == "buyer"
    assert 60 <= answer["expires_in"] <= 3600
    assert who(answer["access_token"]).json["name"] == buyer.name


def test_a_driver_signs_in_and_learns_whom_it_drives_for(database, clock, enter, who):
    with database.writing() as session:
        make_person(session, "driver", clock, phone=PHONE)
    me = who(enter(audience="driver")["access_token"]).json
    assert (me["role"], me["company"], me["phone"]) == ("driver", "Northern Line", PHONE)


def test_a_driver_s_phone_is_no_buyer_s_phone(database, clock, ask, sender):
    with database.writing() as session:
        make_person(session, "driver", clock, phone=PHONE)
    assert ask(audience="buyer").status_code == 202
    assert sender.sent == []


def test_a_phone_is_known_however_it_is_written(buyer, ask, sender):
    for written in ("138 0013 8000", "86-138-0013-8000", "0086 13800138000", "+86 (138) 0013-8000"):
        assert ask(written).status_code == 202
    assert [message.to for message in sender.sent] == [PHONE] * 4


@pytest.mark.parametrize("phone", ["", "12", "hello", "+999 123", "1" * 40, "+86138001380001380013"])
def test_what_cannot_be_a_phone_is_refused_by_name(ask, phone):
    answer = ask(phone)
    assert answer.status_code == 422
    assert "phone" in answer.json["errors"]


@pytest.mark.parametrize("audience", ["carrier", "console", "partner", "", None, 7])
def test_codes_are_for_buyers_and_drivers_only(ask, audience):
    answer = ask(audience=audience)
    assert answer.status_code == 422
    assert "audience" in answer.json["errors"]


def test_an_unknown_phone_gets_the_same_answer_and_no_message(buyer, ask, sender):
    known, unknown = ask(PHONE), ask("+8613900139000")
    assert known.status_code == unknown.status_code == 202
    assert known.json.keys() == unknown.json.keys()
    assert known.json["expires_at"] == unknown.json["expires_at"]
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]
    assert (len(sender.sent), len(sender.rehearsed)) == (1, 1)


def test_an_unknown_phone_is_refused_with_the_words_of_a_wrong_code(buyer, ask, token, sender):
    known, unknown = ask(PHONE).json, ask("+8613900139000").json
    mistyped = token("urn:roadreel:otp", challenge_id=known["challenge_id"], code=wrong(sender.sent[0].code)).json
    # Even the right code, were it guessed, signs nobody in.
    guessed = token("urn:roadreel:otp", challenge_id=unknown["challenge_id"], code=sender.rehearsed[0].code).json
    for answer in (mistyped, guessed):
        answer.pop("request_id")
    assert mistyped == guessed
    assert mistyped["error"] == "invalid_grant"
    assert mistyped["code"] == "wrong_code"


def test_a_code_guessed_six_times_is_dead(buyer, ask, token, sender):
    challenge = ask().json["challenge_id"]
    code = sender.sent[-1].code
    for _ in range(5):
        answer = token("urn:roadreel:otp", challenge_id=challenge, code=wrong(code))
        assert (answer.status_code, answer.json["code"]) == (400, "wrong_code")
    sixth = token("urn:roadreel:otp", challenge_id=challenge, code=code)
    assert (sixth.status_code, sixth.json["error"], sixth.json["code"]) == (
        400,
        "invalid_grant",
        "too_many_tries",
    )


def test_the_fifth_try_may_still_be_right(buyer, ask, token, sender):
    challenge = ask().json["challenge_id"]
    code = sender.sent[-1].code
    for _ in range(4):
        token("urn:roadreel:otp", challenge_id=challenge, code=wrong(code))
    assert token("urn:roadreel:otp", challenge_id=challenge, code=code).status_code == 200


def test_a_code_is_good_once(buyer, ask, token, sender):
    form = {"challenge_id": ask().json["challenge_id"], "code": sender.sent[-1].code}
    assert token("urn:roadreel:otp", **form).status_code == 200
    assert token("urn:roadreel:otp", **form).json["code"] == "challenge_used"


def test_a_code_ends_after_ten_minutes(buyer, ask, token, sender, clock):
    form = {"challenge_id": ask().json["challenge_id"], "code": sender.sent[-1].code}
    clock.forward(minutes=10)
    assert token("urn:roadreel:otp", **form).json["code"] == "challenge_expired"


@pytest.mark.parametrize("challenge", ["chl_" + "0" * 32, "ord_" + "0" * 32, "nothing", "chl_\u4e2d"])
def test_a_challenge_that_never_was_is_refused(token, challenge):
    answer = token("urn:roadreel:otp", challenge_id=challenge, code="123456")
    assert (answer.status_code, answer.json["code"]) == (400, "unknown_challenge")


def test_the_code_is_not_in_the_database(buyer, ask, sender, session):
    ask()
    row = session.scalars(select(Challenge)).one()
    assert sender.sent[-1].code.encode() not in row.code_hash
    assert len(row.code_hash) == 32


def test_a_phone_is_sent_only_so_many_codes(buyer, ask, sender, clock):
    for _ in range(10):
        assert ask().status_code == 202
    refused = ask()
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 600
    assert refused.headers["RateLimit-Policy"] == '"codes-phone-address";q=10;w=600'
    assert refused.headers["RateLimit"].startswith('"codes-phone-address";r=0;t=')
    assert len(sender.sent) == 10
    clock.forward(seconds=int(refused.headers["Retry-After"]))
    assert ask().status_code == 202


def test_a_stranger_who_asks_for_codes_does_not_keep_the_owner_from_asking(buyer, ask):
    answers = [ask(environ_overrides=STRANGER).status_code for _ in range(11)]
    assert answers == [202] * 10 + [429]
    assert ask().status_code == 202


def test_a_phone_is_sent_only_so_many_codes_whoever_asks(buyer, ask, sender):
    for number in range(30):
        assert ask(environ_overrides={"REMOTE_ADDR": f"198.51.100.{number // 10}"}).status_code == 202
    refused = ask()
    assert (refused.status_code, len(sender.sent)) == (429, 30)
    assert refused.headers["RateLimit-Policy"] == '"codes-phone";q=30;w=600'


def test_the_limit_of_an_unknown_phone_is_the_same(ask):
    answers = [ask("+8613900139000").status_code for _ in range(11)]
    assert answers == [202] * 10 + [429]


def test_an_address_is_sent_only_so_many_codes(ask):
    answers = [ask(f"+86139{number:08d}").status_code for number in range(101)]
    assert answers == [202] * 100 + [429]
    elsewhere = ask("+8613900139000", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 202


@pytest.fixture
def guess_wrong(ask, token, sender, clock):
    """Wrong codes for PHONE, five to a challenge, from one address; the clock goes on, or no more codes are sent."""

    def guess(times: int, address: str) -> None:
        for number in range(times):
            if number % 5 == 0:
                clock.forward(seconds=30)
                asked = ask(environ_overrides={"REMOTE_ADDR": address}).json
            form = {"challenge_id": asked["challenge_id"], "code": wrong(sender.sent[-1].code)}
            assert token("urn:roadreel:otp", address=address, **form).json["code"] == "wrong_code"

    return guess


def test_wrong_codes_are_limited_over_all_challenges_of_a_phone(buyer, ask, token, sender, guess_wrong):
    guess_wrong(30, "127.0.0.1")
    answer = token("urn:roadreel:otp", challenge_id=ask().json["challenge_id"], code=sender.sent[-1].code)
    assert answer.status_code == 429
    assert answer.headers["RateLimit-Policy"] == '"wrong-codes-phone-address";q=30;w=3600'


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(buyer, enter, guess_wrong):
    guess_wrong(30, "203.0.113.9")
    assert enter()["token_type"] == "Bearer"


def test_guessing_one_phone_from_many_addresses_ends_too(buyer, ask, token, sender, guess_wrong, clock):
    for number in range(8):
        guess_wrong(25, f"198.51.100.{number}")
    answer = token("urn:roadreel:otp", challenge_id=ask().json["challenge_id"], code=sender.sent[-1].code)
    assert answer.status_code == 429
    assert answer.headers["RateLimit-Policy"] == '"wrong-codes-phone";q=200;w=3600'
    clock.forward(seconds=int(answer.headers["Retry-After"]))
    form = {"challenge_id": ask().json["challenge_id"], "code": sender.sent[-1].code}
    assert token("urn:roadreel:otp", **form).status_code == 200


def test_phones_and_addresses_are_not_readable_in_the_counters(buyer, ask, session):
    ask()
    keys = session.scalars(select(LimitCounter.key)).all()
    assert keys
    assert not any("13800138000" in key or "127.0.0.1" in key for key in keys)


def test_the_outbox_holds_the_message_for_its_owner_only(tmp_path, services, buyer):
    folder = tmp_path / "outbox"
    parts = replace(services, sender=Outbox(folder))
    client = create_app(parts).test_client()
    asked = client.post("/v1/auth/challenges", json={"phone": PHONE, "audience": "buyer"}).json
    client.post("/v1/auth/challenges", json={"phone": "+8613900139000", "audience": "buyer"})
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    message = json.loads(file.read_text(encoding="utf-8"))
    assert message.keys() == {"channel", "to", "text", "code", "created_at"}
    assert message["to"] == PHONE
    assert message["code"] in message["text"]
    form = {"grant_type": "urn:roadreel:otp", "challenge_id": asked["challenge_id"], "code": message["code"]}
    assert client.post("/v1/auth/token", data=form).status_code == 200


def test_guessing_in_parallel_gets_no_more_tries(own_database, services, clock):
    sender = RecordingSender()
    app = create_app(replace(services, database=own_database, sender=sender))
    with own_database.writing() as session:
        make_person(session, "buyer", clock, phone=PHONE)
    asked = app.test_client().post("/v1/auth/challenges", json={"phone": PHONE, "audience": "buyer"}).json
    codes: list[str] = []

    def guess() -> None:
        form = {
            "grant_type": "urn:roadreel:otp",
            "challenge_id": asked["challenge_id"],
            "code": wrong(sender.sent[0].code),
        }
        codes.append(app.test_client().post("/v1/auth/token", data=form).json["code"])

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["too_many_tries"] * 7 + ["wrong_code"] * 5


def test_a_refused_sign_in_leaves_no_session(buyer, ask, token, sender, session):
    token("urn:roadreel:otp", challenge_id=ask().json["challenge_id"], code=wrong(sender.sent[-1].code))
    assert session.scalar(select(func.count()).select_from(SignedIn)) == 0


def test_the_message_speaks_the_language_that_was_asked_for(buyer, ask, sender):
    ask(headers={"Accept-Language": "en-GB"})
    ask()
    assert sender.sent[0].text.startswith("Your Roadreel sign-in code")
    assert "验证码" in sender.sent[1].text


def test_an_old_installation_key_still_verifies_codes(services, buyer, sender):
    old = create_app(services).test_client()
    asked = old.post("/v1/auth/challenges", json={"phone": PHONE, "audience": "buyer"}).json
    keys = ("another-key-of-the-installation", *services.settings.secret_keys)
    new = create_app(replace(services, settings=replace(services.settings, secret_keys=keys))).test_client()
    form = {"grant_type": "urn:roadreel:otp", "challenge_id": asked["challenge_id"]}
    assert new.post("/v1/auth/token", data={**form, "code": sender.sent[-1].code}).status_code == 200


@pytest.mark.parametrize("phone", [PHONE, "+8613900139000"])
def test_a_code_that_cannot_leave_is_told_and_tells_nothing_else(tmp_path, services, buyer, phone):
    (tmp_path / "full").write_text("a file where the folder should be")
    client = create_app(replace(services, sender=Outbox(tmp_path / "full"))).test_client()
    answer = client.post("/v1/auth/challenges", json={"phone": phone, "audience": "buyer"})
    assert (answer.status_code, answer.json["code"]) == (503, "code_not_sent")
    assert answer.headers["Retry-After"] == "60"
