"""Who one is, and on which devices."""

import pytest

AUDIENCES = ["buyer", "driver", "carrier", "partner", "console"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_everybody_may_ask_who_they_are(sign_in, audience):
    me = sign_in(audience).get("/v1/me").json
    assert me["role"] == {"console": "agent"}.get(audience, audience)
    assert {"role", "name", "locale"} <= me.keys()


def test_devices_are_listed_with_the_one_that_asks(sign_in, clock):
    phone = sign_in("buyer")
    clock.forward(minutes=1)
    tablet = sign_in("buyer", of=phone.of)
    sign_in("buyer")  # somebody else
    listed = phone.get("/v1/me/devices").json
    assert [device["current"] for device in listed["items"]] == [False, True]
    assert listed["next_cursor"] is None
    assert tablet.get("/v1/me/devices").json["items"][0]["current"] is True


def test_a_device_can_be_signed_out_from_another(sign_in):
    phone = sign_in("buyer")
    tablet = sign_in("buyer", of=phone.of)
    lost = next(d["id"] for d in phone.get("/v1/me/devices").json["items"] if not d["current"])
    assert phone.delete(f"/v1/me/devices/{lost}").status_code == 204
    assert tablet.get("/v1/me").status_code == 401
    assert phone.get("/v1/me").status_code == 200
    assert phone.delete(f"/v1/me/devices/{lost}").status_code == 404


def test_somebody_else_s_device_is_not_there(sign_in):
    mine, theirs = sign_in("buyer"), sign_in("buyer")
    device = theirs.get("/v1/me/devices").json["items"][0]["id"]
    refused = mine.delete(f"/v1/me/devices/{device}")
    unknown = mine.delete("/v1/me/devices/dev_" + "0" * 32)
    malformed = mine.delete("/v1/me/devices/nonsense")
    assert refused.status_code == unknown.status_code == malformed.status_code == 404
    for answer in (unknown, malformed):
        assert answer.json | {"request_id": ""} == refused.json | {"request_id": ""}
    assert theirs.get("/v1/me").status_code == 200


def test_a_machine_has_no_devices(sign_in):
    answer = sign_in("carrier").get("/v1/me/devices")
    assert (answer.status_code, answer.json["code"]) == (403, "wrong_audience")


def test_a_buyer_s_locale_speaks_where_no_language_was_asked_for(sign_in):
    assert sign_in("console").get("/v1/me").headers["Content-Language"] == "en"
    asked = sign_in("console").get("/v1/me", headers={"Accept-Language": "fr, zh-CN;q=0.5"})
    assert asked.headers["Content-Language"] == "zh"
