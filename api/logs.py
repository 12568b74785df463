"""One JSON line per request, by structlog; and the request id that ties a client's story to ours."""

import logging
import re
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger("roadreel.api")


def configure_logs(level: str = "info") -> None:
    """JSON lines on stderr, for our loggers and the libraries' alike. Called once, by the composition root."""
    least = getattr(logging, level.upper())
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(least, logging.WARNING))  # libraries speak when something is wrong


def request_id() -> str:
    """The id of the request being answered; the client's own when it is one we can print."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if GOOD_ID.fullmatch(given) else uuid4().hex
    return str(g.request_id)


def register_logs(app: Flask) -> None:
    """Log every answer: method, path without the query, status, time, and who asked (kind and id only)."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        request_id()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        took = time.perf_counter() - g.get("started", time.perf_counter())
        caller = g.get("caller")
        # Playlists, parts and streams carry `?t=`; the query string is therefore never written anywhere.
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(took * 1000, 1),
            request_id=request_id(),
            caller=caller.label if caller is not None else None,
        )
        return response
