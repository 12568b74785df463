"""The queue's tables: installed by the library's own SQL, and brought forward by its own migrations."""

from importlib.metadata import version
from importlib.resources import files

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

_SCRIPTS = files("procrastinate") / "sql" / "migrations"

_DROPS = """
SELECT format('DROP TABLE %I CASCADE', tablename) FROM pg_tables WHERE tablename LIKE 'procrastinate_%'
UNION ALL
SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure)
FROM pg_proc WHERE proname LIKE 'procrastinate_%'
UNION ALL
SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type
WHERE typname LIKE 'procrastinate_%' AND typtype IN ('e', 'c')
"""


def install_queue(connection: Connection) -> None:
    """Create the queue's tables, or run the library's migrations that came since they were made.

    Which version they have is kept in the table `installation`, because the library does not keep it.
    """
    wanted = version("procrastinate")
    present = connection.execute(text("SELECT value->>'version' FROM installation WHERE key = 'queue'")).scalar()
    if present == wanted:
        return
    if present is None:
        _run(connection, SchemaManager.get_schema())
    else:
        for script in _migrations_after(present):
            _run(connection, script)
    connection.execute(
        text(
            "INSERT INTO installation (key, value, changed_at) "
            "VALUES ('queue', jsonb_build_object('version', CAST(:version AS text)), now()) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        ),
        {"version": wanted},
    )


def remove_queue(connection: Connection) -> None:
    """Drop everything the library made."""
    for statement in connection.execute(text(_DROPS)).scalars().all():
        connection.execute(text(statement))


def _migrations_after(present: str) -> list[str]:
    # Named 03.05.00_02_what_it_does.sql after the release they came with; each release may have several.
    scripts = sorted(
        (
            script
            for script in (files("procrastinate") / "sql" / "migrations").iterdir()
            if script.name.endswith(".sql")
        ),
        key=lambda script: script.name,
    )
    since = tuple(int(part) for part in present.split("."))
    return [
        script.read_text(encoding="utf-8")
        for script in scripts
        if tuple(int(part) for part in script.name.split("_")[0].split(".")) > since
    ]


def _run(connection: Connection, script: str) -> None:
    # Straight to the driver: the script's percent signs are not parameters.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    driver.execute(script)
