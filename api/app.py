"""The application factory: the one place where routes, plumbing and services meet."""

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from api import docs, health, pages
from api.auth import routes as auth
from api.blueprint import Blueprint
from api.carrier import routes as carrier
from api.carrier import trips
from api.cases import routes as cases
from api.clips import routes as clips
from api.compression import Compression
from api.damages import routes as damages
from api.epcis import routes as epcis
from api.events import routes as events
from api.handover import routes as handover
from api.headers import register_headers
from api.inspections import routes as inspections
from api.logs import register_logs
from api.me import routes as me
from api.metrics import register_metrics
from api.openapi import make_api
from api.orders import routes as orders
from api.partner import routes as partner
from api.playback import routes as playback
from api.problems import register_problems
from api.services import Services
from api.support import routes as support
from api.timeline import routes as timeline
from api.uploads import routes as uploads
from api.webhooks import routes as webhooks
from api.webhooks.messages import describe_webhooks
from store.settings import Settings

LARGEST_BODY = 2 * 1024 * 1024  # bytes: 500 events with their notes; footage goes to storage, never through here
COMPRESSED = [
    "application/json",
    "application/manifest+json",
    "application/vnd.apple.mpegurl",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/vtt",
]

# One line for each resource, in the order of the contract.
BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blp,
    auth.blp,
    me.blp,
    partner.blp,
    carrier.blp,
    trips.blp,
    events.blp,
    epcis.blp,
    orders.blp,
    handover.blp,
    timeline.blp,
    playback.blp,
    uploads.blp,
    clips.blp,
    webhooks.blp,
    inspections.blp,
    support.blp,
    damages.blp,
    cases.blp,
)


def create_app(services: Services) -> Flask:
    """The API on these services. Nothing is connected to before the first request."""
    app = Flask("roadreel", static_folder=None)
    app.ensure_sync = lambda view: view  # type: ignore[method-assign]  # none is async; Flask would look each time
    configure(app, services.settings)
    app.extensions["roadreel"] = services
    Compression(app)  # before the headers below: what is registered first runs last
    app.extensions["roadreel.metrics"] = register_metrics(app)
    register_logs(app)
    register_headers(app, services.settings)
    app.before_request(refuse_unstorable_paths)
    api = make_api(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    describe_webhooks(api.spec)
    app.extensions["roadreel.api"] = api
    app.register_blueprint(docs.pages)
    app.register_blueprint(pages.pages)
    register_problems(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """What Flask and its extensions are told."""
    app.config |= {
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "MAX_FORM_PARTS": 100,
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_MIMETYPES": COMPRESSED,
        "COMPRESS_MIN_SIZE": 860,  # below it the headers of gzip and one packet eat the gain
        "COMPRESS_STREAMS": False,
        "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,
    }
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    if trusted := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )


def refuse_unstorable_paths() -> None:
    """A NUL in a path names nothing we could have stored."""
    if "\0" in request.path:
        abort(404)
