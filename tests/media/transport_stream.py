"""MPEG-TS written by hand (ISO/IEC 13818-1): tables of programs and streams that are not there."""

from __future__ import annotations

from collections.abc import Sequence

PAYLOAD, SYNC, STARTS = 184, 0x47, 0x40
NO_PROGRAM, H264 = b"\xe1\x00\xf0\x00", 0x1B


def program_table(programs: Sequence[int], number: int = 0, last: int = 0) -> bytes:
    """Section `number` of a table that says in which stream each program is described."""
    entries = (program.to_bytes(2, "big") + (0xE000 | 32 + program % 8000).to_bytes(2, "big") for program in programs)
    return _packets(0, _section(0, 1, number, last, b"".join(entries)))


def program(number: int, streams: Sequence[int]) -> bytes:
    """The description of one program of H.264 streams, where `program_table` says that it is."""
    entries = (bytes([H264]) + (0xE000 | stream).to_bytes(2, "big") + b"\xf0\0" for stream in streams)
    return _packets(32 + number % 8000, _section(2, number, 0, 0, NO_PROGRAM + b"".join(entries)))


def _section(table: int, of: int, number: int, last: int, body: bytes) -> bytes:
    length = len(body) + 9
    head = bytes([table, 0xB0 | length >> 8, length & 255]) + of.to_bytes(2, "big") + bytes([0xC1, number, last])
    return head + body + _crc(head + body).to_bytes(4, "big")


def _packets(stream: int, section: bytes) -> bytes:
    parts = [(b"\0" + section)[at : at + PAYLOAD] for at in range(0, len(section) + 1, PAYLOAD)]
    return b"".join(
        bytes([SYNC, (0 if place else STARTS) | stream >> 8, stream & 255, 0x10 | place % 16])
        + part.ljust(PAYLOAD, b"\xff")
        for place, part in enumerate(parts)
    )


def _crc(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
