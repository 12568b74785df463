"""An order's timeline and events as support reads them: what was taken back or corrected stays readable."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.caller import require, writing
from api.languages import language
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.answers import entry_answer, event_answer
from api.support.blueprint import blp, looked_at
from api.support.order_schemas import ReportedEventSchema, WholeEntrySchema
from store.tables import Event, Order, TimelineEntry
from store.words import Locale
from tracking.support.whole import events_of_order, timeline_of_order

SHOWN = 100


@blp.get("/orders/<order_id>/timeline")
@require("console")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(WholeEntrySchema))
def show_whole_timeline(query: dict[str, Any], order_id: str) -> Page:
    """Read an order's timeline, removed entries included

    The latest change first; a removed entry says what it said. Recorded.
    """
    with writing() as session:
        order = looked_at(session, order_id, "timeline_seen")
        entries = timeline_of_order(order.id)
        page = page_of(session, entries, (TimelineEntry.seq,), query["cursor"], query["limit"])
        return Page([entry_answer(entry, Locale(language())) for entry in page.items], page.next_cursor)


@blp.get("/orders/<order_id>/events")
@require("console")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(ReportedEventSchema))
def list_reported_events(query: dict[str, Any], order_id: str) -> Page:
    """List what was reported about an order

    The last report first: planned, estimated, actual, corrected, and of former cars. Recorded.
    """
    with writing() as session:
        order = looked_at(session, order_id, "events_seen")
        page = page_of(session, events_of_order(order.id), (Event.id,), query["cursor"], query["limit"])
        return Page([event_answer(row, order) for row in page.items], page.next_cursor)


def buyers_entries(session: Session, order: Order, spoken: Locale) -> list[Any]:
    """The newest entries exactly as the buyer gets them."""
    body = TimelineEntry.body_en if spoken is Locale.EN else TimelineEntry.body_zh
    newest = (TimelineEntry.happened_at.desc(), TimelineEntry.id.desc())
    mine = (TimelineEntry.order_id == order.id, ~TimelineEntry.removed)
    return [json.loads(text) for text in session.scalars(select(body).where(*mine).order_by(*newest).limit(SHOWN))]
