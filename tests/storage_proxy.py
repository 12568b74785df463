"""A door to the storage that can be shut: storage that answers 503, hangs up, or crawls, on loopback."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

SLOW_DOWN = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class StorageProxy:
    """Passes bytes both ways. `refusing` answers these methods with `refusal`; `pause_s` waits before each piece."""

    def __init__(self, endpoint: str) -> None:
        target = urlsplit(endpoint)
        self.target = (target.hostname or "", target.port or 80)
        self.refusing: tuple[bytes, ...] = ()
        self.refusal = SLOW_DOWN
        self.refused = 0
        self.pause_s = 0.0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self.target) as server:
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            while piece := client.recv(65536):
                if self.refusing and piece.startswith(self.refusing):
                    self.refused += 1
                    client.sendall(self.refusal)
                    break
                server.sendall(piece)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                time.sleep(self.pause_s)
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def storage_proxy(endpoint: str) -> Iterator[StorageProxy]:
    """A proxy to `endpoint` for the length of the block."""
    proxy = StorageProxy(endpoint)
    accepting = threading.Thread(target=proxy.accept, daemon=True)
    accepting.start()
    try:
        yield proxy
    finally:
        proxy.listener.shutdown(socket.SHUT_RDWR)
        proxy.listener.close()
        accepting.join()
