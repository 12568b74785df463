"""A timeline in one statement: whose token it is, whether the order is theirs, its version, and the entries.

The entries' bodies are read as they were written and joined by the database. They are left out when whoever asks
has that very version already, so that an unchanged timeline costs a look at a handful of rows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from store.database import Database
from store.words import EntryKind
from tracking.reading.timeline_statements import CHANGES, STORY
from tracking.sign_in.identity import Caller
from tracking.sign_in.secrets import fingerprint

MOST_CHANGES = 1000
NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))
_KINDS = [kind.value for kind in EntryKind]
_CALLER = len(Caller.__dataclass_fields__)


@dataclass(frozen=True)
class Question:
    """Which entries are asked for: a page of the story, or (`since` given) what changed after that seq."""

    limit: int = 20
    kind: EntryKind | None = None
    before: tuple[datetime, UUID] = NEWEST  # happened_at and id of the last entry of the page before
    since: int | None = None


@dataclass(frozen=True)
class Entries:
    """The order's version and what was read of it.

    `tag` names the version and the language. `items` is JSON without its brackets, None when `tag` was among the
    known ones. `last` is the position of the last item; `more` tells that others follow it.
    """

    tag: str
    latest_seq: int
    changed_seq: int
    purged_seq: int
    items: str | None
    more: bool
    last: tuple[datetime, UUID] | None
    order_changed: bool


def read_timeline(
    database: Database,
    *,
    token: str,
    order_id: UUID,
    question: Question,
    language: str,
    known: list[str],
    now: datetime,
) -> tuple[Caller | None, Entries | None]:
    """Answer `question` about the order for whoever holds `token`, in `language` ("" is the buyer's own).

    `known` are the tags of answers that need no reading again. No caller: the token is not live. No entries: there
    is no such order, or it is not the caller's.
    """
    row = database.one(
        STORY if question.since is None else CHANGES,
        {
            "hash": fingerprint(token),
            "now": now,
            "order_id": order_id,
            "language": language,
            "known": known,
            "limit": question.limit,
            "kinds": _KINDS if question.kind is None else [question.kind.value],
            "before_at": question.before[0],
            "before_id": question.before[1],
            "since": question.since,
        },
    )
    if row is None:
        return None, None
    return Caller(*row[:_CALLER]), None if row.tag is None else _entries(row, question, known)


def _entries(row: Row[Any], question: Question, known: list[str]) -> Entries:
    return Entries(
        tag=row.tag,
        latest_seq=row.latest_seq,
        changed_seq=row.changed_seq,
        purged_seq=row.purged_seq,
        items=None if row.tag in known else row.items or "",
        more=row.found > question.limit,
        last=(row.last_at, UUID(row.last_id)) if row.last_id else None,
        order_changed=bool(row.tells) or (question.since is not None and row.changed_seq > question.since),
    )
