"""Frames into a file as a phone writes it: H.264 in MP4."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from ops.demo.drawing.sheet import Pixels

BT709, LIMITED = 1, 1  # as FFmpeg numbers them
ONE, MINUS_ONE, UNIT = 0x00010000, 0xFFFF0000, 0x40000000  # 16.16 and 2.30 fixed point


def encode(path: Path, frames: Iterator[Pixels], size: tuple[int, int], rate: int) -> None:
    """Write upright `frames` of `size` (width, height); upright formats are stored lying, as phones do."""
    portrait = size[1] > size[0]
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "crf": "20"})
        stream.width, stream.height = sorted(size, reverse=True)
        stream.pix_fmt, stream.time_base, stream.gop_size = "yuv420p", Fraction(1, rate), 2 * rate
        codec = stream.codec_context
        codec.thread_count = 1  # the same bytes on every machine
        codec.colorspace = codec.color_primaries = codec.color_trc = BT709
        codec.color_range = LIMITED
        for index, picture in enumerate(frames):
            stored = cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE) if portrait else picture
            frame = av.VideoFrame.from_ndarray(np.asarray(stored, np.uint8), format="bgr24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    if portrait:
        _stand_up(path, min(size))


def _stand_up(path: Path, height: int) -> None:
    """Say in the first track's header that pictures `height` high are shown a quarter turned to the right.

    ISO/IEC 14496-12, 8.3.2: in version 0 the matrix is 40 bytes into the box's content. PyAV cannot set it.
    """
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    matrix = (0, ONE, 0, MINUS_ONE, 0, 0, height << 16, 0, UNIT)
    content[at : at + 36] = b"".join(value.to_bytes(4, "big") for value in matrix)
    path.write_bytes(content)
