"""`python -m ops up`: everything on this machine, from an empty folder to printed addresses."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ops.addresses import bracketed, is_open, reached_at, with_free_port
from ops.embedded.ports import free_ports, kept_ports
from ops.embedded.postgres import postgres_part
from ops.embedded.storage import storage_part
from ops.instance import held, tell_others
from ops.part import Part, PartFailed, taken
from ops.supervisor import StopAsked, Supervisor, ask_to_stop, on_signals
from store.settings import Settings

ROOT = Path(__file__).parents[1]
DOOR = Path(__file__).parent / "embedded" / "door.py"
WORKER_GRACE_S = 16.0  # a worker needs up to 15 s to hand back what it has in hand
SEED_TRIES = 3


def up(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until Ctrl-C or SIGTERM. Raises PartFailed with a sentence when something does not start."""
    supervisor = Supervisor(say)
    with on_signals(ask_to_stop), held(settings.data):
        try:
            _bring_up(supervisor, settings, say)
        except StopAsked:
            say("Stopping.")
        finally:
            supervisor.stop()


def _bring_up(supervisor: Supervisor, settings: Settings, say: Callable[[str], None]) -> None:
    with taken(_log_of(settings, "api").with_suffix(".lock"), "api"):  # one that is still ending has our port
        settings, note = with_free_port(settings)
    if note:
        say(note)
    settings = _start_embedded(supervisor, settings, say)
    settings = replace(settings, public_url=settings.public_url or f"http://{reached_at(settings)}:{settings.port}")
    environment = child_environment(settings)
    tell_others(settings.data, environment)
    if supervisor.once(_own(settings, environment, "migrate")):
        raise PartFailed(f"The database could not be brought to this version. {_end_of(settings, 'migrate')}")
    workers = [_own(settings, environment, "worker", f"worker-{n + 1}") for n in range(settings.workers)]
    supervisor.start(_api(settings, environment), *workers)
    say(
        f"Roadreel runs at {settings.public_url}/ (buyers), {settings.public_url}/carrier (carriers), "
        f"{settings.public_url}/docs (the API)."
    )
    if settings.demo:
        say("Loading the demonstration through the API and the worker; everything can be used meanwhile.")
        _load_demonstration(supervisor, settings, environment, say)
    say("Ctrl-C stops everything.")
    supervisor.watch()


def _start_embedded(supervisor: Supervisor, settings: Settings, say: Callable[[str], None]) -> Settings:
    """Start the parts for which no address was given; the settings with their addresses."""
    parts: list[Part] = []
    if not settings.database_url:
        part, url = postgres_part(settings.data / "postgres")
        parts.append(part)
        settings = replace(settings, database_url=url)
    if not settings.s3_endpoint:
        part, address = storage_part(settings.data / "storage")
        parts.append(part)
        settings = replace(
            settings,
            s3_endpoint=address.endpoint,
            s3_access_key=address.access_key,
            s3_secret_key=address.secret_key,
            s3_region=address.region,
        )
        if is_open(settings):
            door, settings = _door(settings)
            parts.append(door)
    if parts:
        say(f"Starting {', '.join(part.name for part in parts)} on {settings.data}")
        supervisor.start(*parts)
    return settings


def _door(settings: Settings) -> tuple[Part, Settings]:
    """The part that opens the embedded storage to other machines, and the settings that tell clients of it."""
    folder = settings.data / "storage"
    file, host = folder / "door.json", settings.host
    port = kept_ports(file, ["door"], lambda: {"door": free_ports(1, host)[0]}, host)["door"]
    inner = settings.s3_endpoint.rsplit(":", 1)[1]
    part = Part(
        name="storage-door",
        command=[sys.executable, "-I", "-S", str(DOOR), host, str(port), inner],
        log=folder / "storage-door.log",
        environment=os.environ,
        folder=folder,
    )
    public = settings.s3_public_endpoint or f"http://{reached_at(settings)}:{port}"
    return part, replace(settings, s3_public_endpoint=public)


def child_environment(settings: Settings) -> dict[str, str]:
    """Our environment with the addresses that became known, for API, workers and commands."""
    known = {
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DATA": str(settings.data),
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url,
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_PUBLIC_ENDPOINT": settings.s3_public_endpoint,
        "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key,
        "S3_REGION": settings.s3_region,
    }
    environment = dict(os.environ)
    for name, value in known.items():
        environment.pop(f"ROADREEL_{name}_FILE", None)  # read already, and would win over what we found
        if value:
            environment[f"ROADREEL_{name}"] = value
    return environment


def _own(settings: Settings, environment: dict[str, str], command: str, name: str = "") -> Part:
    """One of our own commands as a part."""
    return Part(
        name=name or command,
        command=[sys.executable, "-m", "ops", command],
        log=_log_of(settings, name or command),
        environment=environment,
        folder=ROOT,
        grace_s=WORKER_GRACE_S,
        on_terminal=command == "seed",
    )


def _api(settings: Settings, environment: dict[str, str]) -> Part:
    counters = settings.data / "log" / "api-metrics"

    def before() -> None:
        shutil.rmtree(counters, ignore_errors=True)  # of processes that are gone
        counters.mkdir(parents=True)

    if settings.metrics_port:
        environment = {**environment, "PROMETHEUS_MULTIPROC_DIR": str(counters)}
    part = _own(settings, environment, "api")
    return replace(part, ready=lambda: _api_answers(settings), before=before)


def _api_answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = HTTPConnection(bracketed(host), settings.port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _load_demonstration(
    supervisor: Supervisor, settings: Settings, environment: dict[str, str], say: Callable[[str], None]
) -> None:
    from ops.demo.sign_ins import sign_in_lines  # what it needs is only loaded where there is a demonstration

    for attempt in range(SEED_TRIES):
        if supervisor.once(_own(settings, environment, "seed")) == 0:
            for line in sign_in_lines(settings.data):
                say(line)
            return
        say("The demonstration did not load." + (" Trying again." if attempt + 1 < SEED_TRIES else ""))
    say(f"Everything else runs. {_end_of(settings, 'seed')}")


def _log_of(settings: Settings, name: str) -> Path:
    return settings.data / "log" / f"{name}.log"


def _end_of(settings: Settings, name: str) -> str:
    log = _log_of(settings, name)
    lines = log.read_text("utf-8", "replace").strip().splitlines() if log.exists() else []
    return f"Its log is {log}; the end of it:\n" + "\n".join(lines[-5:])
