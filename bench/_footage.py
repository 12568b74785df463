"""Footage to measure with: a slow pan over a textured yard with sensor noise, as hard to encode as a phone's."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import zxingcpp

SEED = 11
BITRATE = 17_000_000  # bits a second, what phones write at 1080p30


def draw_yard(
    path: Path,
    *,
    seconds: int = 10,
    width: int = 1920,
    height: int = 1080,
    rate: int = 30,
    bitrate: int = BITRATE,
    light: float = 1.0,
    label: bool = False,
) -> Path:
    """Write H.264 in MP4, the same every time; with `light` of its light, and with a label if that is wanted."""
    rng = np.random.default_rng(SEED)
    wide = np.zeros((height, width * 2, 3), np.float32)
    for cells, strength in ((6, 90), (24, 50), (90, 30), (400, 25)):
        coarse = rng.random((cells, cells * 3, 3), dtype=np.float32) - 0.5
        wide += cv2.resize(coarse, (width * 2, height), interpolation=cv2.INTER_CUBIC) * strength
    wide += 120
    noise = [rng.normal(0, 3, (height, width, 1)).astype(np.float32) for _ in range(7)]
    with av.open(str(path), "w") as box:
        video = box.add_stream("libx264", rate=rate, options={"preset": "veryfast"})
        video.width, video.height, video.pix_fmt, video.bit_rate = width, height, "yuv420p", bitrate
        video.codec_context.gop_size = rate
        for number in range(seconds * rate):
            far = number * 3 % (2 * width)
            left = min(far, 2 * width - far)  # to the right end and back
            picture = wide[:, left : left + width] * light + noise[number % len(noise)]
            car = (300 + number * 4) % width
            picture[height * 5 // 9 : height * 20 // 27, car : car + 420] = np.multiply((35, 40, 150), light)
            if label:
                _stick(picture)
            frame = av.VideoFrame.from_ndarray(np.clip(picture, 0, 255).astype(np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            box.mux(video.encode(frame))
        box.mux(video.encode(None))
    return path


def repeat(path: Path, source: Path, times: int) -> Path:
    """Write the packets of `source` so many times one after the other: a long clip that costs nothing to draw."""
    with av.open(str(source)) as once:
        packets = [packet for packet in once.demux(once.streams.video[0]) if packet.size]
        stream = once.streams.video[0]
        assert stream.duration is not None
        with av.open(str(path), "w", format="mp4") as box:
            video = box.add_stream_from_template(stream)
            stamps = [(packet.pts or 0, packet.dts or 0) for packet in packets]
            for number in range(times):
                for packet, (pts, dts) in zip(packets, stamps, strict=True):
                    packet.stream = video
                    packet.time_base = stream.time_base
                    packet.pts, packet.dts = pts + number * stream.duration, dts + number * stream.duration
                    box.mux(packet)
    return path


def _stick(picture: np.ndarray) -> None:
    code = zxingcpp.create_barcode("LRR0000000A000001", zxingcpp.BarcodeFormat.QRCode)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))
    picture[100 : 100 + drawn.shape[0], 100 : 100 + drawn.shape[1]] = drawn[:, :, None]
