"""Support's people: let in, given roles, shut out; their passwords and authenticators."""

import pyotp
import pytest

PASSWORD = "correct horse battery staple"


@pytest.fixture
def enter(client):
    """The console's sign-in."""
    return lambda email, password, **more: client.post(
        "/v1/auth/token", data={"grant_type": "password", "username": email, "password": password, **more}
    )


@pytest.fixture
def wei(admin):
    """A new agent as the admin was told of it, the password included."""
    answer = admin.post("/v1/support/users", json={"email": "Wei@Example.com", "name": "Wei"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    return answer.json


@pytest.fixture
def as_wei(client, enter, wei):
    """Calls with Wei's own token."""
    token = enter(wei["email"], wei["password"]).json["access_token"]
    return lambda path, body: client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})


def test_an_admin_lets_somebody_in(admin, enter, wei, audited):
    assert (wei["email"], wei["role"], wei["locale"], wei["totp"]) == ("wei@example.com", "agent", "zh", False)
    assert enter("wei@example.com", wei["password"]).status_code == 200
    listed = admin.get("/v1/support/users").json["items"]
    assert {user["email"] for user in listed} == {"wei@example.com", admin.of.email}
    assert not any("password" in key for user in listed for key in user)
    line = audited("agent_added")[-1]
    assert (line.actor_id, line.details) == (admin.of.id, {"email": "wei@example.com", "role": "agent"})


def test_people_who_cannot_be_are_refused(admin, wei):
    def refused(status, code, **body):
        answer = admin.post("/v1/support/users", json={"name": "Wei", **body})
        assert (answer.status_code, answer.json["code"]) == (status, code)

    refused(409, "agent_exists", email="wei@example.com")
    refused(422, "bad_email", email="wei at example")
    refused(422, "invalid", email="a@example.com", role="owner")
    keyed = admin.post("/v1/support/users", json={}, headers={"Idempotency-Key": "k"})
    assert keyed.json["code"] == "idempotency_key_refused"


def test_a_changed_role_counts_at_once_and_a_disabled_agent_is_out(admin, client, enter, wei):
    token = enter(wei["email"], wei["password"]).json["access_token"]
    wei_s = {"Authorization": f"Bearer {token}"}
    assert client.get("/v1/support/users", headers=wei_s).status_code == 403
    path = f"/v1/support/users/{wei['id']}"
    assert admin.patch(path, json={"role": "admin", "name": "Wei L."}).json["name"] == "Wei L."
    assert client.get("/v1/support/users", headers=wei_s).status_code == 200
    assert admin.patch(path, json={"disabled": True}).json["disabled_at"]
    assert client.get("/v1/support/users", headers=wei_s).status_code == 401
    assert enter(wei["email"], wei["password"]).json["code"] == "wrong_password"
    admin.patch(path, json={"disabled": False})
    assert enter(wei["email"], wei["password"]).status_code == 200


def test_the_last_admin_stays(admin, wei):
    path = f"/v1/support/users/agt_{admin.of.id.hex}"
    for wish in ({"disabled": True}, {"role": "supervisor"}):
        answer = admin.patch(path, json=wish)
        assert (answer.status_code, answer.json["code"]) == (409, "last_admin")
    admin.patch(f"/v1/support/users/{wei['id']}", json={"role": "admin"})
    assert admin.patch(path, json={"role": "supervisor"}).json["role"] == "supervisor"


def test_a_password_is_reset_by_an_admin_and_changed_by_oneself(admin, enter, wei, as_wei):
    assert as_wei("/v1/support/password", {"current": "guess", "new": PASSWORD}).json["code"] == "wrong_password"
    weak = as_wei("/v1/support/password", {"current": wei["password"], "new": "short"})
    assert (weak.status_code, weak.json["code"]) == (422, "weak_password")
    assert as_wei("/v1/support/password", {"current": wei["password"], "new": PASSWORD}).status_code == 204
    assert as_wei("/v1/support/password", {"current": PASSWORD, "new": PASSWORD}).status_code == 401  # signed out
    assert enter(wei["email"], PASSWORD).status_code == 200
    fresh = admin.post(f"/v1/support/users/{wei['id']}/password").json["password"]
    assert enter(wei["email"], PASSWORD).json["code"] == "wrong_password"
    assert enter(wei["email"], fresh).status_code == 200


def test_a_stolen_token_does_not_guess_the_password(as_wei):
    codes = [as_wei("/v1/support/totp", {"password": "guess"}).json["code"] for _ in range(11)]
    assert codes == ["wrong_password"] * 10 + ["too_many_requests"]


def test_an_authenticator_counts_from_its_first_code_on(admin, enter, wei, as_wei, clock, audited):
    assert as_wei("/v1/support/totp/confirm", {"code": "123456"}).json["code"] == "totp_not_offered"
    offered = as_wei("/v1/support/totp", {"password": wei["password"]})
    assert (offered.status_code, offered.headers["Cache-Control"]) == (201, "no-store")
    assert offered.json["uri"].startswith("otpauth://totp/Roadreel:wei%40example.com?secret=")
    assert enter(wei["email"], wei["password"]).status_code == 200  # not yet
    code = pyotp.TOTP(offered.json["secret"])
    wrong = "000000" if code.at(clock()) != "000000" else "111111"
    assert as_wei("/v1/support/totp/confirm", {"code": wrong}).json["code"] == "wrong_totp"
    assert as_wei("/v1/support/totp/confirm", {"code": code.at(clock())}).status_code == 204
    assert audited("totp_enrolled")
    assert enter(wei["email"], wei["password"]).json["code"] == "totp_required"
    assert enter(wei["email"], wei["password"], totp=code.at(clock())).json["code"] == "wrong_totp"  # used to enrol
    clock.forward(seconds=30)
    assert enter(wei["email"], wei["password"], totp=code.at(clock())).status_code == 200


def test_a_lost_authenticator_is_taken_away_by_an_admin(admin, enter, wei, as_wei, clock):
    secret = as_wei("/v1/support/totp", {"password": wei["password"]}).json["secret"]
    as_wei("/v1/support/totp/confirm", {"code": pyotp.TOTP(secret).at(clock())})
    assert admin.delete(f"/v1/support/users/{wei['id']}/totp").status_code == 204
    assert enter(wei["email"], wei["password"]).status_code == 200
