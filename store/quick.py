"""Single reading statements for routes that are asked all day: one round trip each, and nothing else.

A session costs four round trips for one statement (is the connection alive, begin, the statement, roll back) and the
work of mapping rows. Here a statement is prepared once on each connection, runs outside a transaction, and its row
comes as the driver gives it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import psycopg as dialect

from store.errors import Unavailable

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]
_DIALECT = dialect.dialect()  # type: ignore[no-untyped-call]


class QuickReader:
    """Connections of its own, made by `connect` when all others are busy; at most `idle` wait for the next reader."""

    def __init__(self, connect: Callable[[], Connection], idle: int) -> None:
        self._connect = connect
        self._idle: deque[Connection] = deque()  # appending and popping are atomic
        self._most_idle = idle

    def one(self, statement: Select[*tuple[Any, ...]], parameters: Mapping[str, Any]) -> Row | None:
        """The statement's row. Raises Unavailable when the database does not answer."""
        sql = spelled(statement)
        try:
            return self._ask(self._idle.pop(), sql, parameters)
        except IndexError:  # all are busy
            pass
        except _HungUp:
            self.close()  # the server went away meanwhile, and with it all others
        try:
            return self._ask(self._connect(), sql, parameters)
        except (_HungUp, psycopg.OperationalError) as error:
            raise Unavailable("The database does not answer. Try again.", retry_after_s=2) from error

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _ask(self, connection: Connection, sql: str, parameters: Mapping[str, Any]) -> Row | None:
        try:
            row = connection.execute(sql, parameters, prepare=True).fetchone()
        except BaseException as error:
            hung_up = connection.broken
            connection.close()  # whatever it was doing, nobody waits for it
            if hung_up:
                raise _HungUp from error
            raise
        if len(self._idle) < self._most_idle:
            self._idle.append(connection)
        else:
            connection.close()
        return row


class _HungUp(Exception):
    """The connection ended while it was idle or asked."""


@lru_cache(maxsize=64)  # statements are made once, at import
def spelled(statement: Select[*tuple[Any, ...]]) -> str:
    """The statement as the driver takes it. Raises ValueError when it holds values of its own."""
    compiled = statement.compile(dialect=_DIALECT)
    fixed = [name for name, value in compiled.params.items() if value is not None]
    if fixed:
        raise ValueError(f"values inside a statement would not be sent: {fixed}")
    return str(compiled)
