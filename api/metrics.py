"""Counters for Prometheus, on a port of their own that only this machine reaches."""

import os
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

log = structlog.get_logger("roadreel.api")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def register_metrics(app: Flask) -> CollectorRegistry:
    """Count and time every request by method, route and status; returns the registry to serve."""
    registry = CollectorRegistry()
    labels = ["method", "route", "status"]
    requests = Counter("roadreel_http_requests", "Requests answered", labels, registry=registry)
    seconds = Histogram(
        "roadreel_http_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=registry
    )
    under_way = Gauge(
        "roadreel_http_requests_under_way",
        "Requests being answered",
        registry=registry,
        multiprocess_mode="livesum",
    )

    @app.before_request
    def begin() -> None:
        under_way.inc()
        g.counted = True

    @app.after_request
    def count(response: Response) -> Response:
        # The route's pattern, never its path: identifiers would make a series for every order.
        route = request.url_rule.rule if request.url_rule else "unmatched"
        requests.labels(request.method, route, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if g.pop("counted", False):
            under_way.dec()

    return registry


def serve_metrics(registry: CollectorRegistry, port: int | None, host: str = "127.0.0.1") -> None:
    """Answer `/metrics` on `port` from a thread; nothing when no port is set.

    Several processes of one server share PROMETHEUS_MULTIPROC_DIR: whichever holds the port tells of all of them.
    """
    if not port:
        return
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    try:
        start_http_server(port, addr=host, registry=registry)
    except OSError as error:  # a sibling process has it
        log.warning("metrics_port_taken", port=port, error=str(error))
