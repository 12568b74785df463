"""Footage that tests draw themselves, so that they know beforehand what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
TICKS = 90_000


def make_footage(
    path: Path,
    *,
    seconds: float = 3,
    width: int = 320,
    height: int = 180,
    rate: int = 30,
    brightness: int | None = None,
    tint: tuple[int, int, int] | None = None,
    speck: bool = False,
    pulse: bool = False,
    code_value: int | None = None,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rotate: int | None = None,
    mirror: bool = False,
    aspect: Fraction | None = None,
    audio: bool = False,
    late_sound: float = 0.0,
    hold: float = 0.0,
    vfr: bool = False,
    start: float = 0.0,
    metadata: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    container_options: Mapping[str, str] | None = None,
    seed: int = 7,
) -> Path:
    """Write a clip of a yard with a car passing; the file's ending picks the container.

    The top left quarter is nearly white, so that rotation can be seen. `brightness` makes the picture one even grey
    instead, `tint` one colour (`speck` adds a small black square), `pulse` dark and bright seconds in turn;
    `code_value` is a grey given as a 10-bit sample, with the same square. `rotate`
    is the display matrix in degrees counter-clockwise, `aspect` the sample aspect ratio, `vfr` shows every third
    frame for two frame times longer, `start` moves all timestamps,
    `late_sound` those of the sound; the first picture stays for `hold` seconds more. Returns `path`.
    """
    with av.open(str(path), "w", options=dict(container_options or {})) as box:
        box.metadata.update(metadata or {})
        video = box.add_stream(codec, rate=rate, options={**_quick(codec), **(options or {})})
        video.width, video.height, video.pix_fmt = width, height, pixels
        if codec != "mpeg4" and path.suffix != ".avi":  # 16 bits wide; and one frame a tick
            video.codec_context.time_base = Fraction(1, TICKS)
        if aspect:
            video.codec_context.sample_aspect_ratio = aspect
        if rotate or mirror:
            video.set_display_rotation(rotate or 0, hflip=mirror)
        sound = box.add_stream("aac", rate=48_000, layout="stereo") if audio else None
        times = [at + hold * (at > 0) for at in frame_times(seconds, rate, vfr=vfr)]
        even = tint or ((brightness,) * 3 if brightness is not None else None)
        for at, picture in zip(times, pictures(len(times), width, height, even, seed), strict=True):
            if speck or tint:
                picture[: height // 4, : width // 4] = 0
            if pulse:
                picture[:] = picture // 8 + (200 if int(at) % 2 else 16)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if code_value is not None:
                frame = _flat_ten_bit(width, height, code_value)
            base = video.codec_context.time_base or Fraction(1, rate)
            frame.pts, frame.time_base = round((at + start) / base), base
            box.mux(video.encode(frame))
        box.mux(video.encode())
        if sound is not None:
            for heard in tone(seconds):
                heard.pts += round((start + late_sound) * 48_000)
                box.mux(sound.encode(heard))
            box.mux(sound.encode())
    return path


def frame_times(seconds: float, rate: int, *, vfr: bool = False) -> Iterator[float]:
    """When each frame is shown, from 0, in seconds."""
    tick = number = 0
    while tick / rate < seconds - 1e-6:
        yield tick / rate
        number += 1
        tick += 3 if vfr and number % 3 == 0 else 1


def pictures(
    count: int, width: int, height: int, even: tuple[int, ...] | None = None, seed: int = 7
) -> Iterator[Picture]:
    """Draw `count` RGB pictures: textured ground, a bright top left quarter, a dark car driving to the right.

    With `even`, all of it is that one colour.
    """
    if even is not None:
        for _ in range(count):
            yield np.full((height, width, 3), even, np.uint8)
        return
    rng = np.random.default_rng(seed)
    coarse = rng.integers(70, 170, (height // 6 + 1, width // 6 + 1, 3))
    ground = coarse.repeat(6, axis=0).repeat(6, axis=1)[:height, :width].astype(np.uint8)
    ground[: height // 2, : width // 2] = 235
    car = max(8, width // 5)
    for number in range(count):
        picture = ground.copy()
        left = int((width - car) * number / max(1, count - 1))
        picture[int(height * 0.6) : int(height * 0.85), left : left + car] = (30, 40, 60)
        yield picture


def tone(seconds: float, hertz: float = 440.0) -> Iterator[av.AudioFrame]:
    """A quiet sine in stereo at 48 kHz, in frames of 1024 samples."""
    for first in range(0, int(seconds * 48_000), 1024):
        wave = 0.2 * np.sin(2 * np.pi * hertz * (first + np.arange(1024)) / 48_000)
        frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]).astype(np.float32), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, first, Fraction(1, 48_000)
        yield frame


def _quick(codec: str) -> dict[str, str]:
    """Encoder options that keep drawing fast."""
    if codec in ("libx264", "libx265"):
        quiet = {"x265-params": "log-level=none"} if codec == "libx265" else {}
        return {"preset": "ultrafast", "g": "30", **quiet}
    return {}


def _flat_ten_bit(width: int, height: int, value: int) -> av.VideoFrame:
    samples = np.full((height * 3 // 2, width), 512, np.uint16)
    samples[:height] = value
    samples[: height // 4, : width // 4] = 64
    return av.VideoFrame.from_ndarray(samples, format="yuv420p10le")
