"""A small server of byte ranges on loopback, as storage is, for players that tests bring along."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

RANGE = re.compile(r"bytes=(\d+)-(\d*)")
Files = Mapping[str, tuple[str, bytes | Path]]


@contextmanager
def serving(files: Files) -> Iterator[str]:
    """Serve path -> (content type, bytes or a file) on a free port; yields `http://127.0.0.1:port`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("", b""))
            content = body.read_bytes() if isinstance(body, Path) else body
            found = RANGE.fullmatch(self.headers.get("Range", ""))
            first = int(found[1]) if found else 0
            last = min(int(found[2]) if found and found[2] else len(content), len(content) - 1)
            self.send_response((206 if found else 200) if kind else 404)
            if found:
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(max(0, last + 1 - first)))
            self.end_headers()
            self.wfile.write(content[first : last + 1])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
