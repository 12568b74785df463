"""Bringing a database to this version, and telling whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.database import Database
from store.queue_schema import install_queue, remove_queue

_LOCK = 0x526F6164  # any number: two migrations at once wait for each other


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database at `database_url` to `revision`, and the queue's tables to the library's version."""
    with _connection(database_url) as connection:
        command.upgrade(_config(connection), revision)
        if revision == "head":
            install_queue(connection)
            connection.execute(text("SELECT roadreel_grant()"))


def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to `revision`; "base" is an empty one."""
    with _connection(database_url) as connection:
        if revision == "base":
            remove_queue(connection)
        command.downgrade(_config(connection), revision)


def is_current(connection: Connection) -> bool:
    """Whether every migration of this version has run."""
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def make_migration(database_url: str, message: str) -> None:
    """Write a new migration file from the difference between the tables and the database (for developers)."""
    with _connection(database_url) as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


@contextmanager
def _connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url, pooled=False)
    with database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
