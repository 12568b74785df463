"""The token endpoint's manners: RFC 6749 and RFC 7009."""

import base64

import pytest

from tests.api.conftest import make_person
from tracking.sign_in.machines import revoke_key

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def carrier(database, clock):
    with database.writing() as session:
        return make_person(session, "carrier", clock)


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def test_a_carrier_s_system_signs_in_with_its_key(carrier, client_key, token, who):
    client_id, secret = client_key(carrier)
    answer = token("client_credentials", client_id=client_id, client_secret=secret)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.json.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert answer.json["scope"] == "carrier"
    assert who(answer.json["access_token"]).json["role"] == "carrier"


def test_a_partner_s_system_signs_in_by_http_basic(database, clock, client_key, token, who):
    with database.writing() as session:
        partner = make_person(session, "partner", clock)
    answer = token("client_credentials", headers=basic(*client_key(partner)))
    assert answer.json["scope"] == "partner"
    assert who(answer.json["access_token"]).json == {
        "role": "partner",
        "name": "Shop",
        "company": "Shop",
        "locale": "zh",
    }


def test_basic_credentials_are_form_encoded_first(carrier, client_key, token):
    client_id, secret = client_key(carrier)
    encoded = secret.replace("_", "%5F")
    assert token("client_credentials", headers=basic(client_id, encoded)).status_code == 200


@pytest.mark.parametrize("given", [("a%00", "b%00"), ("a%00", "b"), ("a", "b%00"), ("a\0", "b")])
def test_basic_credentials_that_cannot_be_stored_are_an_invalid_request(token, given):
    answer = token("client_credentials", headers=basic(*given))
    assert (answer.status_code, answer.content_type) == (400, "application/json")
    assert answer.json["error"] == "invalid_request"


@pytest.mark.parametrize("wrong", ["", "rrs_wrong", "中文", "x" * 900])
def test_a_wrong_secret_is_an_unknown_client(carrier, client_key, token, wrong):
    client_id, _ = client_key(carrier)
    answer = token("client_credentials", headers=basic(client_id, wrong))
    assert answer.status_code == 401
    assert answer.json["error"] == answer.json["code"] == "invalid_client"
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    unknown = token("client_credentials", headers=basic("nobody", "x"))
    assert answer.json | {"request_id": ""} == unknown.json | {"request_id": ""}


def test_a_revoked_key_is_out_at_once(carrier, client_key, token, who, database, clock):
    client_id, secret = client_key(carrier)
    access = token("client_credentials", client_id=client_id, client_secret=secret).json["access_token"]
    with database.writing() as session:
        revoke_key(session, client_id, clock(), carrier_id=carrier.id)
    assert who(access).status_code == 401
    refused = token("client_credentials", client_id=client_id, client_secret=secret)
    assert refused.json["error"] == "invalid_client"


def test_a_client_names_itself_in_one_way_only(carrier, client_key, token):
    client_id, secret = client_key(carrier)
    answer = token("client_credentials", headers=basic(client_id, secret), client_secret=secret)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_an_access_token_lives_minutes(carrier, client_key, token, who, clock):
    client_id, secret = client_key(carrier)
    answer = token("client_credentials", client_id=client_id, client_secret=secret).json
    clock.forward(seconds=answer["expires_in"] - 1)
    assert who(answer["access_token"]).status_code == 200
    clock.forward(seconds=1)
    expired = who(answer["access_token"])
    assert (expired.status_code, expired.json["code"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in expired.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("grant", "form"),
    [
        ("urn:roadreel:otp", {"code": "123456"}),
        ("urn:roadreel:otp", {"challenge_id": "chl_1"}),
        ("urn:roadreel:handoff", {}),
        ("refresh_token", {}),
        ("refresh_token", {"refresh_token": ""}),
        ("client_credentials", {"client_id": "x"}),
        ("password", {"username": "x"}),
    ],
)
def test_a_grant_says_what_it_lacks(token, grant, form):
    answer = token(grant, **form)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
    assert answer.json["error_description"].startswith("Missing: ")
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_an_unknown_grant_is_named_so(token):
    for grant in ("implicit", "authorization_code", "中文"):
        answer = token(grant)
        assert (answer.status_code, answer.json["error"]) == (400, "unsupported_grant_type")


def test_a_repeated_field_is_refused(client):
    body = "grant_type=password&grant_type=password&username=a&password=b"
    answer = client.post("/v1/auth/token", data=body, content_type=FORM)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_unknown_fields_are_ignored(carrier, client_key, token):
    client_id, secret = client_key(carrier)
    answer = token("client_credentials", client_id=client_id, client_secret=secret, audience="x", scope="all")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "password"}', "application/json"),
        (b"", FORM),
        (b"", ""),
        (b"grant_type", FORM),
        (b"\xff\xfe=%ff", FORM),
        (b"grant_type=password&username=%00&password=b", FORM),
        (b"grant_type=refresh_token&refresh_token=" + b"x" * 5000, FORM),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_form_is_an_invalid_request(client, body, kind):
    for path in ("/v1/auth/token", "/v1/auth/revoke"):
        answer = client.post(path, data=body, content_type=kind)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_wrong_grants_from_one_address_are_limited(token):
    answers = [token("refresh_token", refresh_token="x").status_code for _ in range(201)]
    assert answers == [400] * 200 + [429]
    assert token("client_credentials", client_id="x", client_secret="y").status_code == 429


def test_who_is_right_gets_in_from_an_address_that_used_its_wrong_grants_up(
    buyer, ask, enter, token, sender, carrier, client_key
):
    held = enter()["refresh_token"]
    for _ in range(201):
        refused = token("refresh_token", refresh_token="x")
    assert refused.status_code == 429
    assert token("refresh_token", refresh_token=held).status_code == 200
    client_id, secret = client_key(carrier)
    assert token("client_credentials", client_id=client_id, client_secret=secret).status_code == 200
    challenge = ask().json["challenge_id"]
    assert token("urn:roadreel:otp", challenge_id=challenge, code=sender.sent[-1].code).status_code == 200


def test_a_handoff_code_cannot_be_made_up(token):
    answer = token("urn:roadreel:handoff", code="rrh_" + "A" * 43)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_handoff")


def test_revoking_a_refresh_token_signs_the_device_out(buyer, enter, client, who, token):
    entered = enter()
    assert client.post("/v1/auth/revoke", data={"token": entered["refresh_token"]}).status_code == 200
    assert who(entered["access_token"]).status_code == 401
    assert token("refresh_token", refresh_token=entered["refresh_token"]).json["code"] == "session_ended"


def test_revoking_an_access_token_ends_only_that_one(buyer, enter, client, who, token):
    entered = enter()
    form = {"token": entered["access_token"], "token_type_hint": "refresh_token"}
    assert client.post("/v1/auth/revoke", data=form).status_code == 200
    assert who(entered["access_token"]).status_code == 401
    assert token("refresh_token", refresh_token=entered["refresh_token"]).status_code == 200


def test_revoking_what_nobody_knows_is_no_error(client):
    assert client.post("/v1/auth/revoke", data={"token": "中文"}).status_code == 200


def test_a_shown_secret_is_never_repeated_for_a_key(client):
    answer = client.post("/v1/auth/token", headers={"Idempotency-Key": "again"})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_refused")
