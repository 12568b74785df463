"""The clients of the demonstration: patient with a busy server, plain about a refusal."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from ops.demo.caller import Caller, Key, KeyRefused, NotLoaded
from ops.demo.progress import Progress, terminal
from ops.demo.seed import seed
from store.database import Database
from store.settings import read_settings
from store.tables import Installation

Script = list[tuple[int, dict[str, str], Any]]


@dataclass
class Server:
    """Answers what it was told to, in that order; the token is always given."""

    script: Script
    base_url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(*script: tuple[int, dict[str, str], Any], tokens: int = 200) -> Iterator[Server]:
    told = Server(list(script))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append(self.path)
            if self.path == "/v1/auth/token":
                self.say(tokens, {}, {"access_token": f"token-{len(told.asked)}"})
            else:
                self.say(*told.script.pop(0))

        do_GET = do_POST  # noqa: N815 - http.server looks for this name

        def say(self, status: int, headers: dict[str, str], body: Any) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.base_url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def caller(server: Server, http: httpx.Client) -> Caller:
    return Caller(server.base_url, Key("carrier_1", "secret"), http)


def test_a_busy_server_is_asked_again_when_it_said_to(http):
    with serving((503, {"Retry-After": "0"}, {}), (429, {"Retry-After": "0"}, {}), (200, {}, {"id": 1})) as server:
        assert caller(server, http).get("/v1/thing") == {"id": 1}
    assert server.asked.count("/v1/thing") == 3


def test_a_server_that_stays_busy_is_given_up(http):
    busy = [(503, {"Retry-After": "0"}, {})] * 20
    with serving(*busy) as server, pytest.raises(NotLoaded, match="did not answer: status 503"):
        caller(server, http).get("/v1/thing")


def test_a_token_that_ran_out_is_renewed_once(http):
    with serving((401, {}, {}), (200, {}, {"id": 1})) as server:
        assert caller(server, http).get("/v1/thing") == {"id": 1}
    assert server.asked.count("/v1/auth/token") == 2


def test_a_refusal_is_told_with_what_was_asked(http):
    refusal = (422, {}, {"code": "invalid"})
    with serving(refusal) as server, pytest.raises(NotLoaded, match=r"POST /v1/events was answered 422.*invalid"):
        caller(server, http).post("/v1/events", {"events": []})


def test_a_key_that_is_not_known_is_told_apart_from_a_server_in_trouble(http):
    with serving(tokens=401) as server, pytest.raises(KeyRefused):
        caller(server, http).get("/v1/me")
    with serving(tokens=500) as server, pytest.raises(NotLoaded) as trouble:
        caller(server, http).get("/v1/me")
    assert not isinstance(trouble.value, KeyRefused)


def test_a_load_that_cannot_go_on_says_so_where_the_health_looks(new_database, tmp_path):
    settings = read_settings({"ROADREEL_DATABASE_URL": new_database(), "ROADREEL_DATA": str(tmp_path)})
    with serving(tokens=500) as server, pytest.raises(NotLoaded):
        seed(settings, server.base_url, lambda *_: None)
    database = Database(settings.database_url, pooled=False)
    with database.reading() as session:
        assert session.get(Installation, "demo").value["state"] == "failed"
    database.close()
    assert not (tmp_path / "demo.json").exists()


def test_a_story_once_begun_is_told_from_the_same_moment(database):
    begun = datetime(2026, 11, 22, 4, tzinfo=UTC)
    first = Progress(database, lambda *_: None, begun)
    first.expect(3)
    first.step("places")
    again = Progress(database, lambda *_: None, datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert again.since == begun
    assert again.state == "loading"
    assert (again.done, again.of) == (0, 0)  # everything is gone through once more


def test_the_terminal_shows_one_moving_line_and_a_log_only_some(tmp_path):
    class Terminal:
        said = ""

        def write(self, text: str) -> None:
            self.said += text

        def flush(self) -> None:
            return

        def isatty(self) -> bool:
            return self.moving

    log, moving = Terminal(), Terminal()
    log.moving, moving.moving = False, True
    for stream in (log, moving):
        report = terminal(stream)
        for done in range(1, 101):
            report(done, 100, f"step {done}")
    assert 5 < log.said.count("\n") < 12
    assert log.said.splitlines()[-1] == "Loading the demonstration: 100 of 100, step 100"
    assert moving.said.count("\n") == 1
    assert moving.said.count("\r") == 100
