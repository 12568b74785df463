from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from av.codec.context import CodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

FINE, SMALL = 4, 8  # quantisers, 2 best to 31 worst; about what others call 88 and 75
FF_QP2LAMBDA = 118


def write_jpeg(picture: VideoFrame, path: Path, quality: int = FINE) -> tuple[int, str]:
    """Write a BT.709 picture as JPEG, which is BT.601 in full range. Returns size and SHA-256; no metadata."""
    full = picture.reformat(
        format="yuvj420p",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG,
    )
    context = CodecContext.create("mjpeg", "w")
    context.width, context.height, context.pix_fmt = full.width, full.height, "yuvj420p"
    context.color_range = ColorRange.JPEG
    context.time_base = Fraction(1, 25)
    context.qscale, context.global_quality = True, quality * FF_QP2LAMBDA
    context.options = {"flags": "+bitexact+qscale"}
    full.pts, full.time_base, full.pict_type = 0, Fraction(1, 25), 0
    body = b"".join(bytes(packet) for packet in (*context.encode(full), *context.encode(None)))
    path.write_bytes(body)
    return len(body), sha256(body).hexdigest()
