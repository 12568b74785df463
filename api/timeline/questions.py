"""From a query string to a question about a timeline."""

from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl
from uuid import UUID

from api.paging import read_cursor
from api.timeline.schemas import TimelineQuery
from store.words import EntryKind
from tracking.reading.timeline import MOST_CHANGES, NEWEST, Question

_QUERY = TimelineQuery()


@lru_cache(maxsize=1024)  # phones ask the same few questions all day
def question_in(query_string: bytes) -> Question:
    """The question. Raises ValidationError naming the parameter, Refused (`bad_cursor`)."""
    pairs = parse_qsl(query_string.decode("utf-8", "replace"), keep_blank_values=True)
    asked = _QUERY.load(dict(reversed(pairs)))  # of a parameter given twice the first counts
    usual = MOST_CHANGES if "since" in asked else 20
    return Question(
        limit=asked.get("limit", usual),
        kind=EntryKind(asked["kind"]) if "kind" in asked else None,
        before=read_cursor(asked["cursor"], (datetime, UUID)) if "cursor" in asked else NEWEST,
        since=asked.get("since"),
    )
