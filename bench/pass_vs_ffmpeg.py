"""The pass against one ffmpeg command that makes the same files: wall clock, CPU, peak memory.

All read 10 s of 1080p30 H.264 at 17 Mb/s and write the same three renditions, poster and sprite. Ours runs as the
workers run it: a new Python process inside the fence, with its checks and its reading back of what was written. Only
what a worker does once in its life, as asking which fences there are, is done before the clock starts. It runs once
only transcoding, once judging too, once judging and hiding as every real clip is, and once so with the largest size
copied as it is where nothing has to be hidden: until it can be published, with two sizes, and until the third has
followed, from a second process, as a later job makes it. What each adds is the breakdown.
The ffmpeg command runs once with its preset's own search for motion, as people use it, and once with the one that
ours uses (see `motion_search`), which shows what everything else adds.
The runs alternate; medians and their ratios come from the same minutes on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._footage import draw_yard
from media.ladder import Size
from media.sinks.encoder import options_of

RUNGS = {1080: (1920, 1080), 720: (1280, 720), 360: (640, 360)}
MEASURES = {"wall": "s", "cpu": "s", "memory": "MB"}
LATER = "and 720p later"
PEERS = {"ffmpeg": [], "ffmpeg, dia": ["-x264-params", "me=dia"]}  # the first as people use it
OURS = {
    "transcode": {"judge": False, "hide": False, "copy": False},
    "judged": {"judge": True, "hide": False, "copy": False},
    "everything": {"judge": True, "hide": True, "copy": False},
    "smart copy": {"judge": True, "hide": True, "copy": True},
    LATER: {"judge": True, "hide": True, "copy": True},
}


def main() -> None:
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    with TemporaryDirectory() as place:
        source = draw_yard(Path(place) / "yard.mp4")
        print(f"source: {source.stat().st_size * 8 / 10 / 1e6:.1f} Mb/s, {os.cpu_count()} cores, {runs} runs")
        results: dict[str, list[dict[str, float]]] = {name: [] for name in (*PEERS, *OURS)}
        for _ in range(runs):
            for name, found in results.items():
                found.append(_measured(name, source))
    _report(results)


def _report(results: dict[str, list[dict[str, float]]]) -> None:
    middle = {
        name: {key: statistics.median(run[key] for run in runs) for key in MEASURES} for name, runs in results.items()
    }
    print(f"{'':18}" + "".join(f"{key + ' ' + unit:>12}" for key, unit in MEASURES.items()))
    for name, row in middle.items():
        print(f"{name:18}" + "".join(f"{row[key]:12.2f}" for key in MEASURES))
    for peer in PEERS:
        print(f"against {peer}:")
        for name in OURS:
            ratios = (middle[name][key] / middle[peer][key] for key in MEASURES)
            print(f"{name:18}" + "".join(f"{ratio:12.3f}" for ratio in ratios))
    for name, before in (("judged", "transcode"), ("everything", "judged"), (LATER, "smart copy")):
        print(f"{name} adds {middle[name]['cpu'] - middle[before]['cpu']:.2f} CPU s to {before}")
    for name, runs in results.items():
        print(
            f"{name} wrote {runs[0]['written'] / 1e6:.2f} MB; walls " + " ".join(f"{run['wall']:.2f}" for run in runs)
        )


def _measured(name: str, source: Path) -> dict[str, float]:
    """One run in a process of its own, so that its children's peak memory is nobody else's."""
    with TemporaryDirectory() as folder:
        shutil.copy(source, Path(folder) / "source")
        line = [sys.executable, "-m", "bench.pass_vs_ffmpeg", name, folder]
        answer = subprocess.run(line, capture_output=True, check=True, text=True)
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def _one(name: str, folder: Path) -> None:
    if name in OURS:
        from media.parent import fences

        fences()
    began = time.monotonic()
    before = _cpu(resource.RUSAGE_SELF) + _cpu(resource.RUSAGE_CHILDREN)
    if name in OURS:
        inner_cpu, inner_memory = _ours(folder, name)
    else:
        subprocess.run(ffmpeg_line(folder, encoder=PEERS[name]), check=True)
        inner_cpu = inner_memory = 0.0
    wall = time.monotonic() - began
    cpu = inner_cpu + _cpu(resource.RUSAGE_SELF) + _cpu(resource.RUSAGE_CHILDREN) - before
    memory = max(inner_memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    written = sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".mp4", ".jpg"))
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "written": written}))


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _ours(folder: Path, name: str) -> tuple[float, float]:
    """CPU seconds and megabytes as the child counts them: bubblewrap does not wait for it, so we cannot."""
    from media.job import Job, process

    outcomes = [process(Job("source", folder, **OURS[name]))]
    first = outcomes[0]
    assert first.verdict is None, first.verdict
    assert len(first.renditions) + len(first.owed) == len(RUNGS)
    if name == LATER:
        outcomes.append(process(Job(first.renditions[0].file, folder, only=tuple(first.owed))))
    cpu = sum(each.cpu_s or 0.0 for each in outcomes)
    return cpu, max(each.peak_memory or 0 for each in outcomes) / 1024**2


def ffmpeg_line(folder: Path, *, before: str = "", encoder: Sequence[str] = ()) -> list[str]:
    """One command: decode once, scale from size to size, encode three times, one poster, one sprite.

    `before` are filters, each with its comma, that come first; `encoder` are further options of each encoder.
    """
    from imageio_ffmpeg import get_ffmpeg_exe

    graph = (
        f"[0:v]{before}split=2[v1080][a];[a]scale=1280:720:flags=bicubic,split=3[v720][b][p];"
        "[b]scale=640:360:flags=bicubic,split=2[v360][c];"
        "[c]fps=2,scale=160:90,tile=10x2[sprite];[p]select=eq(n\\,60)[poster]"
    )
    line = [get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(folder / "source"), "-filter_complex", graph]
    for rung, (width, height) in RUNGS.items():
        ours = options_of(Size(width, height))
        line += ["-map", f"[v{rung}]", "-c:v", "libx264", "-preset", ours["preset"], "-crf", ours["crf"]]
        line += ["-profile:v", ours["profile"], "-maxrate", ours["maxrate"], "-bufsize", ours["bufsize"]]
        line += ["-g", "60", "-sc_threshold", "0", *encoder]
        line += ["-movflags", "+cmaf+frag_keyframe+delay_moov+global_sidx+skip_trailer", "-map_metadata", "-1"]
        line += [str(folder / f"{rung}p.mp4")]
    line += ["-map", "[poster]", "-frames:v", "1", "-update", "1", str(folder / "poster.jpg")]
    return [*line, "-map", "[sprite]", "-frames:v", "1", "-update", "1", str(folder / "storyboard.jpg")]


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("name", choices=[*PEERS, *OURS])
    arguments.add_argument("folder", type=Path)
    given = arguments.parse_args()
    _one(given.name, given.folder)
