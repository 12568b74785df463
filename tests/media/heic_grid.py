"""HEIC photos made of tiles (ISO/IEC 23008-12, 6.6.2.3), which can claim any number of them of any size."""

from __future__ import annotations

from itertools import chain

from tests.media.test_photos import photo

GRID, TILE = 1, 2  # items


def grid(rows: int, columns: int, size: tuple[int, int], tile: int = 64, claimed: int | None = None) -> bytes:
    """A photo of this size, all of whose tiles are one square, which may claim other sides than it has."""
    square = photo("HEIF", (tile, tile))
    picture = _body(square, b"mdat")
    picture = picture[: 4 + int.from_bytes(picture[:4], "big")]  # what follows is Exif
    plan = bytes([0, 1, rows - 1, columns - 1]) + _numbers(*size)
    properties = _box(
        b"ipco",
        _box(b"hvcC", _body(square, b"hvcC")),
        _full(b"ispe", 0, _numbers(claimed or tile, claimed or tile)),
        _full(b"ispe", 0, _numbers(*size)),
    )
    whose = _numbers(2, GRID) + bytes([1, 3]) + _numbers(TILE) + bytes([2, 0x81, 2])
    tiles = (rows * columns & 0xFFFF).to_bytes(2, "big") + _numbers(*[TILE] * rows * columns)
    facts = (
        _full(b"hdlr", 0, b"\0\0\0\0pict" + bytes(13)),
        _full(b"pitm", 1, _numbers(GRID)),
        _full(b"iinf", 1, _numbers(2), _item(GRID, b"grid"), _item(TILE, b"hvc1")),
        _full(b"iref", 1, _box(b"dimg", _numbers(GRID), tiles)),
        _box(b"iprp", properties, _full(b"ipma", 1, whose)),
    )

    def head(at: int) -> bytes:
        places = _place(GRID, at, len(plan)) + _place(TILE, at + len(plan), len(picture))
        where = _full(b"iloc", 2, b"\x44\0" + _numbers(2) + places)
        return _box(b"ftyp", b"heic\0\0\0\0mif1heic") + _full(b"meta", 0, *facts, where)

    return head(len(head(0)) + 8) + _box(b"mdat", plan, picture)


def _item(item: int, kind: bytes) -> bytes:
    return _full(b"infe", 3, _numbers(item) + b"\0\0" + kind + b"\0")


def _place(item: int, at: int, size: int) -> bytes:
    return _numbers(item) + b"\0\0\0\0\0\1" + _numbers(at, size)


def _numbers(*values: int) -> bytes:
    return bytes(chain.from_iterable(value.to_bytes(4, "big") for value in values))


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return _numbers(8 + len(body)) + name + body


def _full(name: bytes, version: int, *parts: bytes) -> bytes:
    return _box(name, bytes([version, 0, 0, 0]), *parts)


def _body(data: bytes, name: bytes) -> bytes:
    at = data.index(name)
    return data[at + 4 : at - 4 + int.from_bytes(data[at - 4 : at], "big")]
