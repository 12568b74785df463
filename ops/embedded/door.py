"""Lets other machines reach the embedded storage's S3 port, and only that one.

SeaweedFS binds all its ports to one address, and the others ask for no key: so it stays on loopback, and this script
passes bytes on. They are not changed, the Host header included, so signatures made for the public address hold.
Runs by itself under the watcher; imports the standard library only.
"""

from __future__ import annotations

import asyncio
import sys

CHUNK = 1 << 18  # bytes


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what one side says until it has nothing more to say."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except (ConnectionError, OSError):
        writer.close()


async def serve(host: str, port: int, inner_port: int) -> None:
    """Listen on `host`:`port` and pass every connection on to loopback."""

    async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", inner_port, limit=CHUNK)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))
        finally:
            inner_writer.close()
            writer.close()

    server = await asyncio.start_server(passed_on, host, port, limit=CHUNK)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
