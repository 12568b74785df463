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


class MetricsServer:
    """The thread that answers `/metrics`."""

    def __init__(self, registry: CollectorRegistry, port: int, host: str) -> None:
        self._server, self._thread = start_http_server(port, addr=host, registry=registry)

    def close(self) -> None:
        """Stop answering and let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def serve_metrics(registry: CollectorRegistry, port: int, host: str = "127.0.0.1") -> MetricsServer | None:
    """Answer `/metrics` on `port` from a thread; nothing when the port is 0 or a sibling process has it.

    Several processes of one server share PROMETHEUS_MULTIPROC_DIR: whichever holds the port tells of all of them.
    """
    if not port:
        return None
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    try:
        return MetricsServer(registry, port, host)
    except OSError as error:
        log.warning("metrics_port_taken", port=port, error=str(error))
        return None
