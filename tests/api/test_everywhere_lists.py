"""Lists: every item once, whatever is added meanwhile, and no cursor that breaks anything."""

import base64
import json
from datetime import timedelta

import marshmallow as ma
import pytest
from sqlalchemy import select

from api.app import create_app
from api.blueprint import Blueprint
from api.caller import reading
from api.fields import AnswerSchema
from api.paging import PageQuery, page_of, page_schema
from store.tables import Carrier


class NameSchema(AnswerSchema):
    code = ma.fields.String()


@pytest.fixture
def app(services):
    app = create_app(services)
    blp = Blueprint("Probe", __name__, url_prefix="/v1/probe")

    @blp.get("/carriers")
    @blp.arguments(PageQuery, location="query")
    @blp.response(200, page_schema(NameSchema))
    def carriers(query):
        with reading() as session:
            return page_of(session, select(Carrier), (Carrier.created_at, Carrier.id), **query)

    @blp.get("/codes")
    @blp.arguments(PageQuery, location="query")
    @blp.response(200, page_schema(NameSchema))
    def codes(query):
        with reading() as session:
            return page_of(session, select(Carrier.code, Carrier.name), (Carrier.code,), ascending=True, **query)

    app.extensions["roadreel.api"].register_blueprint(blp)
    return app


@pytest.fixture
def carriers(session, clock):
    def add(*numbers: int) -> None:
        for number in numbers:
            # Two at each moment: the id breaks the tie.
            at = clock() + timedelta(minutes=number // 2)
            session.add(Carrier(code=f"c{number:02d}", name="x", created_at=at, updated_at=at))
        session.flush()

    add(*range(7))
    return add


def walk(client, path: str, limit: int) -> list[str]:
    seen, cursor = [], None
    while True:
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = client.get(path, query_string=query).json
        assert len(page["items"]) <= limit
        seen += [item["code"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return seen


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_join_to_the_whole_list(client, carriers, limit):
    newest = walk(client, "/v1/probe/carriers", limit)
    assert len(newest) == len(set(newest)) == 7
    assert newest[0] == "c06"
    assert walk(client, "/v1/probe/codes", limit) == [f"c{n:02d}" for n in range(7)]


def test_what_is_added_meanwhile_shifts_nothing(client, carriers):
    first = client.get("/v1/probe/carriers?limit=3").json
    carriers(20, 21)
    rest = client.get("/v1/probe/carriers", query_string={"limit": 100, "cursor": first["next_cursor"]}).json
    codes = [item["code"] for item in first["items"] + rest["items"]]
    assert len(set(codes)) == len(codes) == 7


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1e3", "", "9" * 30])
def test_a_limit_has_its_bounds(client, limit):
    answer = client.get(f"/v1/probe/carriers?limit={limit}")
    assert (answer.status_code, "limit" in answer.json["errors"]) == (422, True)


def test_an_unknown_parameter_is_refused_by_name(client):
    answer = client.get("/v1/probe/carriers?limt=5")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["limt"])


def made(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "中文",
        "=" * 4,
        "A" * 400,
        made(None),
        made({}),
        made([]),
        made([7]),
        made(["2026-01-01T00:00:00", "0" * 32]),
        made(["9999-99-99T00:00:00+00:00", "0" * 32]),
        made([5, 5]),
        made([None, None]),
        made(["2026-01-01T00:00:00+00:00", "nothing"]),
        made(["2026-01-01T00:00:00+00:00", 5]),
        made(["2026-01-01T00:00:00+00:00", None]),
        made(["2026-01-01T00:00:00+00:00", True]),
        made(["2026-01-01T00:00:00+00:00", 1.5]),
        made(["2026-01-01T00:00:00+00:00", []]),
        made(["2026-01-01T00:00:00+00:00", {"hex": "0" * 32}]),
        made([["2026-01-01T00:00:00+00:00"], "0" * 32]),
        made([10**300, 10**300]),
        made([1e308, float("inf")]),
        made("text"),
        made(True),
        made(["a\0b"]),
        made(["\ud800"]),
        "W" * 501,
        base64.urlsafe_b64encode(b"[" * 300).decode(),
    ],
)
def test_a_cursor_we_did_not_give_out_is_refused(client, carriers, cursor):
    for path in ("/v1/probe/carriers", "/v1/probe/codes"):
        answer = client.get(path, query_string={"cursor": cursor})
        assert answer.status_code == 422
        assert "cursor" in answer.json["errors"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59"])
def test_a_cursor_at_the_end_of_time_breaks_nothing(client, carriers, moment):
    answer = client.get("/v1/probe/carriers", query_string={"cursor": made([moment, "0" * 32])})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("audience", "path"),
    [
        ("carrier", "/v1/carrier/stages"),
        ("buyer", "/v1/orders"),
        ("buyer", "/v1/orders/ord_" + "0" * 32 + "/timeline"),
    ],
)
def test_a_number_where_an_id_belongs_is_a_bad_cursor_in_every_list(sign_in, audience, path):
    crafted = made(["2026-01-01T00:00:00+00:00", 5])
    answer = sign_in(audience).get(path, query_string={"cursor": crafted})
    assert (answer.status_code, answer.json["code"]) == (422, "bad_cursor")


def test_a_cursor_of_another_list_is_refused(client, carriers):
    other = client.get("/v1/probe/codes?limit=1").json["next_cursor"]
    answer = client.get("/v1/probe/carriers", query_string={"cursor": other})
    assert (answer.status_code, answer.json["code"]) == (422, "bad_cursor")
