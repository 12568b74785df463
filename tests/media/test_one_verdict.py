"""However far decoding is ahead of whoever looks, the verdict is the same."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.packet import Packet

from media.job import Job
from media.one_pass import run
from media.progress import Progress

RATE, BAD, LONGEST_S = 30, range(90, 125), 2.9


def damaged(packet: Packet[Any], by: bytes) -> Packet[Any]:
    """A key frame in which nothing makes sense, at the same time."""
    other: Packet[Any] = Packet(b"\0\0\0\1\x65" + by)
    other.pts, other.dts, other.time_base, other.stream = packet.pts, packet.dts, packet.time_base, packet.stream
    other.is_keyframe = True
    return other


@pytest.fixture
def without_length(tmp_path: Path) -> Path:
    """A recording whose header does not say how long it is, damaged behind the longest that is taken."""
    noise = np.random.default_rng(1)
    with av.open(str(path := tmp_path / "clip.mkv"), "w", format="matroska", options={"live": "1"}) as box:
        video = box.add_stream("libx264", rate=RATE, options={"tune": "zerolatency", "x264-params": "keyint=1"})
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        for number in range(150):
            picture = noise.integers(0, 255, (180, 320, 3), dtype=np.uint8)
            for packet in video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                box.mux(damaged(packet, noise.bytes(300)) if number in BAD else packet)
    return path


@pytest.mark.parametrize("slow_s", [0.0, 0.05])
def test_damage_that_nobody_would_have_come_to_does_not_count(
    without_length: Path, monkeypatch: pytest.MonkeyPatch, slow_s: float
) -> None:
    monkeypatch.setattr(Progress, "at", lambda _self, at: time.sleep(slow_s if at > 2.5 else 0))
    job = Job(without_length.name, without_length.parent, max_duration_s=LONGEST_S, hide=False, judge=False)
    verdict = run(job, lambda *_: None).verdict
    assert verdict is not None
    assert (verdict.code, verdict.at_s) == ("too_long", LONGEST_S)
