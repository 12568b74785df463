"""Headers on every answer: what a browser may load, what may be cached, and who may frame us (nobody)."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from api.caching import NO_STORE, PRIVATE
from api.languages import language
from store.settings import Settings

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
ON_EVERYTHING = (  # no route sets these itself
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
HSTS = "max-age=31536000; includeSubDomains"


def origin_of(url: str | None) -> str | None:
    """`https://host:port/path` -> `https://host:port`."""
    if not url:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


def page_policy(settings: Settings) -> str:
    """Content-Security-Policy of the pages: ourselves, and the one place the media come from."""
    storage = origin_of(settings.s3_public_endpoint or settings.s3_endpoint)
    media = f"'self' {storage}" if storage else "'self'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; "
        f"worker-src 'self' blob:; img-src {media} data: blob:; media-src {media} blob:; connect-src {media}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )


def register_headers(app: Flask, settings: Settings) -> None:
    """Add the headers after every request, without overruling what a route set itself."""
    policy = page_policy(settings)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.extend(ON_EVERYTHING)
        page = response.mimetype == "text/html"
        headers.setdefault("Content-Security-Policy", policy if page else API_POLICY)
        if request.is_secure:
            headers["Strict-Transport-Security"] = HSTS
        if request.path.startswith("/v1/"):
            caching_of_answers(response)
        elif request.path.startswith("/health/"):
            headers.setdefault("Cache-Control", NO_STORE)
        return response


def caching_of_answers(response: Response) -> None:
    """Answers belong to one caller in one language; refusals and secrets are not kept at all."""
    if "Vary" not in response.headers:
        response.headers["Vary"] = "Authorization, Accept-Language"
    elif "Authorization" not in response.headers["Vary"]:
        response.vary.update(("Authorization", "Accept-Language"))
    refused = response.status_code >= 400 or "WWW-Authenticate" in response.headers
    response.headers.setdefault("Cache-Control", NO_STORE if refused else PRIVATE)
    if response.is_json and not refused and "Content-Language" not in response.headers:
        response.headers["Content-Language"] = language()
