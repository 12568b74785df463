"""For gunicorn: `gunicorn "api.wsgi:application()"`."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from api.app import create_app
from api.logs import configure_logs
from api.metrics import serve_metrics
from api.services import build_services
from store.settings import read_settings


def application() -> Flask:
    """The API by this process's environment, with its metrics beside it."""
    settings = read_settings()
    configure_logs(settings.log_level)
    app = create_app(build_services(settings))
    app.wsgi_app = closing_when_told(app.wsgi_app)  # type: ignore[method-assign]
    serve_metrics(app.extensions["roadreel.metrics"], settings.metrics_port)
    return app


def closing_when_told(wsgi_app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Make `Connection: close` of an answer count: gunicorn drops that header and asks its own response only."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if ("Connection", "close") in headers:
                start_response.__self__.force_close()
            return start_response(status, headers, *more)

        return wsgi_app(environ, start)

    return serve
