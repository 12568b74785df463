"""Whether the parts answer: database, queue, storage, API."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ops.doctor.finding import Finding, missing, note, ok
from store.database import Database
from store.migrate import is_current
from store.objects import ObjectStore
from store.settings import Settings

OLDEST_POSTGRES = 15


def about_parts(settings: Settings, *, embedded: bool) -> list[Finding]:
    """`settings` already hold the addresses of embedded parts when those run."""
    findings = []
    if embedded:
        findings.append(ok("supervisor", f"running on {settings.data}"))
    elif not settings.database_url or not settings.s3_endpoint:
        findings.append(note("supervisor", f"nothing is running on {settings.data}", "`make run` starts everything."))
    if settings.database_url:
        findings += _database(settings)
    if settings.s3_endpoint:
        findings.append(_storage(settings))
    if embedded or settings.database_url:
        findings.append(_api(settings))
    return findings


def _database(settings: Settings) -> list[Finding]:
    database = Database(settings.database_url, pooled=False)
    try:
        with database.engine.connect() as connection:
            version = str(connection.execute(text("SHOW server_version")).scalar_one())
            current = is_current(connection)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return [missing("database", f"does not answer ({reason})", "Start it, or correct ROADREEL_DATABASE_URL.")]
    finally:
        database.close()
    major = int(version.split(".")[0])
    found = [ok("database", f"PostgreSQL {version} answers")]
    if major < OLDEST_POSTGRES:
        found = [missing("database", f"PostgreSQL {version}", f"Roadreel needs {OLDEST_POSTGRES} or newer.")]
    if current:
        return [*found, ok("migrations", "all have run")]
    return [*found, missing("migrations", "some have not run", "Run `python -m ops migrate`.")]


def _storage(settings: Settings) -> Finding:
    if ObjectStore(settings).is_up():
        return ok("storage", f"{settings.s3_endpoint} has the bucket {settings.s3_bucket}")
    return missing(
        "storage",
        f"{settings.s3_endpoint} does not answer for the bucket {settings.s3_bucket}",
        "Start it, or correct ROADREEL_S3_*; `python -m ops migrate` makes the bucket.",
    )


def _api(settings: Settings) -> Finding:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace").strip()
    except (OSError, HTTPException):
        return note("API", f"does not answer at {host}:{settings.port}", "`python -m ops api` serves it.")
    finally:
        connection.close()
    return ok("API", f"ready: {body}") if answer.status == 200 else note("API", f"not ready: {body}")
