"""Footage to measure with: a slow pan over a textured yard with sensor noise, as hard to encode as a phone's."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

SEED = 11
BITRATE = 17_000_000  # bits a second, what phones write at 1080p30


def draw_yard(path: Path, *, seconds: int = 10, width: int = 1920, height: int = 1080, rate: int = 30) -> Path:
    """Write H.264 in MP4, the same every time."""
    rng = np.random.default_rng(SEED)
    wide = np.zeros((height, width * 2, 3), np.float32)
    for cells, strength in ((6, 90), (24, 50), (90, 30), (400, 25)):
        coarse = rng.random((cells, cells * 3, 3), dtype=np.float32) - 0.5
        wide += cv2.resize(coarse, (width * 2, height), interpolation=cv2.INTER_CUBIC) * strength
    wide += 120
    noise = [rng.normal(0, 3, (height, width, 1)).astype(np.float32) for _ in range(7)]
    with av.open(str(path), "w") as box:
        video = box.add_stream("libx264", rate=rate, options={"preset": "veryfast"})
        video.width, video.height, video.pix_fmt, video.bit_rate = width, height, "yuv420p", BITRATE
        video.codec_context.gop_size = rate
        for number in range(seconds * rate):
            left = number * 3
            picture = wide[:, left : left + width] + noise[number % len(noise)]
            car = 300 + number * 4
            picture[600:800, car : car + 420] = (35, 40, 150)
            frame = av.VideoFrame.from_ndarray(np.clip(picture, 0, 255).astype(np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            box.mux(video.encode(frame))
        box.mux(video.encode(None))
    return path
