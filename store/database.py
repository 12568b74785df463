"""Connections and sessions. One transaction for reading, one for writing; a writing one commits at its end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from store.quick import QuickReader, spelled

API_ROLE = "roadreel_api"
WORKER_ROLE = "roadreel_worker"


class Database:
    """A pool of connections to the PostgreSQL at `url`, each taking the narrower `role` when it connects.

    `url` is a libpq address (postgresql://...), `info` what every session knows (`session.info`). A connection that
    died while idle is replaced unseen.
    """

    def __init__(
        self,
        url: str,
        *,
        role: str | None = None,
        pool_size: int = 8,
        pooled: bool = True,
        info: dict[str, Any] | None = None,
    ) -> None:
        pool: dict[str, Any] = {"poolclass": NullPool}
        if pooled:
            pool = {"pool_size": pool_size, "max_overflow": 4, "pool_timeout": 5, "pool_pre_ping": True}
        self.engine: Engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": 5, "application_name": "roadreel"},
            **pool,
        )
        if role:
            event.listen(self.engine, "connect", lambda connection, _record: take_role(connection, role))
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info=info)
        self._quick: QuickReader | None = QuickReader(lambda: _connected(url, role), idle=pool_size)
        self._one = self._quick.one

    @classmethod
    def on_connection(cls, connection: Connection) -> "Database":
        """A database whose sessions live inside `connection`'s transaction: what they commit can be rolled back."""
        database = cls.__new__(cls)
        database.engine = connection.engine
        database._sessions = sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        driver: Any = connection.connection.driver_connection
        database._quick = None
        database._one = lambda statement, parameters: driver.execute(spelled(statement), parameters).fetchone()
        return database

    def one(self, statement: Select[*tuple[Any, ...]], parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The row of one reading statement on its own, as the driver gives it: see `store.quick`."""
        return self._one(statement, parameters)

    @contextmanager
    def reading(self, caller: str = "") -> Iterator[Session]:
        """A session whose changes are thrown away. Close it before calling storage."""
        with self._sessions() as session:
            _name_caller(session, caller)
            yield session
            session.expunge_all()  # what was read stays readable; a rollback would expire it
            session.rollback()

    @contextmanager
    def writing(self, caller: str = "") -> Iterator[Session]:
        """A session that commits at the end of the block and rolls back when the block raises."""
        with self._sessions.begin() as session:
            _name_caller(session, caller)
            yield session

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
        if self._quick is not None:
            self._quick.close()


def _connected(url: str, role: str | None) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection for single statements: no transaction around them, and plans made once."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address, autocommit=True, connect_timeout=5, application_name="roadreel")
    if role:
        take_role(connection, role)
    connection.execute("SET plan_cache_mode = force_generic_plan")
    return connection


def take_role(connection: psycopg.Connection[Any], role: str) -> bool:
    """Step down to `role` for the rest of this connection.

    False where the database has no such role or the login may not take it, as on a managed database whose
    administrator did not allow it: the login's own rights then stay, and `doctor` says so.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(rolname, 'MEMBER')", (role,))
        taken = cursor.fetchone() is not None
        if taken:
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    connection.commit()  # a role taken in a transaction goes when that is rolled back
    return taken


def _name_caller(session: Session, caller: str) -> None:
    # Local to the transaction: a pooled connection never carries one caller's name to the next.
    if caller:
        session.execute(text("SELECT set_config('roadreel.caller', :caller, true)"), {"caller": caller})
