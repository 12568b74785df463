"""A timeline in one statement: whose token it is, whether the order is theirs, its version, and the entries.

The entries' bodies are read as they were written and joined by the database. Whoever knows a version already gets a
glance first: an unchanged timeline costs a look at four rows. What is told always comes from one statement, so that
the version, the entries and the right to read them belong to the same moment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from store.database import Database
from store.words import AgentRole, Audience, EntryKind
from tracking.reading.timeline_statements import CHANGES, GLANCE, STORY
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

    `tag` names the version and the language. `items` is JSON without its brackets; it and what follows is left out
    when `tag` was among the known ones. `last` is the position of the last item; `more` tells that others follow it.
    """

    tag: str
    latest_seq: int
    purged_seq: int
    items: str | None = None
    more: bool = False
    last: tuple[datetime, UUID] | None = None
    order_changed: bool = False


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
    wanted: dict[str, Any] = {"hash": fingerprint(token), "now": now, "order_id": order_id, "language": language}
    if known:
        glanced = database.one(GLANCE, wanted)
        if glanced is not None and (glanced[3] is None or glanced[3] in known):
            return _at_a_glance(glanced)
    wanted |= {
        "known": known,
        "limit": question.limit,
        "kinds": _KINDS if question.kind is None else [question.kind.value],
        "before_at": question.before[0],
        "before_id": question.before[1],
        "since": question.since,
    }
    row = database.one(STORY if question.since is None else CHANGES, wanted)
    if row is None:
        return None, None
    audience, session_id, buyer_id, driver_id, carrier_id, partner_id, agent_id, role, locale = row[:_CALLER]
    who = Caller(
        Audience(audience),
        session_id,
        buyer_id,
        driver_id,
        carrier_id,
        partner_id,
        agent_id,
        AgentRole(role) if role else None,
        locale,
    )
    return who, _entries(row[_CALLER:], question, known)


def _at_a_glance(row: tuple[Any, ...]) -> tuple[Caller, Entries | None]:
    session_id, buyer_id, locale, tag, latest_seq, purged_seq = row
    caller = Caller(Audience.BUYER, session_id, buyer_id=buyer_id, locale=locale)
    return caller, None if tag is None else Entries(tag, latest_seq, purged_seq)


def _entries(row: tuple[Any, ...], question: Question, known: list[str]) -> Entries | None:
    tag, latest_seq, purged_seq, changed_seq, items, found, last_at, last_id, tells = row
    if tag is None:
        return None
    return Entries(
        tag=tag,
        latest_seq=latest_seq,
        purged_seq=purged_seq,
        items=None if tag in known else items or "",
        more=found > question.limit,
        last=(last_at.astimezone(UTC), UUID(last_id)) if last_id else None,
        order_changed=bool(tells) or (question.since is not None and changed_seq > question.since),
    )
