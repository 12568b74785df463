"""Lists: newest first by a key that never repeats, a page at a time, with opaque cursors."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import marshmallow as ma
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from api.fields import AnswerSchema, QuerySchema
from store.errors import Refused

MOST = 100


class PageQuery(QuerySchema):
    """`?cursor=&limit=` of every list."""

    cursor = ma.fields.String(
        load_default=None,
        validate=ma.validate.Length(max=500),
        metadata={"description": "`next_cursor` of the page before"},
    )
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(min=1, max=MOST))


@dataclass(frozen=True)
class Page:
    """One page of a list; `next_cursor` is None on the last."""

    items: list[Any]
    next_cursor: str | None


@cache
def page_schema(item: type[ma.Schema]) -> type[ma.Schema]:
    """The answer schema `{items, next_cursor}` for a list of `item`."""
    name = f"{item.__name__.removesuffix('Schema')}PageSchema"
    members = {
        "items": ma.fields.List(ma.fields.Nested(item), required=True),
        "next_cursor": ma.fields.String(required=True, allow_none=True),
    }
    return type(name, (AnswerSchema,), members)


def page_of(
    session: Session,
    query: Select[Any],
    by: Sequence[Any],
    cursor: str | None,
    limit: int,
    *,
    ascending: bool = False,
) -> Page:
    """One page of `query`, ordered by the columns `by` (the last one unique), newest first.

    Items are what the query selects: objects for one entity, rows for several.

    Raises Refused (`bad_cursor`) for a cursor that this list did not give out.
    """
    key = tuple_(*by)
    if cursor is not None:
        position = read_cursor(cursor, [column.type.python_type for column in by])
        query = query.where(key > position if ascending else key < position)
    query = query.add_columns(*by).order_by(*(c.asc() if ascending else c.desc() for c in by))
    found = session.execute(query.limit(limit + 1)).freeze()
    own = len(found().keys()) - len(by)  # the query's own columns come first
    rows = found().scalars().all() if own == 1 else found().columns(*range(own)).all()
    positions = found().columns(*range(own, own + len(by))).all()
    more = len(rows) > limit
    return Page(list(rows[:limit]), write_cursor(positions[limit - 1]) if more else None)


def write_cursor(values: Sequence[Any]) -> str:
    """The position of one row as opaque text."""
    text = json.dumps([_plain(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, kinds: Sequence[type]) -> tuple[Any, ...]:
    """The values inside a cursor; Refused (`bad_cursor`) when it cannot be one of ours."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list):
            raise ValueError(values)
        return tuple(_typed(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        detail = "Start the list again without `cursor`."
        raise Refused(detail, code="bad_cursor", errors={"cursor": ["Not a cursor of this list."]}) from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def _typed(value: Any, kind: type) -> Any:
    written = str if kind in (datetime, UUID) else kind  # what JSON has instead of it
    if type(value) is not written:
        raise ValueError(value)
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment
    if kind is UUID:
        return UUID(hex=value)
    if kind is str and b"\0" in value.encode():  # which a lone surrogate does not survive
        raise ValueError(value)
    if kind is int and not -(2**63) <= value < 2**63:
        raise ValueError(value)
    return value
