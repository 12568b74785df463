"""Reading the audit."""

from typing import Any

import marshmallow as ma

from api.caller import require, writing
from api.fields import AnswerSchema, Moment, WireId
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.answers import PREFIXES, audit_answer
from api.support.blueprint import blp, looked_at
from store.ids import UnknownId, from_wire
from store.tables import AuditEntry
from tracking.support.auditing import audit_lines, audit_of_order, names_of


class Subject(ma.fields.String):
    """The wire identifier of what a line is about."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        kinds = {prefix: kind for kind, prefix in PREFIXES.items()}
        prefix = text.partition("_")[0]
        try:
            return kinds[prefix], from_wire(prefix, text)
        except (KeyError, UnknownId) as error:
            raise ma.ValidationError(f"An identifier that begins with {', '.join(sorted(kinds))}.") from error


class AuditQuery(PageQuery):
    action = ma.fields.String(validate=ma.validate.Length(min=1, max=60))
    subject = Subject(metadata={"description": "ord_..., clp_..., agt_..."})
    actor_id = WireId("agt", metadata={"description": "Somebody of support"})
    since = Moment()


class ActorSchema(AnswerSchema):
    audience = ma.fields.String(required=True, metadata={"description": "console, buyer, ...; system: nobody"})
    id = ma.fields.String()
    name = ma.fields.String()


class SubjectSchema(AnswerSchema):
    kind = ma.fields.String(required=True)
    id = ma.fields.String(allow_none=True, required=True)


class AuditEntrySchema(AnswerSchema):
    """Who did or looked at what, when and why."""

    id = WireId("aud", required=True)
    at = Moment(required=True)
    actor = ma.fields.Nested(ActorSchema, required=True)
    action = ma.fields.String(required=True)
    subject = ma.fields.Nested(SubjectSchema, required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    request_id = ma.fields.String(required=True, allow_none=True)
    details = ma.fields.Dict(required=True)


@blp.get("/audit")
@require("console", role="supervisor")
@blp.arguments(AuditQuery, location="query")
@blp.response(200, page_schema(AuditEntrySchema))
def list_audit(query: dict[str, Any]) -> Page:
    """Read the audit, the newest line first"""
    asked = {name: query.get(name) for name in ("action", "subject", "actor_id", "since")}
    with writing() as session:
        return _told(session, audit_lines(**asked), query)


@blp.get("/orders/<order_id>/audit")
@require("console")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(AuditEntrySchema))
def show_audit_of_order(query: dict[str, Any], order_id: str) -> Page:
    """Read who did or looked at what of one order and its clips

    The newest line first. Recorded, too.
    """
    with writing() as session:
        order = looked_at(session, order_id, "audit_seen")
        session.flush()  # the reader's own line is among them
        return _told(session, audit_of_order(order.id), query)


def _told(session: Any, lines: Any, query: dict[str, Any]) -> Page:
    page = page_of(session, lines, (AuditEntry.id,), query["cursor"], query["limit"])
    names = names_of(session, page.items)
    return Page([audit_answer(entry, names) for entry in page.items], page.next_cursor)
