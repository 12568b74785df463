"""A Flask application that does nothing but answer: what any route on this stack costs at least."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response, request


def application() -> Flask:
    """Answers every path with the bytes in BENCH_BODY, and 304 to whoever has their tag."""
    body = Path(os.environ["BENCH_BODY"]).read_bytes()
    app = Flask("bare", static_folder=None)

    @app.get("/<path:path>")
    def answer(path: str) -> Response:  # noqa: ARG001 - any path
        if request.headers.get("If-None-Match"):
            return Response(status=304)
        return Response(body, content_type="application/json")

    return app
