"""A shop's app hands over its signed-in buyer."""

from datetime import timedelta

import pytest

from store.tables import Order
from store.words import Milestone, OrderState
from tests.api.conftest import make_person
from tracking.sign_in.handoff import make_handoff


@pytest.fixture
def order(database, clock, buyer):
    now = clock()
    with database.writing() as session:
        partner = make_person(session, "partner", clock)
        session.flush()
        order = Order(
            partner_id=partner.id,
            number="RR-1",
            buyer_id=buyer.id,
            state=OrderState.OPEN,
            ordered_at=now - timedelta(days=3),
            handover={},
            milestone=Milestone.ORDERED,
            milestone_since=now,
            progress_code="ordered",
            progress_params={},
            milestones=[],
            eta={},
            fold={},
            created_at=now,
            updated_at=now,
        )
        session.add(order)
    return order


@pytest.fixture
def code(database, clock, order):
    with database.writing() as session:
        made, expires_at = make_handoff(session, order, "Lin's phone", clock())
    assert expires_at == clock() + timedelta(seconds=60)
    return made


def test_the_buyer_is_signed_in_on_a_device_with_the_given_name(code, token, who, buyer, client):
    answer = token("urn:roadreel:handoff", code=code).json
    assert answer["scope"] == "buyer"
    assert who(answer["access_token"]).json["phone"] == buyer.phone
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert client.get("/v1/me/devices", headers=headers).json["items"][0]["name"] == "Lin's phone"


def test_a_handoff_code_is_good_once(code, token):
    assert token("urn:roadreel:handoff", code=code).status_code == 200
    assert token("urn:roadreel:handoff", code=code).json["code"] == "bad_handoff"


def test_a_handoff_code_lives_a_minute(code, token, clock):
    clock.forward(seconds=60)
    assert token("urn:roadreel:handoff", code=code).json["code"] == "bad_handoff"


def test_a_handoff_code_dies_when_the_car_is_sold_on(code, token, database, clock, order):
    with database.writing() as session:
        other = make_person(session, "buyer", clock)
        session.flush()
        session.merge(order).buyer_id = other.id
    assert token("urn:roadreel:handoff", code=code).json["code"] == "bad_handoff"
