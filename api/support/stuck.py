"""What needs a person."""

from typing import Any

import marshmallow as ma
from sqlalchemy import select

from api.caller import now, reading, require
from api.fields import AnswerSchema, Moment, WireId
from api.languages import language
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.blueprint import blp
from store.ids import wire_id
from store.tables import Order
from store.words import Locale
from tracking.sentences import sentence
from tracking.support.search import limited
from tracking.support.stuck import stuck_things

PREFIXES = {
    "clip_failed": "clp",
    "clip_waiting": "clp",
    "clip_unfinished": "clp",
    "car_left_behind": "stg",
    "stage_late": "stg",
    "event_parked": "pev",
}


class StuckOrderSchema(AnswerSchema):
    id = WireId("ord", required=True)
    number = ma.fields.String(required=True)


class StuckThingSchema(AnswerSchema):
    """Something that does not go on by itself."""

    code = ma.fields.String(required=True, metadata={"examples": sorted(PREFIXES)})
    text = ma.fields.String(required=True)
    since = Moment(required=True)
    id = ma.fields.String(required=True, metadata={"description": "Of a clip, a stage or a parked event"})
    order = ma.fields.Nested(StuckOrderSchema, allow_none=True)


@blp.get("/stuck")
@require("console")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(StuckThingSchema))
def list_stuck(query: dict[str, Any]) -> Page:
    """List what does not go on by itself, the longest wait first

    Clips that failed, are not taken up or lack a size, cars left behind by their trip, stages a day over their time,
    events of cars nobody ordered.
    """
    things = stuck_things(now())
    columns = things.selected_columns
    with reading() as session:
        with limited(session):
            by = (columns.since, columns.id)
            page = page_of(session, things, by, query["cursor"], query["limit"], ascending=True)
        ids = {row.order_id for row in page.items if row.order_id}
        numbers = dict(session.execute(select(Order.id, Order.number).where(Order.id.in_(ids))).all())
    return Page([_thing(row, numbers) for row in page.items], page.next_cursor)


def _thing(row: Any, numbers: dict[Any, str]) -> dict[str, Any]:
    return {
        "code": row.kind,
        "text": sentence(f"stuck_{row.kind}", {}, Locale(language())),
        "since": row.since,
        "id": wire_id(PREFIXES[row.kind], row.id),
        "order": {"id": row.order_id, "number": numbers[row.order_id]} if row.order_id else None,
    }
