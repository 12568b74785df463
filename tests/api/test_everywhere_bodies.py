"""Every POST reads its body, also where none is needed."""

import pytest

from store.ids import wire_id
from tests.rows import make_buyer, make_order


@pytest.fixture(params=["playback", "keys"])
def post(request, session, sign_in, shop):
    """Ask a route that needs no body."""
    if request.param == "keys":
        return lambda **given: shop.person.post("/v1/partner/carriers/river/keys", **given)
    order = make_order(session, make_buyer(session))
    buyer = sign_in("buyer", of=order.buyer)
    return lambda **given: buyer.post(f"/v1/orders/{wire_id('ord', order.id)}/playback", **given)


@pytest.mark.parametrize("body", [{}, {"data": b""}, {"json": {}}, {"data": b"", "content_type": "application/json"}])
def test_a_body_that_is_not_needed_may_be_left_out(post, body):
    assert post(**body).status_code == 201


def test_a_field_that_would_do_nothing_is_refused_by_name(post):
    answer = post(json={"x": 1})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["x"])


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 5000])
def test_a_body_that_is_not_needed_must_be_json_all_the_same(post, body):
    answer = post(data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_body")


def test_a_body_that_is_not_needed_is_json_or_nothing(post):
    assert post(data=b"x=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert post(json=[]).status_code == 422
