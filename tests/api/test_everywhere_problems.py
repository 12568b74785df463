"""Every refusal has one shape, whoever raised it, and nothing malformed is a 500."""

import json
from dataclasses import replace

import marshmallow as ma
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from api.app import create_app
from api.blueprint import Blueprint
from api.caller import reading, require, writing
from api.fields import Instant, RequestSchema, Text, WireId, path_id
from api.problems import BadRequest
from store.database import Database
from store.errors import Denied, Gone, NotFound, Refused, TooLarge, TooMany, Unavailable, WrongState

MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}
ERRORS = {
    "bad": (BadRequest("no"), 400, "bad_request"),
    "denied": (Denied("no"), 403, "forbidden"),
    "missing": (NotFound("order 7 of Lin"), 404, "not_found"),
    "state": (WrongState("no", code="already_done"), 409, "already_done"),
    "gone": (Gone("no", code="resync_required"), 410, "resync_required"),
    "large": (TooLarge("no"), 413, "too_large"),
    "refused": (Refused("no", errors={"vin": ["No."]}, clip_id="clp_1"), 422, "refused"),
    "many": (TooMany("no", retry_after_s=7, limit=("x", 3, 60)), 429, "too_many_requests"),
    "down": (Unavailable("no"), 503, "unavailable"),
    "bug": (RuntimeError("a secret"), 500, "internal"),
}


class CarRequest(RequestSchema):
    ref = Text(20, required=True)
    year = ma.fields.Integer()


class OrderRequest(RequestSchema):
    name = Text(50, required=True)
    at = Instant()
    place = WireId("plc")
    cars = ma.fields.List(ma.fields.Nested(CarRequest))
    extra = ma.fields.Dict()


@pytest.fixture
def app(services):
    app = create_app(services)
    blp = Blueprint("Probe", __name__, url_prefix="/v1/probe")

    @blp.get("/raise/<kind>")
    def raise_it(kind: str):
        raise ERRORS[kind][0]

    @blp.post("/body")
    @blp.arguments(OrderRequest)
    @blp.response(200)
    def take(body):
        return {"name": body["name"]}

    @blp.get("/things/<thing_id>")
    def thing(thing_id: str):
        path_id("thg", thing_id)
        raise NotFound(thing_id)

    @blp.get("/sql/<what>")
    def sql(what: str):
        with reading() as session:
            statement = {
                "number": "SELECT CAST(99999999999 AS integer)",
                "nul": "SELECT CAST(:x AS text)",
                "bug": "SELECT nonsense",
            }[what]
            session.execute(text(statement), {"x": "\0"} if what == "nul" else {})
        return "fine"

    @blp.post("/conflict")
    def conflict():
        with writing() as session:
            for _ in range(2):
                session.execute(text("INSERT INTO installation VALUES ('x', '{}', now())"))
        return "fine"

    @blp.get("/mine")
    @require("buyer")
    def mine():
        return "fine"

    app.extensions["roadreel.api"].register_blueprint(blp)
    return app


def problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json.keys() >= MEMBERS
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return answer.json


@pytest.mark.parametrize("kind", ERRORS)
def test_each_word_of_the_domain_has_its_status(client, kind):
    _, status, code = ERRORS[kind]
    problem(client.get(f"/v1/probe/raise/{kind}"), status, code)


def test_a_refusal_carries_its_fields_and_further_members(client):
    body = client.get("/v1/probe/raise/refused").json
    assert body["errors"] == {"vin": ["No."]}
    assert body["clip_id"] == "clp_1"


def test_a_limit_says_when_to_come_again(client):
    headers = client.get("/v1/probe/raise/many").headers
    assert headers["Retry-After"] == "7"
    assert headers["RateLimit-Policy"] == '"x";q=3;w=60'
    assert headers["RateLimit"] == '"x";r=0;t=7'


def test_our_own_mistake_tells_nothing_of_itself(client):
    answer = client.get("/v1/probe/raise/bug")
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text


def test_unknown_malformed_and_not_yours_are_the_same_bytes(client):
    def bytes_of(path: str) -> str:
        answer = client.get(path)
        return answer.text.replace(answer.headers["X-Request-ID"], "")

    unknown = bytes_of("/v1/probe/things/thg_" + "0" * 32)
    assert unknown == bytes_of("/v1/probe/things/ord_1") == bytes_of("/v1/probe/raise/missing")
    assert unknown == bytes_of("/v1/probe/things/%00") == bytes_of("/v1/nowhere")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nowhere", 404, "not_found"),
        ("GET", "/v1/probe/body", 405, "method_not_allowed"),
        ("TRACE", "/v1/probe/body", 405, "method_not_allowed"),
        ("GET", "/v1/probe//mine", 404, "not_found"),
        ("GET", "/v1/%00", 404, "not_found"),
        ("GET", "/v1/%ff%fe", 404, "not_found"),
    ],
)
def test_the_framework_s_refusals_have_the_same_shape(client, method, path, status, code):
    problem(client.open(path, method=method), status, code)


