"""The API on the test's own transaction, and people who are signed in.

`sign_in("buyer", phone="+8613...")` makes the person (or takes `of=` one that is there) and hands out a client whose
requests carry its access token. Folders whose routes reach storage override `object_store`:

    @pytest.fixture
    def object_store(objects):
        return objects
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from api.app import create_app
from api.services import Services
from store.clock import Clock
from store.database import Database
from store.objects import ObjectStore
from store.settings import Settings, read_settings
from store.tables import AccessToken, Agent, Buyer, Carrier, ClientKey, Driver, Partner, SignedIn
from store.words import AgentRole, Audience, Locale
from tests.api.shop import Shop, furnish
from tracking.sign_in.secrets import fingerprint, new_secret
from tracking.sign_in.sender import CodeMessage

NUMBERS = itertools.count(1)


class RecordingSender:
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        self.sent: list[CodeMessage] = []
        self.rehearsed: list[CodeMessage] = []

    def send(self, message: CodeMessage) -> None:
        self.sent.append(message)

    def rehearse(self, message: CodeMessage) -> None:
        self.rehearsed.append(message)


class Person:
    """A test client with somebody's access token; `of` is the row it speaks for."""

    def __init__(self, client: FlaskClient, token: str, of: Any, session_id: Any) -> None:
        self.client, self.token, self.of, self.session_id = client, token, of, session_id

    def open(self, method: str, path: str, **given: Any) -> TestResponse:
        headers: Mapping[str, str] = given.pop("headers", {})
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.open(path, method=method, headers=headers, **given)

    def get(self, path: str, **given: Any) -> TestResponse:
        return self.open("GET", path, **given)

    def post(self, path: str, **given: Any) -> TestResponse:
        return self.open("POST", path, **given)

    def put(self, path: str, **given: Any) -> TestResponse:
        return self.open("PUT", path, **given)

    def patch(self, path: str, **given: Any) -> TestResponse:
        return self.open("PATCH", path, **given)

    def delete(self, path: str, **given: Any) -> TestResponse:
        return self.open("DELETE", path, **given)


@pytest.fixture
def object_store(settings: Settings) -> ObjectStore:
    """Storage that nobody answers for: enough for routes that do not reach it."""
    nowhere = replace(settings, s3_endpoint="http://127.0.0.1:9", s3_access_key="none", s3_secret_key="none")
    return ObjectStore(nowhere)


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def services(
    settings: Settings, database: Database, object_store: ObjectStore, clock: Clock, sender: RecordingSender
) -> Services:
    return Services(settings=settings, database=database, objects=object_store, clock=clock, sender=sender)


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The routes, built once for the run: it takes a while, and they hold nothing of a test's."""
    settings = read_settings({"ROADREEL_DATA": str(tmp_path_factory.mktemp("data"))})
    return create_app(cast("Any", SimpleNamespace(settings=settings)))


@pytest.fixture
def app(built_app: Flask, services: Services) -> Flask:
    """The API on this test's services. Tests that add routes or change settings call `create_app` themselves."""
    built_app.extensions["roadreel"] = services
    for kept in ("roadreel.storage", "roadreel.timelines"):
        built_app.extensions.pop(kept, None)
    return built_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody: no token."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, database: Database, clock: Clock) -> Callable[..., Person]:
    """Somebody with a live token, without going through the sign-in each time."""

    def enter(audience: str, of: Any = None, **about: Any) -> Person:
        with database.writing() as session:
            who = of or make_person(session, audience, clock, **about)
            session.flush()
            token, session_id = give_token(session, Audience(audience), who, clock)
        return Person(app.test_client(), token, who, session_id)

    return enter


def make_person(session: Session, audience: str, clock: Clock, **about: Any) -> Any:
    """A buyer, driver (with its carrier), carrier, partner or agent; `about` overrides its columns."""
    number = next(NUMBERS)
    now = clock()
    phone = f"+86138{number:08d}"
    if audience == "driver" and "carrier_id" not in about:
        carrier = make_person(session, "carrier", clock)
        session.flush()
        about["carrier_id"] = carrier.id
    code = f"{audience}-{number}"
    kinds: dict[str, tuple[type[Any], dict[str, Any]]] = {
        "buyer": (Buyer, {"phone": phone, "name": "Lin Yue", "locale": Locale.ZH}),
        "driver": (Driver, {"phone": phone, "name": "Chen Bo", "locale": Locale.ZH}),
        "carrier": (Carrier, {"code": code, "name": "Northern Line", "updated_at": now}),
        "partner": (Partner, {"code": code, "name": "Shop"}),
        "console": (
            Agent,
            {
                "email": f"{code}@example.com",
                "name": "Mei",
                "role": AgentRole.AGENT,
                "locale": Locale.EN,
                "password_hash": "unset",
            },
        ),
    }
    kind, columns = kinds[audience]
    person = kind(**{**columns, "created_at": now, **about})
    session.add(person)
    return person


def give_token(session: Session, audience: Audience, who: Any, clock: Clock) -> tuple[str, Any]:
    """An access token for a new session of `who`, good for an hour by the test's clock."""
    now = clock()
    column = {Audience.CONSOLE: "agent_id"}.get(audience, f"{audience.value}_id")
    entered = SignedIn(
        audience=audience,
        **{column: who.id},
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=30),
    )
    session.add(entered)
    session.flush()
    token = new_secret("rra")
    session.add(
        AccessToken(
            hash=fingerprint(token), session_id=entered.id, created_at=now, expires_at=now + timedelta(hours=1)
        )
    )
    session.flush()
    return token, entered.id


@pytest.fixture
def client_key(database: Database, clock: Clock) -> Callable[..., tuple[str, str]]:
    """client_id and client_secret of a carrier or partner row."""

    def make(of: Any, **about: Any) -> tuple[str, str]:
        client_id, secret = f"rrk_{next(NUMBERS):032x}", new_secret("rrs")
        owner = {"carrier_id" if isinstance(of, Carrier) else "partner_id": of.id}
        with database.writing() as session:
            session.add(
                ClientKey(
                    client_id=client_id, secret_hash=fingerprint(secret), created_at=clock(), **{**owner, **about}
                )
            )
        return client_id, secret

    return make


@pytest.fixture
def shop(sign_in: Callable[..., Person], database: Database, clock: Clock) -> Shop:
    """A partner whose places and carriers are there."""
    with database.writing() as session:
        furnish(session, clock())
    return Shop(sign_in("partner"))


@pytest.fixture
def carrier_of(shop: Shop, sign_in: Callable[..., Person], database: Database) -> Callable[..., Person]:
    """The system of a carrier the shop has put, signed in; or one of its drivers."""

    def enter(code: str, audience: str = "carrier") -> Person:
        with database.reading() as session:
            carrier = session.scalars(select(Carrier).where(Carrier.code == code)).one()
        return sign_in("carrier", of=carrier) if audience == "carrier" else sign_in("driver", carrier_id=carrier.id)

    return enter
