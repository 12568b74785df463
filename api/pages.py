"""The pages and their static files: everything in `web/`, revalidated on each use, nothing from anywhere else."""

import mimetypes
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, render_template_string, request

WEB = Path(__file__).resolve().parent.parent / "web"
PAGES = {"/": "index.html", "/carrier": "carrier.html", "/support": "support.html", "/s": "shared.html"}
WORKER_POLICY = "default-src 'none'; connect-src 'self'"  # a service worker is under its own file's policy
LONGEST_NAME = 200  # characters; the file system's own limit would be an error of its own
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
KIND = """\
<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Roadreel</title>
{% for sheet in sheets %}<link rel="stylesheet" href="{{ sheet }}">
{% endfor %}</head>
<body>
<main class="kind-page">
<h1>{{ title }}</h1>
<p>{{ text }}</p>
<p><a href="/">{{ home }}</a></p>
</main>
</body>
</html>
"""
SENTENCES = {
    "zh": ("这里没有您要找的页面", "链接可能已经失效，或者地址有误。", "回到首页"),
    "en": ("This page is not here", "The link may have ended, or the address may be mistyped.", "Back to the start"),
}

pages = Blueprint("pages", __name__)


@pages.get("/", endpoint="buyer", defaults={"page": "/"})
@pages.get("/carrier", endpoint="carrier", defaults={"page": "/carrier"})
@pages.get("/support", endpoint="support", defaults={"page": "/support"})
@pages.get("/s", endpoint="shared", defaults={"page": "/s"})
def show_page(page: str) -> Response:
    """One of the pages; 404 while its file is not there."""
    response = static_file(PAGES[page])
    response.headers["Content-Language"] = "zh, en"  # the page itself speaks both
    return response


@pages.get("/web/<path:name>")
def show_file(name: str) -> Response:
    """A file under `web/`."""
    return static_file(name)


@pages.get("/favicon.ico")
def show_icon() -> Response:
    """What browsers ask for unasked."""
    return static_file("icon.svg")


def static_file(name: str) -> Response:
    """The file `name` under `web/` with its ETag; 404 for anything outside, hidden, or not there."""
    if len(name) > LONGEST_NAME:
        abort(404)
    path = (WEB / name).resolve()
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if hidden or not path.is_relative_to(WEB) or not path.is_file():
        abort(404)
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = Response(path.read_bytes(), content_type=kind)
    stat = path.stat()
    # Weak: gzip changes the bytes on the wire and not the file.
    response.set_etag(f"{stat.st_mtime_ns:x}-{stat.st_size:x}", weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    if path.name in {"sw.js", "service-worker.js"}:
        response.headers["Service-Worker-Allowed"] = "/"
        response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response.make_conditional(request)


def wants_a_page(status: int) -> bool:
    """Whether a person in a browser asked for an address that is not there."""
    if status != HTTPStatus.NOT_FOUND or request.path.startswith(("/v1/", "/health/")):
        return False
    kinds = request.accept_mimetypes
    return "text/html" in kinds.values() and kinds.quality("text/html") >= kinds.quality("application/json")


def kind_page(status: int) -> Response:
    """A page that says so kindly, in the browser's language."""
    lang = request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"
    title, text, home = SENTENCES[lang]
    sheets = [f"/web/{name}" for name in ("tokens.css", "page.css") if (WEB / name).is_file()]
    body = render_template_string(KIND, lang=lang, title=title, text=text, home=home, sheets=sheets)
    return Response(body, status=status, content_type="text/html; charset=utf-8")
