"""Looking for motion in diamonds, as our encoders do, against hexagons, as the preset does: CPU, bytes and PSNR.

Encodes 5 s of drawn footage, and of whatever files `BENCH_FOOTAGE` names (paths with a colon between them), with the
encoder's own options and with those but for the search. PSNR is that of brightness, over all pictures.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from av.video.frame import PictureType, VideoFrame
from numpy.typing import NDArray

from bench._footage import draw_yard
from media.ladder import Size
from media.sinks.encoder import options_of
from media.upright import plane_of

PICTURES, RATE, KEY_EVERY = 150, 30, 60
PEER, OURS = "me=hex", "me=dia"


def main() -> None:
    runs = int(os.environ.get("BENCH_RUNS", "3"))
    with TemporaryDirectory() as place:
        clips = [draw_yard(Path(place) / "yard.mp4", seconds=5)]
        clips += [Path(name) for name in os.environ.get("BENCH_FOOTAGE", "").split(":") if name]
        for clip in clips:
            _report(clip.name, _pictures(clip), runs)


def _report(name: str, pictures: list[VideoFrame], runs: int) -> None:
    found: dict[str, list[tuple[float, int, float]]] = {PEER: [], OURS: []}
    for _ in range(runs):
        for search, results in found.items():
            results.append(_encoded(pictures, search))
    cpu = {search: statistics.median(run[0] for run in results) for search, results in found.items()}
    (_, peer_size, peer_psnr), (_, size, psnr) = found[PEER][0], found[OURS][0]
    print(
        f"{name:28} {pictures[0].width}x{pictures[0].height}: CPU {cpu[OURS] / cpu[PEER]:.3f}, "
        f"bytes {size / peer_size:.3f}, PSNR {psnr:.2f} dB ({psnr - peer_psnr:+.2f})"
    )


def _pictures(clip: Path) -> list[VideoFrame]:
    with av.open(str(clip)) as box:
        return [
            frame.reformat(frame.width // 2 * 2, frame.height // 2 * 2, "yuv420p")
            for frame in islice(box.decode(video=0), PICTURES)
        ]


def _encoded(pictures: list[VideoFrame], search: str) -> tuple[float, int, float]:
    """CPU seconds, bytes and decibels."""
    size = Size(pictures[0].width, pictures[0].height)
    options = options_of(size)
    options["x264-params"] = options["x264-params"].replace(OURS, search)
    written, began = io.BytesIO(), time.process_time()
    with av.open(written, "w", format="mp4") as box:
        video = box.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt, video.thread_count = size.width, size.height, "yuv420p", 2
        for number, picture in enumerate(pictures):
            picture.pts, picture.time_base = number, Fraction(1, RATE)
            picture.pict_type = PictureType.NONE if number % KEY_EVERY else PictureType.I
            box.mux(video.encode(picture))
        box.mux(video.encode(None))
    cpu = time.process_time() - began
    return cpu, len(written.getvalue()), _psnr(pictures, written)


def _psnr(pictures: list[VideoFrame], written: io.BytesIO) -> float:
    written.seek(0)
    with av.open(written) as box:
        pairs = zip(pictures, box.decode(video=0), strict=True)
        errors = [float(((_luma(one) - _luma(other)) ** 2).mean()) for one, other in pairs]
    return float(10 * np.log10(255**2 / np.mean(errors)))


def _luma(picture: VideoFrame) -> NDArray[np.float32]:
    return plane_of(picture, 0).astype(np.float32)


if __name__ == "__main__":
    main()
