"""The queue's jobs, as far as a person may have to look after them."""

from typing import Any

import marshmallow as ma

from api.caller import caller, now, reading, require, writing
from api.fields import AnswerSchema, Moment, RequestSchema, Text
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.blueprint import blp
from store.errors import NotFound
from store.queue import JOBS, jobs_listed
from tracking.support.jobs import retry_job

LONGEST_NUMBER = 18  # digits of what the database counts with
STATUSES = ("todo", "doing", "succeeded", "failed", "cancelled", "aborted")


class JobsQuery(PageQuery):
    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))


class JobSchema(AnswerSchema):
    """One job of the queue. Settled ones are kept for a week."""

    id = ma.fields.Integer(required=True)
    task = ma.fields.String(required=True)
    status = ma.fields.String(required=True, metadata={"examples": list(STATUSES)})
    attempts = ma.fields.Integer(required=True)
    scheduled_at = Moment(required=True, allow_none=True)
    changed_at = Moment(required=True, allow_none=True)
    arguments = ma.fields.Dict(required=True)


class ReasonSchema(RequestSchema):
    reason = Text(500, least=3, required=True, metadata={"description": "Why; it goes into the audit"})


@blp.get("/jobs")
@require("console", role="supervisor")
@blp.arguments(JobsQuery, location="query")
@blp.response(200, page_schema(JobSchema))
def list_jobs(query: dict[str, Any]) -> Page:
    """List the queue's jobs, the newest first"""
    with reading() as session:
        return page_of(session, jobs_listed(query.get("status")), (JOBS.c.id,), query["cursor"], query["limit"])


@blp.post("/jobs/<job_id>/retry")
@require("console", role="supervisor")
@blp.arguments(ReasonSchema)
@blp.response(204)
def retry_a_job(wish: dict[str, str], job_id: str) -> None:
    """Let a failed job run again"""
    number = _number(job_id)
    with writing() as session:
        retry_job(session, caller(), number, wish["reason"], now())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise NotFound
    return int(text)
