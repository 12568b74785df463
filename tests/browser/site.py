"""The static files of `web/` alone, under the strict policy of the pages, for tests of single modules."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

WEB = Path(__file__).parents[2] / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; connect-src 'self'"
)
BLANK = b"<!doctype html><title>Blank</title>"


class StaticFiles(BaseHTTPRequestHandler):
    """`/web/...` from the folder; everything else is a blank page."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        is_file = path.startswith("/web/")
        body = (WEB / path.removeprefix("/web/")).read_bytes() if is_file else BLANK
        kind = mimetypes.guess_type(path)[0] if is_file else "text/html"
        self.send_response(200)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        # A module worker is under its own file's policy: the strictest there is.
        self.send_header("Content-Security-Policy", "default-src 'none'" if is_file else POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running_site() -> Iterator[str]:
    """Serve on a free port of loopback; yields `http://127.0.0.1:port`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StaticFiles)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
