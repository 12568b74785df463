"""The contract for people (`/docs`) and programs (`/openapi.json`), without the internet."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, json, request
from swagger_ui_bundle import swagger_ui_path

from api.openapi import finished

FILES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
OURS = Path(__file__).parent / "reference"
# The reader's icons are data: images; it needs no inline script or style and no eval.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

pages = Blueprint("docs", __name__)


@pages.get("/openapi.json")
def show_contract() -> Response:
    """The contract: the same as the file in `openapi/`."""
    text = current_app.extensions.get("roadreel.contract")
    if text is None:
        text = json.dumps(finished(current_app.extensions["roadreel.api"]))
        current_app.extensions["roadreel.contract"] = text
    response = Response(text, content_type="application/json")
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)


@pages.get("/docs")
def show_docs() -> Response:
    """The contract to read and try."""
    response = file(OURS / "index.html", "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@pages.get("/docs/<name>")
def show_docs_file(name: str) -> Response:
    """A file of the reader."""
    if name == "start.js":
        return file(OURS / name, "text/javascript; charset=utf-8")
    if name not in FILES:
        abort(404)
    return file(Path(str(swagger_ui_path)) / name, FILES[name])


def file(path: Path, kind: str) -> Response:
    """A file with its tag, revalidated on each use."""
    response = Response(path.read_bytes(), content_type=kind)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)
