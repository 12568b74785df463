"""Commands that run Roadreel or a part of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from ops.commands.settings import settings_of_running
from ops.part import PartFailed
from store.settings import read_settings

CONTRACT = Path(__file__).parents[2] / "openapi" / "openapi.json"


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@click.command()
def up() -> None:
    """Start everything on this machine and stay until Ctrl-C."""
    from ops.up import up as run
    from workers.signing import check_certificate

    settings = read_settings()
    check_certificate(settings)
    run(settings, _say)


@click.command()
def api() -> None:
    """Serve the API (one of many on as many machines as wanted)."""
    from ops.web_server import command

    settings = settings_of_running()
    arguments = command(settings)
    os.execv(arguments[0], arguments)  # noqa: S606 - gunicorn takes our place and our signals


@click.command()
def worker() -> None:
    """Take jobs from the queue (one of many)."""
    from workers.main import run
    from workers.signing import check_certificate

    settings = settings_of_running()
    check_certificate(settings)
    run(settings)


@click.command()
def migrate() -> None:
    """Bring the database and the bucket to this version. Safe to repeat."""
    from sqlalchemy.exc import OperationalError

    from store.errors import Unavailable
    from store.migrate import upgrade
    from store.objects import ObjectStore

    settings = settings_of_running()
    try:
        upgrade(settings.database_url)
    except OperationalError as error:
        raise PartFailed(f"The database does not answer: {error.orig}") from None
    if not settings.s3_endpoint:
        raise PartFailed("The database is ready. There is no storage to set up: set ROADREEL_S3_ENDPOINT.")
    try:
        ObjectStore(settings).ensure_bucket()
    except Unavailable as error:
        raise PartFailed(f"The database is ready, the storage at {settings.s3_endpoint} is not: {error}") from None
    _say("The database and the bucket are ready.")


@click.command()
@click.option("--base-url", default="", help="Where the API answers; by default ROADREEL_PUBLIC_URL.")
@click.option("--lanes", type=click.IntRange(1, 90), help="Simulate so many lanes instead.")
@click.option("--cars", type=click.IntRange(1, 99_999), default=60, show_default=True, help="Cars of each lane.")
@click.option("--days", type=click.IntRange(60, 3000), default=400, show_default=True, help="How far back they go.")
@click.option("--seed", "number", type=int, default=1, show_default=True, help="The same number, the same journeys.")
def seed(base_url: str, lanes: int | None, cars: int, days: int, number: int) -> None:
    """Load the demonstration through the API, as its clients would; with --lanes: simulated histories."""
    from ops.demo.progress import terminal
    from ops.demo.seed import seed as load

    settings = settings_of_running()
    if lanes is not None:
        from ops.simulator.load import simulate

        report = terminal(what_loads="simulated histories")
        written = simulate(settings.database_url, lanes, cars, days, number, report)
        _say(f"{written} cars were added; the others were there.")
        return
    load(settings, base_url or settings.public_url or f"http://127.0.0.1:{settings.port}", terminal())


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when the file is stale.")
def openapi(*, check: bool) -> None:
    """Write the contract to openapi/openapi.json."""
    from api.openapi import document

    text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if check:
        if not CONTRACT.exists() or CONTRACT.read_text("utf-8") != text:
            raise PartFailed("openapi/openapi.json is stale: run `make openapi` and commit the result.")
        return
    CONTRACT.parent.mkdir(exist_ok=True)
    CONTRACT.write_text(text, "utf-8")
    _say(f"Wrote {CONTRACT}")


@click.command()
def doctor() -> None:
    """Say what runs, which versions, which fences, and what to do about what is missing."""
    from ops.doctor import examine

    sys.exit(examine(_say))
