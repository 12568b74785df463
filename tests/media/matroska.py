"""Matroska written by hand (RFC 9559), so that it can say what no muxer would write."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import av

EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, TIMESTAMP_SCALE, TRACKS, TRACK = 0x18538067, 0x1549A966, 0x2AD7B1, 0x1654AE6B, 0xAE
NUMBER, UID, KIND, CODEC, VIDEO, WIDTH, HEIGHT = 0xD7, 0x73C5, 0x83, 0x86, 0xE0, 0xB0, 0xBA
CLUSTER, TIMESTAMP, BLOCK = 0x1F43B675, 0xE7, 0xA3
TAGS, TAG, SIMPLE_TAG, TAG_NAME, TAG_STRING = 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487
KEY = 0x80


def element(name: int, body: bytes | int, claimed: int | None = None) -> bytes:
    """One element; `claimed` is what it says of its own size, whatever it holds."""
    if isinstance(body, int):
        body = body.to_bytes(8, "big")
    size = len(body) if claimed is None else claimed
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (size | 1 << 56).to_bytes(8, "big") + body


def track(codec: str = "V_VP9", width: int = 64, height: int = 48, number: int = 1) -> bytes:
    shape = element(VIDEO, element(WIDTH, width) + element(HEIGHT, height))
    facts = element(NUMBER, number) + element(UID, number) + element(KIND, 1) + element(CODEC, codec.encode())
    return element(TRACK, facts + shape)


def cluster(packets: Iterable[bytes], at_ms: int, every_ms: int = 33) -> bytes:
    """Packets that are key frames, shown one after the other. At most some 900: their times have 16 bits."""
    blocks = (
        element(BLOCK, b"\x81" + (number * every_ms).to_bytes(2, "big") + bytes([KEY]) + packet)
        for number, packet in enumerate(packets)
    )
    return element(CLUSTER, element(TIMESTAMP, at_ms) + b"".join(blocks))


def matroska(*parts: bytes, tracks: bytes | None = None) -> bytes:
    """A file of these parts behind its tracks."""
    head = element(EBML, element(DOC_TYPE, b"matroska"))
    info = element(INFO, element(TIMESTAMP_SCALE, 1_000_000))
    return head + element(SEGMENT, info + element(TRACKS, track() if tracks is None else tracks) + b"".join(parts))


def never_shown(width: int, height: int, count: int) -> bytes:
    """Key frames of VP9 that are to be decoded and not to be shown: work, and never a picture."""
    encoder = av.CodecContext.create("libvpx-vp9", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuv420p", Fraction(1, 30)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    picture = av.VideoFrame(width, height, "yuv420p")
    for plane in picture.planes:
        plane.update(bytes(plane.buffer_size))
    first = bytes((encoder.encode(picture) + encoder.encode(None))[0])
    hidden = bytes([first[0] & ~2]) + first[1:]  # show_frame of the uncompressed header
    shown_once = [first, *[hidden] * (count - 1)]
    return matroska(cluster(shown_once, 0), tracks=track(width=width, height=height))


def tags(count: int) -> bytes:
    """So many tags, each of another name."""
    simple = (
        element(SIMPLE_TAG, element(TAG_NAME, b"%d" % number) + element(TAG_STRING, b"")) for number in range(count)
    )
    return element(TAGS, element(TAG, b"".join(simple)))
