"""Three minutes of 3840x2160: the child's peak memory and time, beside one ffmpeg command that makes the same sizes.

The source is two seconds at 50 Mb/s again and again. Everything is looked for and judged.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._child import measured
from bench._footage import draw_yard, repeat
from bench.pass_vs_ffmpeg import ffmpeg_line

SECONDS, PIECE, BITRATE = 180, 2, 50_000_000
GOAL_MB = 1536


def main() -> None:
    seconds = int(os.environ.get("BENCH_SECONDS", SECONDS))
    with TemporaryDirectory() as place:
        folder = Path(place)
        piece = draw_yard(folder / "piece.mp4", seconds=PIECE, width=3840, height=2160, bitrate=BITRATE)
        source = repeat(folder / "source", piece, seconds // PIECE)
        print(f"{seconds} s of 2160p30, {source.stat().st_size * 8 / seconds / 1e6:.0f} Mb/s, {os.cpu_count()} cores")
        found = {"ffmpeg": _ffmpeg(source), "ours": measured(source)}
    for name, (wall, cpu, memory) in found.items():
        print(f"{name:7} {wall:7.1f} s, {cpu:7.1f} CPU s, {memory:6.0f} MB")
    ratios = [ours / theirs for ours, theirs in zip(found["ours"], found["ffmpeg"], strict=True)]
    print(f"ratio   {ratios[0]:.2f}, CPU {ratios[1]:.2f}, memory {ratios[2]:.2f} (goal: at most {GOAL_MB} MB)")


def _ffmpeg(source: Path) -> tuple[float, float, float]:
    with TemporaryDirectory() as place:
        shutil.copy(source, Path(place) / "source")
        began = time.monotonic()
        child = subprocess.Popen(ffmpeg_line(Path(place), before="scale=1920:1080:flags=bicubic,"))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"ffmpeg ended with {child.returncode}")
        return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
