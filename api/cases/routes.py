"""What support looks after. Every change names the version that was seen (If-Match)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, json

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, writing
from api.cases.answers import case_answer
from api.cases.if_match import matched, seen_version
from api.cases.schemas import (
    ME,
    NOBODY,
    AssignSchema,
    CaseMessageRequestSchema,
    CaseQuery,
    CaseSchema,
    DeclineSchema,
    ExceptionRequestSchema,
    ReopenSchema,
    ResolveSchema,
)
from api.fields import path_id
from api.idempotency import idempotent, once
from api.paging import Page, page_of, page_schema
from store.ids import from_wire
from store.tables import Case
from store.words import CaseState, ExceptionCode
from tracking.audit import record
from tracking.cases.changing import Change, Message, Money, assign, reopen, settle, write
from tracking.cases.opening import report_exception
from tracking.cases.reading import cases, read_case, read_cases

blp = Blueprint("Cases", __name__, url_prefix="/v1", description="What support looks after until it is settled.")

WAITING = {"buyer": CaseState.WAITING_BUYER, "carrier": CaseState.WAITING_CARRIER}


@blp.get("/support/cases")
@require("console")
@blp.arguments(CaseQuery, location="query")
@blp.response(200, page_schema(CaseSchema))
def list_cases(query: dict[str, Any]) -> Any:
    """List cases, the soonest due first"""
    owner = query.get("owner")
    wanted = cases(
        now(),
        state=query.get("state"),
        owner_id=None if owner in {None, NOBODY} else _agent_id(owner),
        nobodys=owner == NOBODY,
        overdue=query.get("overdue"),
    )
    with reading() as session:
        page = page_of(session, wanted, (Case.due_at, Case.id), query["cursor"], query["limit"], ascending=True)
        items = [case_answer(read, now()) for read in read_cases(session, page.items)]
    return Page(items, page.next_cursor)


@blp.get("/support/cases/<case_id>")
@require("console")
@blp.response(200, CaseSchema)
def show_case(case_id: str) -> Any:
    """Read one case

    The look is recorded. The ETag is what a change sends as If-Match.
    """
    with writing() as session:
        read = read_case(session, path_id("cas", case_id))
        record(session, caller(), "case_seen", "case", read.case.id, now())
        return _tagged(case_answer(read, now()))


@blp.post("/support/cases/<case_id>/assign")
@require("console")
@matched
@blp.arguments(AssignSchema)
@blp.response(200, CaseSchema)
def assign_case(body: dict[str, Any], case_id: str) -> Any:
    """Give a case to somebody

    Anybody takes what nobody has and gives away their own; the rest takes a supervisor.
    """
    with writing() as session:
        owner = body["owner"]
        return _answered(session, assign(session, _change(case_id), _agent_id(owner) if owner else None))


@blp.post("/support/cases/<case_id>/messages")
@require("console")
@matched
@blp.arguments(CaseMessageRequestSchema)
@blp.response(200, CaseSchema)
def write_in_case(body: dict[str, Any], case_id: str) -> Any:
    """Write in a case"""
    message = Message(body["text"], body.get("lang"), body["internal"])
    with writing() as session:
        waits = WAITING.get(body.get("wait_for", ""))
        return _answered(session, write(session, _change(case_id), message, waits))


@blp.post("/support/cases/<case_id>/resolve")
@require("console")
@matched
@blp.arguments(ResolveSchema)
@blp.response(200, CaseSchema)
def resolve_case(body: dict[str, Any], case_id: str) -> Any:
    """Settle a case; the order's exception leaves with it"""
    money = Money(Decimal(body["amount"]), body["currency"]) if "amount" in body else None
    with writing() as session:
        message = Message(body["text"], body.get("lang"))
        return _answered(session, settle(session, _change(case_id), CaseState.RESOLVED, message, money))


@blp.post("/support/cases/<case_id>/decline")
@require("console")
@matched
@blp.arguments(DeclineSchema)
@blp.response(200, CaseSchema)
def decline_case(body: dict[str, Any], case_id: str) -> Any:
    """Close a case without doing what it asks"""
    with writing() as session:
        message = Message(body["text"], body.get("lang"))
        return _answered(session, settle(session, _change(case_id), CaseState.DECLINED, message))


@blp.post("/support/cases/<case_id>/reopen")
@require("console")
@matched
@blp.arguments(ReopenSchema)
@blp.response(200, CaseSchema)
def reopen_case(body: dict[str, Any], case_id: str) -> Any:
    """Open a settled case again; its exception comes back"""
    with writing() as session:
        return _answered(session, reopen(session, _change(case_id), body["reason"]))


@blp.post("/support/orders/<order_id>/exceptions")
@require("console")
@idempotent
@blp.arguments(ExceptionRequestSchema)
@blp.response(201, CaseSchema)
def create_exception(body: dict[str, str], order_id: str) -> Any:
    """Say that something grave happened to a car

    Opens a case, or joins the one that is open about the same; the order shows the exception until it is settled.
    """
    code, wanted = ExceptionCode(body["code"]), path_id("ord", order_id)
    with writing() as session:
        case_id = once(
            session, "cas", lambda: report_exception(session, wanted, code, caller(), body["reason"], now()).id
        )
        return _tagged(case_answer(read_case(session, case_id), now()), 201)


def _agent_id(owner: str) -> UUID:
    return caller().identity if owner == ME else from_wire("agt", owner)


def _change(case_id: str) -> Change:
    return Change(path_id("cas", case_id), seen_version(), caller(), now())


def _answered(session: Any, case: Case) -> Response:
    session.flush()
    return _tagged(case_answer(read_case(session, case.id), now()))


def _tagged(answer: dict[str, Any], status: int = 200) -> Response:
    body = json.dumps(CaseSchema().dump(answer))
    response = Response(body, status=status, content_type="application/json")
    response.set_etag(str(answer["version"]))
    return response
