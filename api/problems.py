"""Every refusal as one shape: RFC 9457 `application/problem+json`, whoever raised it."""

from http import HTTPStatus

import marshmallow as ma
import structlog
from flask import Flask, Response, g, json, request
from marshmallow.exceptions import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from api.pages import kind_page, wants_a_page
from store.errors import (
    Denied,
    DomainError,
    Gone,
    MissingPrecondition,
    NotFound,
    Outdated,
    Refused,
    TooLarge,
    TooMany,
    Unavailable,
    WrongState,
)
from store.ids import UnknownId

log = structlog.get_logger("roadreel.api")


class Unauthenticated(DomainError):
    """No access token, or one that is unknown, expired or revoked."""

    code = "unauthenticated"


class BadRequest(DomainError):
    """The request itself cannot be read, or asks for what the route does not do."""

    code = "bad_request"


# The one table between the domain's words and HTTP.
STATUS: dict[type[DomainError], int] = {
    BadRequest: 400,
    Unauthenticated: 401,
    Denied: 403,
    NotFound: 404,
    WrongState: 409,
    Gone: 410,
    Outdated: 412,
    MissingPrecondition: 428,
    TooLarge: 413,
    Refused: 422,
    TooMany: 429,
    Unavailable: 503,
}

CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "request_timeout",
    412: "precondition_failed",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
    431: "headers_too_large",
    503: "unavailable",
}

NOT_FOUND = "There is nothing here by that name, or it is not yours."
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate", "Content-Range")


class ProblemSchema(ma.Schema):
    """A refusal (RFC 9457). `code` is stable; `detail` is for people and may change."""

    class Meta:
        unknown = ma.EXCLUDE

    type = ma.fields.String(required=True, metadata={"format": "uri-reference"})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    code = ma.fields.String(required=True, metadata={"description": "A stable snake_case word"})
    request_id = ma.fields.String(required=True)
    errors = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.String()),
        metadata={"description": "Field (dotted path) to what is wrong with it"},
    )


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: dict[str, list[str]] | None = None,
    **extra: object,
) -> Response:
    """The answer for a refusal; `extra` become further members of the document."""
    body: dict[str, object] = {
        "type": f"urn:roadreel:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    body |= {name: value for name, value in extra.items() if name not in body}
    body["request_id"] = g.get("request_id", "")
    return Response(json.dumps(body), status=status, content_type="application/problem+json")


def flattened(messages: object, path: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as dotted path -> sentences.

    >>> flattened({"stages": {0: {"ref": ["Missing."]}}})
    {'stages.0.ref': ['Missing.']}
    """
    if isinstance(messages, dict):
        flat: dict[str, list[str]] = {}
        for key, inner in messages.items():
            name = path if key == "_schema" else f"{path}.{key}" if path else str(key)
            for field, sentences in flattened(inner, name).items():
                flat.setdefault(field, []).extend(sentences)
        return flat
    sentences = messages if isinstance(messages, list) else [messages]
    return {path or "body": [str(sentence) for sentence in sentences]}


def register_problems(app: Flask) -> None:
    """Turn every exception a route can raise into a problem document."""
    app.register_error_handler(DomainError, domain_problem)
    app.register_error_handler(UnknownId, lambda _error: problem(404, "not_found", NOT_FOUND))
    app.register_error_handler(ValidationError, validation_problem)
    app.register_error_handler(HTTPException, http_problem)
    app.register_error_handler(SQLAlchemyError, database_problem)
    app.register_error_handler(Exception, unexpected_problem)


def domain_problem(error: DomainError) -> Response:
    """A refusal of the domain, by the table."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    if status == HTTPStatus.NOT_FOUND:  # unknown and not-yours are the same bytes; `errors` may name the field
        return problem(404, "not_found", NOT_FOUND, errors=error.errors)
    extra = dict(error.extra)
    retry_after = extra.pop("retry_after_s", None)
    limit = extra.pop("limit", None)
    detail = error.detail or HTTPStatus(status).phrase
    response = problem(status, error.code, detail, errors=error.errors, **extra)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    if limit is not None:  # (name, quota, window in seconds): draft-ietf-httpapi-ratelimit-headers
        name, quota, window_s = limit
        response.headers["RateLimit-Policy"] = f'"{name}";q={quota};w={window_s}'
        response.headers["RateLimit"] = f'"{name}";r=0;t={retry_after or window_s}'
    if status == HTTPStatus.UNAUTHORIZED:
        reason = ', error="invalid_token"' if request.authorization else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="roadreel"{reason}'
    return response


def validation_problem(error: ValidationError) -> Response:
    """A schema that a route loaded by hand said no."""
    return problem(422, "invalid", "Some fields are wrong.", errors=flattened(error.messages))


def http_problem(error: HTTPException) -> Response:
    """What the framework raises: 404, 405, 413, 415, unreadable bodies, webargs' 422."""
    response = error.get_response()
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST:  # redirects and 304
        return response
    if wants_a_page(status):
        return kind_page(status)
    data = getattr(error, "data", None) or {}
    messages = data.get("messages")
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and isinstance(messages, dict):
        fields: dict[str, list[str]] = {}
        for location in messages.values():  # webargs puts json / query / form outside
            fields |= flattened(location)
        return problem(422, "invalid", "Some fields are wrong.", errors=fields)
    detail = NOT_FOUND if status == HTTPStatus.NOT_FOUND else (error.description or "")
    code = getattr(error, "problem_code", None) or CODES.get(status, "error" if status < 500 else "internal")
    answer = problem(status, code, detail)
    for name in KEPT_HEADERS:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # the rest of the body is not read: no request can follow it
        answer.headers["Connection"] = "close"
    return answer


def database_problem(error: SQLAlchemyError) -> Response:
    """What the database refused that no schema caught, and a database that does not answer."""
    if isinstance(error, DataError):  # a number, time or character it cannot hold
        return problem(422, "invalid", "A value is outside what can be stored.")
    if isinstance(error, IntegrityError):
        log.warning("constraint_refused", constraint=_constraint(error))
        return problem(409, "conflict", "This contradicts something that was stored at the same moment.")
    if isinstance(error, (OperationalError, PoolTimeoutError)):
        log.warning("database_unavailable", error=type(error).__name__)
        answer = problem(503, "unavailable", "The database does not answer. Nothing was stored; try again.")
        answer.headers["Retry-After"] = "2"
        return answer
    return unexpected_problem(error)


def unexpected_problem(error: Exception) -> Response:
    """Our own mistake: the client learns the request id, the log learns the rest."""
    # The statement's parameters may hold codes or phones: never the message of a database error.
    log.error("unexpected", error=type(error).__name__, exc_info=not isinstance(error, DBAPIError))
    return problem(500, "internal", "Something went wrong on our side. Quote the request id to support.")


def _constraint(error: IntegrityError) -> str | None:
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None)
