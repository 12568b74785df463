"""The timeline route against a bare Flask route that returns the same bytes: requests a second and latency.

Both run under the gunicorn of production (same class of workers, same number of processes and threads), are asked by
the same client over kept loopback connections, and take turns. The real route checks token, session, order and
version in PostgreSQL every time, logs, counts and sends all its headers.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bench._load import Load, get, load, written
from ops import web_server
from ops.embedded.postgres import running_postgres
from store import migrate
from store.database import Database
from store.ids import new_id, wire_id
from store.settings import read_settings
from store.tables import AccessToken, Buyer, Order, Partner, SignedIn, Vehicle
from store.words import Audience, EntryKind, Locale, Milestone, OrderState
from tracking.sign_in.secrets import fingerprint, new_secret
from tracking.timeline import write_entry

BUYERS = 20
ENTRIES = 40
NOW = datetime.now(UTC)
Reader = tuple[str, dict[str, str]]  # path and headers of one buyer's request


def main() -> None:
    rounds = int(os.environ.get("BENCH_RUNS", "5"))
    requests = int(os.environ.get("BENCH_REQUESTS", "2000"))
    with tempfile.TemporaryDirectory(prefix="roadreel-bench-") as place, _servers(Path(place)) as (servers, readers):
        size = len(_compared(servers, readers))
        print(f"{BUYERS} buyers, a page of 20 entries ({size} bytes), {os.cpu_count()} cores, {rounds} rounds")
        for status in (200, 304):
            asked = _questions(servers["roadreel"], readers, requests, tagged=status == 304)
            for connections in (1, 8):
                _report(status, connections, _measured(servers, asked, connections, status, rounds))


def _report(status: int, connections: int, found: dict[str, list[Load]]) -> None:
    rates = {name: statistics.median(one.rate for one in loads) for name, loads in found.items()}
    for name, loads in found.items():
        p50 = statistics.median(one.p50_ms for one in loads)
        p95 = statistics.median(one.p95_ms for one in loads)
        print(
            f"{status} {connections} connection(s) {name:9} {rates[name]:7.0f} requests/s   "
            f"p50 {p50:6.2f} ms   p95 {p95:6.2f} ms"
        )
    pairs = [ours.rate / bare.rate for ours, bare in zip(found["roadreel"], found["bare"], strict=True)]
    middle, least, most = statistics.median(pairs), min(pairs), max(pairs)
    print(f"{status} {connections} connection(s) ratio {middle:.2f} ({least:.2f} to {most:.2f})")


def _measured(
    servers: dict[str, int], asked: list[bytes], connections: int, status: int, rounds: int
) -> dict[str, list[Load]]:
    found: dict[str, list[Load]] = {name: [] for name in servers}
    for port in servers.values():
        load(port, asked[:400], connections=8, expected=status)  # every process and thread has begun
    for _ in range(rounds):
        for name, port in servers.items():
            found[name].append(load(port, asked, connections=connections, expected=status))
    return found


def _questions(port: int, readers: list[Reader], requests: int, *, tagged: bool) -> list[bytes]:
    lines = []
    for path, headers in readers:
        tag = {"If-None-Match": get(port, path, headers)[1]["etag"]} if tagged else {}
        lines.append(written(path, headers | tag))
    return [lines[number % len(lines)] for number in range(requests)]


def _compared(servers: dict[str, int], readers: list[Reader]) -> bytes:
    """The body both answer the first reader with."""
    path, headers = readers[0]
    ours, bare = (get(servers[name], path, headers)[2] for name in ("roadreel", "bare"))
    if ours != bare:
        raise RuntimeError("the two routes do not answer the same bytes")
    return ours


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[dict[str, int], list[Reader]]]:
    """Ports of the two servers by name, and who may ask."""
    with running_postgres(folder / "postgres") as url:
        migrate.upgrade(url)
        database = Database(url)
        with database.writing() as session:
            readers = [_reader(session, number) for number in range(BUYERS)]
        database.close()
        environment = os.environ | {
            "ROADREEL_DATA": str(folder / "data"),
            "ROADREEL_DATABASE_URL": url,
            "ROADREEL_S3_ENDPOINT": "http://127.0.0.1:9",  # never reached: the timeline asks no storage
            "ROADREEL_S3_ACCESS_KEY": "none",
            "ROADREEL_S3_SECRET_KEY": "none",
        }
        body = folder / "body"
        with _served("api.wsgi:application()", environment, folder) as ours:
            body.write_bytes(get(ours, *readers[0])[2])
            with _served("bench._bare:application()", environment | {"BENCH_BODY": str(body)}, folder) as bare:
                yield {"bare": bare, "roadreel": ours}, readers


@contextmanager
def _served(application: str, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The port of gunicorn as production runs it, with `application`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = replace(read_settings(environment), host="127.0.0.1", port=port)
    line = [*web_server.command(settings)[:-1], application]
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(line, env=environment, stdout=log, stderr=log, cwd=Path(__file__).parents[1])
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            get(port, "/health/live", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn did not begin to answer")


def _reader(session: Session, number: int) -> Reader:
    """A buyer with an order, its timeline, and a live access token."""
    buyer = Buyer(id=new_id(), phone=f"+86139{number:08d}", name="Lin Yue", locale=Locale.EN, created_at=NOW)
    partner = Partner(id=new_id(), code=f"shop-{number}", name="Shop", created_at=NOW)
    session.add_all([buyer, partner])
    session.flush()
    order = Order(
        id=new_id(),
        partner_id=partner.id,
        number=f"RX-{number}",
        buyer_id=buyer.id,
        state=OrderState.OPEN,
        ordered_at=NOW,
        handover={},
        milestone=Milestone.ORDERED,
        milestone_since=NOW,
        progress_code="ordered",
        progress_params={},
        milestones=[],
        eta={},
        fold={},
        created_at=NOW,
        updated_at=NOW,
    )
    entered = SignedIn(
        id=new_id(),
        audience=Audience.BUYER,
        buyer_id=buyer.id,
        created_at=NOW,
        last_seen_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    session.add_all([order, entered])
    session.flush()
    token = new_secret("rra")
    session.add_all(
        [
            Vehicle(order_id=order.id, make="Nova", model="S7"),
            AccessToken(
                hash=fingerprint(token), session_id=entered.id, created_at=NOW, expires_at=NOW + timedelta(days=1)
            ),
        ]
    )
    for entry in range(ENTRIES):
        write_entry(
            session,
            order,
            kind=EntryKind.EVENT,
            code="loaded",
            params={"mode": "rail", "place": {"en": "Wuhan railhead", "zh": "武汉铁路站"}},
            subject=f"event:{entry}",
            happened_at=NOW + timedelta(minutes=entry),
            now=NOW,
        )
    return f"/v1/orders/{wire_id('ord', order.id)}/timeline", {"Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    main()
