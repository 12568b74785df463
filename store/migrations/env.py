"""Alembic's entry: runs the migrations on the connection that `store.migrate` hands over."""

from typing import Literal

from alembic import context

from store.tables import Table
from store.tables.declarative import UtcDateTime


def plainly(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations say what the database has, so that changing our own types never rewrites history."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=plainly,
    compare_type=True,
    compare_server_default=True,
    include_name=lambda name, kind, _parents: not (kind == "table" and (name or "").startswith("procrastinate_")),
)
with context.begin_transaction():
    context.run_migrations()