def test_a_405_says_what_is_allowed(client):
    assert "POST" in client.get("/v1/probe/body").headers["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": "x", "extra": -1e999}',
        b'{"name": ' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"name": "x"} trailing',
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_not_json_is_a_malformed_body(client, body):
    answer = client.post("/v1/probe/body", data=body, content_type="application/json")
    problem(answer, 400, "malformed_body")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "video/mp4", ""])
def test_a_body_of_another_type_is_refused_as_such(client, kind):
    answer = client.post("/v1/probe/body", data=b'{"name": "x"}', content_type=kind)
    problem(answer, 415, "unsupported_media_type")


def test_a_body_over_the_limit_is_too_large(client):
    answer = client.post("/v1/probe/body", data=b"x" * (2 * 1024 * 1024 + 1), content_type="application/json")
    problem(answer, 413, "too_large")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "x", "at": "2026-11-20T08:00:00"}, "at"),
        ({"name": "x", "at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"name": "x", "at": "9999-12-31T23:59:59-14:00"}, "at"),
        ({"name": "x", "at": "2026-13-01T00:00:00Z"}, "at"),
        ({"name": "x", "at": "2026-11-20T08:00:00+23:59"}, "at"),
        ({"name": "x", "at": "2026-11-20T08:00:00-14:01"}, "at"),
        ({"name": "x", "at": "2026-11-20T08:00:00+08:00:30"}, "at"),
        ({"name": "x", "at": "yesterday"}, "at"),
        ({"name": "x", "at": 1700000000}, "at"),
        ({"name": "x", "at": "2026-11-20"}, "at"),
        ({"name": "x", "place": "ord_" + "0" * 32}, "place"),
        ({"name": "x", "place": "plc_1"}, "place"),
        ({"name": "x", "cars": [{"ref": "a"}, {"ref": "b", "year": "soon"}]}, "cars.1.year"),
        ({"name": "x", "cars": [{"ref": "a", "wheels": 4}]}, "cars.0.wheels"),
        ({"name": "x", "cars": "many"}, "cars"),
        ({"name": "x", "extra": {"deep": {"er": "\0"}}}, "extra.deep.er"),
        ({"name": "x", "extra": {"ke\0y": 1}}, "extra"),
        ([], "body"),
        ("text", "body"),
        (7, "body"),
        (None, "body"),
    ],
)
def test_a_wrong_field_is_named(client, body, field):
    answer = client.post("/v1/probe/body", data=json.dumps(body), content_type="application/json")
    named = problem(answer, 422, "invalid")["errors"]
    assert any(name.startswith(field) for name in named), named
    assert all(isinstance(sentences, list) for sentences in named.values())


def test_depth_is_limited(client):
    deep: dict = {}
    for _ in range(40):
        deep = {"x": deep}
    problem(client.post("/v1/probe/body", json={"name": "x", "extra": deep}), 422, "invalid")


def test_text_is_trimmed(client):
    assert client.post("/v1/probe/body", json={"name": " Lin "}).json == {"name": "Lin"}


@pytest.mark.parametrize("what", ["number", "nul"])
def test_a_value_the_database_cannot_hold_is_the_client_s_mistake(client, what):
    problem(client.get(f"/v1/probe/sql/{what}"), 422, "invalid")


def test_a_wrong_statement_is_ours_and_is_not_shown(client):
    assert "nonsense" not in json.dumps(problem(client.get("/v1/probe/sql/bug"), 500, "internal"))


def test_two_that_contradict_each_other_are_a_conflict(client):
    problem(client.post("/v1/probe/conflict"), 409, "conflict")


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer ", "Basic abc", "Bearer x y z", "Bearer 中文".encode()])
def test_nobody_is_told_how_to_sign_in(client, given):
    headers = {} if given is None else {"Authorization": given if isinstance(given, str) else given.decode("latin-1")}
    answer = client.get("/v1/probe/mine", headers=headers)
    assert problem(answer, answer.status_code, answer.json["code"])["code"] in {"unauthenticated", "invalid_token"}
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="roadreel"')


def test_a_token_for_another_audience_is_denied_whatever_it_asks_for(sign_in):
    problem(sign_in("driver").get("/v1/probe/mine"), 403, "wrong_audience")


def test_a_database_that_does_not_answer_is_503_and_can_be_tried_again(services, settings):
    nowhere = Database("postgresql://nobody@127.0.0.1:9/none")
    client = create_app(replace(services, database=nowhere)).test_client()
    with capture_logs():
        answer = client.get("/v1/me", headers={"Authorization": "Bearer x"})
        assert problem(answer, 503, "unavailable")
        assert answer.headers["Retry-After"] == "2"
        ready = client.get("/health/ready")
    assert (ready.status_code, ready.json["database"]) == (503, "down")
    nowhere.close()
