"""The same POST twice makes one thing."""

import threading
from dataclasses import replace

import marshmallow as ma
import pytest
from sqlalchemy import func, select

from api.app import create_app
from api.blueprint import Blueprint
from api.caller import caller, now, require, writing
from api.fields import AnswerSchema, RequestSchema, WireId
from api.idempotency import idempotent, once, refuses_idempotency_key
from store.tables import Place
from store.words import Audience
from tests.api.conftest import give_token, make_person


class NoteRequest(RequestSchema):
    text = ma.fields.String(required=True)


class NoteSchema(AnswerSchema):
    id = WireId("note")
    fresh = ma.fields.Integer()


def add_probe(app, before_the_end=lambda: None) -> None:
    """A route that makes a carrier's note; a place stands in for it."""
    blp = Blueprint("Probe", __name__, url_prefix="/v1/probe")
    answers = iter(range(1000))

    def make(session, text: str):
        place = Place(
            code=f"{caller().label}/{now().timestamp()}/{next(answers)}",
            name=text,
            kind="yard",
            lat=0,
            lon=0,
            time_zone="Asia/Shanghai",
            created_at=now(),
            updated_at=now(),
        )
        session.add(place)
        session.flush()
        return place.id

    @blp.post("/notes")
    @require("carrier", "driver")
    @idempotent
    @blp.arguments(NoteRequest)
    @blp.response(201, NoteSchema)
    def add_a_note(body):
        with writing() as session:
            made = once(session, "note", lambda: make(session, body["text"]))
            before_the_end()
        return {"id": made, "fresh": next(answers)}

    @blp.post("/keys")
    @require("carrier")
    @refuses_idempotency_key
    @blp.response(201, NoteSchema)
    def add_a_key():
        return {}

    app.extensions["roadreel.api"].register_blueprint(blp)


@pytest.fixture
def app(services):
    app = create_app(services)
    add_probe(app)
    return app


@pytest.fixture
def carrier(sign_in):
    return sign_in("carrier")


def post(who, key, text="hello", **more):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return who.post("/v1/probe/notes", json={"text": text, **more}, headers=headers)


def places(session) -> int:
    return session.scalar(select(func.count()).select_from(Place))


def test_a_repeat_gives_the_same_thing_with_a_fresh_answer(carrier, session):
    first, second = post(carrier, "k1"), post(carrier, "k1")
    assert first.status_code == second.status_code == 201
    assert first.json["id"] == second.json["id"]
    assert first.json["fresh"] != second.json["fresh"]
    assert places(session) == 1


def test_without_a_key_each_post_makes_a_thing(carrier, session):
    assert post(carrier, None).json["id"] != post(carrier, None).json["id"]
    assert places(session) == 2


def test_another_body_under_the_same_key_is_refused(carrier, session):
    post(carrier, "k1")
    answer = post(carrier, "k1", text="other")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")
    assert places(session) == 1


def test_the_same_body_in_another_order_is_the_same_body(carrier):
    headers = {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    answers = [
        carrier.post("/v1/probe/notes", data=body, headers=headers).json["id"]
        for body in ('{"text":"a"}', '{ "text" : "a" }')
    ]
    assert answers[0] == answers[1]


def test_a_key_belongs_to_its_caller(carrier, sign_in):
    assert post(carrier, "k1").json["id"] != post(sign_in("carrier"), "k1").json["id"]


def test_a_key_outlives_the_access_token(carrier, sign_in):
    again = sign_in("carrier", of=carrier.of)
    assert post(carrier, "k1").json["id"] == post(again, "k1").json["id"]


def test_a_key_is_kept_for_a_day(carrier, sign_in, clock):
    first = post(carrier, "k1").json["id"]
    clock.forward(hours=23, minutes=59)
    assert post(sign_in("carrier", of=carrier.of), "k1").json["id"] == first
    clock.forward(minutes=1)
    assert post(sign_in("carrier", of=carrier.of), "k1").json["id"] != first


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "é"])
def test_what_cannot_be_a_key_is_refused(carrier, key):
    answer = post(carrier, key)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_idempotency_key")


def test_a_refused_request_leaves_its_key_free(carrier):
    assert post(carrier, "k1", colour="red").status_code == 422
    assert post(carrier, "k1").status_code == 201


def test_a_route_that_shows_a_secret_refuses_keys(carrier):
    answer = carrier.post("/v1/probe/keys", headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key_refused")
    assert carrier.post("/v1/probe/keys").status_code == 201


@pytest.fixture
def alone(own_database, services, clock):
    """An application whose commits are real, and a carrier's token for it."""
    with own_database.writing() as session:
        who = make_person(session, "carrier", clock)
        session.flush()
        token, _ = give_token(session, Audience.CARRIER, who, clock)
    return replace(services, database=own_database), {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}


def test_a_request_killed_before_its_commit_leaves_neither_thing_nor_key(alone, own_database):
    services, headers = alone
    app, killed = create_app(services), [True]

    def die() -> None:
        if killed.pop() if killed else False:
            raise SystemExit

    add_probe(app, before_the_end=die)
    with pytest.raises(SystemExit):
        app.test_client().post("/v1/probe/notes", json={"text": "x"}, headers=headers)
    with own_database.reading() as session:
        assert places(session) == 0
    assert app.test_client().post("/v1/probe/notes", json={"text": "x"}, headers=headers).status_code == 201


def test_a_second_request_meanwhile_is_told_to_wait(alone, own_database):
    services, headers = alone
    app, inside, go_on = create_app(services), threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        go_on.wait(20)

    add_probe(app, before_the_end=wait)
    answers = []

    def first_request() -> None:
        answers.append(app.test_client().post("/v1/probe/notes", json={"text": "x"}, headers=headers))

    first = threading.Thread(target=first_request)
    first.start()
    assert inside.wait(20)
    second = app.test_client().post("/v1/probe/notes", json={"text": "x"}, headers=headers)
    go_on.set()
    first.join()
    assert (second.status_code, second.json["code"]) == (409, "idempotency_key_in_use")
    assert second.headers["Retry-After"] == "1"
    third = app.test_client().post("/v1/probe/notes", json={"text": "x"}, headers=headers)
    assert third.json["id"] == answers[0].json["id"]
    with own_database.reading() as session:
        assert places(session) == 1
