"""What EPCIS 2.0 fixes, for the contract. Events and documents are the standard's own: see its JSON schema."""

import marshmallow as ma

from api.fields import AnswerSchema, Instant, QuerySchema
from api.paging import MOST

STANDARD = "https://ref.gs1.org/standards/epcis/"


class EpcisDocumentRequestSchema(ma.Schema):
    """An EPCISDocument of EPCIS 2.0 in JSON-LD."""

    class Meta:
        unknown = ma.INCLUDE

    context = ma.fields.Raw(data_key="@context", metadata={"description": "With the standard's own context"})
    type = ma.fields.Raw(metadata={"const": "EPCISDocument"})
    schemaVersion = ma.fields.Raw(metadata={"type": "string", "examples": ["2.0"]})  # noqa: N815 - the standard's
    creationDate = ma.fields.Raw(metadata={"type": "string", "format": "date-time"})  # noqa: N815
    epcisBody = ma.fields.Raw(metadata={"type": "object", "description": "`eventList`: at most 10,000 events"})  # noqa: N815


class CaptureErrorSchema(AnswerSchema):
    """RFC 7807, as EPCIS has it; which event is wrong stands beside."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    eventIndex = ma.fields.Integer(metadata={"description": "Which event of the list, from 0"})  # noqa: N815
    eventID = ma.fields.String()  # noqa: N815


class CaptureJobSchema(AnswerSchema):
    """A capture job of EPCIS 2.0; `eventsDone` and `eventsTotal` are ours."""

    captureID = ma.fields.String(required=True)  # noqa: N815
    createdAt = ma.fields.DateTime(required=True)  # noqa: N815
    finishedAt = ma.fields.DateTime()  # noqa: N815
    running = ma.fields.Boolean(required=True)
    success = ma.fields.Boolean(required=True)
    captureErrorBehaviour = ma.fields.String(required=True, metadata={"examples": ["rollback", "proceed"]})  # noqa: N815
    errors = ma.fields.List(ma.fields.Nested(CaptureErrorSchema), required=True)
    eventsDone = ma.fields.Integer(required=True)  # noqa: N815
    eventsTotal = ma.fields.Integer(required=True)  # noqa: N815


def _several() -> ma.fields.String:
    return ma.fields.String(
        load_default="",
        validate=ma.validate.Length(max=4000),
        metadata={"description": "Several with | between"},
    )


class EpcisEventsQuery(QuerySchema):
    EQ_bizStep = _several()
    EQ_disposition = _several()
    MATCH_epc = _several()
    GE_eventTime = Instant()
    LT_eventTime = Instant()
    GE_recordTime = Instant()
    LT_recordTime = Instant()
    perPage = ma.fields.Integer(load_default=30, validate=ma.validate.Range(min=1, max=MOST))  # noqa: N815
    nextPageToken = ma.fields.String(validate=ma.validate.Length(max=500))  # noqa: N815


class EpcisQueryDocumentSchema(AnswerSchema):
    """An EPCISQueryDocument of EPCIS 2.0."""

    context = ma.fields.Raw(required=True, data_key="@context")
    type = ma.fields.String(required=True)
    schemaVersion = ma.fields.String(required=True)  # noqa: N815
    creationDate = ma.fields.String(required=True)  # noqa: N815
    epcisBody = ma.fields.Raw(required=True, metadata={"type": "object"})  # noqa: N815
