"""Finding an order by what a caller on the phone can say of it."""

import pytest
from sqlalchemy import text

from store.errors import Refused
from tests.api.shop import OTHER_VIN, VIN, order
from tracking.support import search
from tracking.support.search import orders_found


@pytest.fixture
def orders(shop):
    """A-1 of Lin Yue, and B_2 of Zhao Wei with another car."""
    shop.put("A-1")
    other = order()["vehicle"] | {"vin": OTHER_VIN}
    shop.put("B_2", vehicle=other, buyer={"phone": "+8613911112222", "name": "赵伟", "locale": "zh"})


def found(agent, **asked):
    answer = agent.get("/v1/support/orders", query_string=asked)
    assert answer.status_code == 200, answer.json
    return [item["number"] for item in answer.json["items"]]


def test_an_order_is_found_by_what_a_caller_can_say(agent, orders):
    for typed, number in (
        ("A-1", "A-1"),
        ("a-1", "A-1"),
        ("B_", "B_2"),
        (VIN, "A-1"),
        (VIN.lower(), "A-1"),
        (OTHER_VIN[-6:], "B_2"),
        (OTHER_VIN[-7:], "B_2"),
        (f" {OTHER_VIN[-8:-4]} {OTHER_VIN[-4:]} ", "B_2"),
        ("+86 138 0013 8000", "A-1"),
        ("13911112222", "B_2"),
        ("lin y", "A-1"),
        ("赵伟", "B_2"),
    ):
        assert found(agent, q=typed) == [number], typed


def test_what_matches_nothing_finds_nothing(agent, orders):
    for typed in ("%%", "__", "A%1", "Yue", VIN[:8], VIN[-5:], "0000000", "\\\\"):
        assert found(agent, q=typed) == [], typed


@pytest.mark.parametrize("typed", ["", "A", " a ", "x" * 65])
def test_a_search_that_cannot_be_says_what_to_type(agent, typed):
    answer = agent.get("/v1/support/orders", query_string={"q": typed})
    assert (answer.status_code, answer.json["code"]) == (422, "bad_query")
    assert "VIN" in answer.json["errors"]["q"][0]


def test_a_car_that_was_swapped_still_finds_its_order(agent, shop):
    shop.put()
    shop.put(vehicle=order()["vehicle"] | {"vin": OTHER_VIN})
    assert found(agent, q=VIN) == found(agent, q=OTHER_VIN) == ["A-1"]


def test_orders_are_listed_by_milestone_and_carrier_a_page_at_a_time(agent, orders):
    assert found(agent) == ["B_2", "A-1"]
    assert found(agent, milestone="vin_assigned", carrier="river") == ["B_2", "A-1"]
    assert found(agent, milestone="delivered") == []
    first = agent.get("/v1/support/orders?limit=1").json
    rest = agent.get("/v1/support/orders", query_string={"limit": 1, "cursor": first["next_cursor"]}).json
    assert [page["items"][0]["number"] for page in (first, rest)] == ["B_2", "A-1"]
    answer = agent.get("/v1/support/orders?carrier=nobody")
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_carrier")


def test_a_line_tells_orders_apart_without_the_whole_phone(agent, orders):
    item = agent.get("/v1/support/orders?q=A-1").json["items"][0]
    assert item["buyer"] == {"name": "Lin Yue", "phone_end": "8000"}
    assert item["vehicle"]["vin"] == VIN
    assert item["progress"]["milestone"] == "vin_assigned"
    assert "13800138000" not in agent.get("/v1/support/orders?q=A-1").get_data(as_text=True)


def test_a_search_is_recorded_with_what_it_showed_and_not_with_what_was_typed(agent, orders, audited):
    shown = [item["id"] for item in agent.get("/v1/support/orders?q=%2B8613800138000").json["items"]]
    line = audited("orders_searched")[-1]
    assert (line.actor_id, line.details) == (agent.of.id, {"shown": shown})


def test_nobody_reads_the_whole_house_by_searching(agent, orders, clock):
    answers = [agent.get("/v1/support/orders?q=A-1").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    refused = agent.get("/v1/support/orders?q=A-1")
    assert int(refused.headers["Retry-After"]) <= 60
    clock.forward(minutes=1)
    assert agent.get("/v1/support/orders?q=A-1").status_code == 200


MANY_ORDERS = text(
    "WITH buyers AS ("
    " INSERT INTO buyer (id, phone, name, locale, created_at)"
    " SELECT gen_random_uuid(), '+86131' || lpad(n::text, 8, '0'), 'Buyer ' || n, 'en', now()"
    " FROM generate_series(1, 3000) AS n RETURNING id, phone),"
    " orders AS ("
    ' INSERT INTO "order" SELECT (jsonb_populate_record(one, jsonb_build_object('
    " 'id', gen_random_uuid(), 'number', phone, 'buyer_id', buyers.id))).*"
    """ FROM "order" AS one, buyers WHERE one.number = 'A-1' RETURNING id, number)"""
    " INSERT INTO vehicle SELECT (jsonb_populate_record(one, jsonb_build_object("
    " 'id', gen_random_uuid(), 'order_id', orders.id, 'vin', 'LSVAA4' || right(number, 11)))).*"
    f" FROM vehicle AS one, orders WHERE one.vin = '{VIN}'"
)


def test_every_meaning_of_a_search_reads_an_index(session, clock, orders):
    session.execute(MANY_ORDERS)  # any index of one row is as good as another,
    session.execute(text("SET LOCAL ROLE NONE"))  # only the owner may count them,
    session.execute(text('ANALYZE buyer, "order", vehicle'))  # and what was counted before would decide
    counted = text("SELECT min(reltuples) FROM pg_class WHERE relname IN ('buyer', 'order', 'vehicle')")
    assert session.execute(counted).scalar() >= 3000
    dialect = session.get_bind().dialect
    for typed, index in (
        ("A-1", "ix_order_number_search"),
        ("A-1", "ix_buyer_name_search"),
        (VIN[-6:], "ix_vehicle_vin_backwards"),
        (VIN, "ix_vehicle_former_cars"),
        ("+8613800138000", "uq_buyer_phone"),
    ):
        query = orders_found(session, typed=typed, milestone=None, carrier=None, stuck=None, region="CN", now=clock())
        asked = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(session.execute(text(f"EXPLAIN {asked.replace('%%', '%')}")).scalars())
        assert index in plan, plan
        assert "Seq Scan" not in plan, plan


def test_a_search_that_takes_the_database_too_long_is_given_up(session, monkeypatch):
    monkeypatch.setattr(search, "LONGEST_MS", 20)
    with pytest.raises(Refused) as refused, session.begin_nested(), search.limited(session):
        session.execute(text("SELECT pg_sleep(5)"))
    assert refused.value.code == "search_too_broad"
    with search.limited(session):
        pass
    assert session.execute(text("SHOW statement_timeout")).scalar() == "0"  # what follows has all the time it needs
