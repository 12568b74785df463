"""For gunicorn: `gunicorn "api.wsgi:application()"`."""

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
    serve_metrics(app.extensions["roadreel.metrics"], settings.metrics_port)
    return app
