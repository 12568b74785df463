"""Three minutes of footage against 25 seconds: time, CPU and memory of the child, with everything it does.

Both are 1080p30 H.264 at 17 Mb/s, once with a label in it, so that all is encoded, once without, so that the largest
size is copied. The long one is nine times the same 20 seconds, which makes eight cuts.
"""

from __future__ import annotations

import os
import statistics
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._child import measured
from bench._footage import draw_yard, repeat

SHORT, PIECE, PIECES = 25, 20, 9
GOAL = 8.0


def main() -> None:
    runs = int(os.environ.get("BENCH_RUNS", "3"))
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, label in (("encoded", True), ("copied", False)):
            short = draw_yard(folder / f"{name}-short.mp4", seconds=SHORT, label=label)
            piece = draw_yard(folder / f"{name}-piece.mp4", seconds=PIECE, label=label)
            clips = {"short": short, "long": repeat(folder / f"{name}-long.mp4", piece, PIECES)}
            found: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
            for _ in range(runs):
                for length, clip in clips.items():
                    found[length].append(measured(clip))
            _report(name, found)


def _report(name: str, found: dict[str, list[tuple[float, float, float]]]) -> None:
    middle = {
        length: [statistics.median(run[part] for run in runs) for part in range(3)] for length, runs in found.items()
    }
    for length, (wall, cpu, memory) in middle.items():
        print(f"{name:8} {length:6} {wall:7.1f} s, {cpu:7.1f} CPU s, {memory:6.0f} MB")
    wall, cpu, memory = (long / short for long, short in zip(middle["long"], middle["short"], strict=True))
    print(f"{name:8} ratio  {wall:.2f} (goal {GOAL:g}), CPU {cpu:.2f}, memory {memory:.2f}")


if __name__ == "__main__":
    main()
