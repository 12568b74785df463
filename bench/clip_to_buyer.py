"""From the driver's last word to a video that the buyer can play, and to the first verdict on a useless one.

A whole installation with one worker, as `make run` starts it, and 25 s of 1080p30 H.264 at 17 Mb/s. Each run sends
the footage and looks at the clock from `complete` on, until the video stands in the buyer's timeline and a picture
of it was decoded: twice with nothing to hide, so that the largest size is copied, once with a label in it, so that
all is encoded. With dark footage it looks until the driver hears that it is of no use. The steps are what the clip
itself says while it is processed. Beside it the time that one ffmpeg command takes, with nothing else going on.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections import defaultdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

import av
import httpx

from bench._footage import draw_yard
from bench._way import Way, way
from bench.pass_vs_ffmpeg import ffmpeg_line
from tests.journey.playlists import fetched, uris

SECONDS = 25
LOOK = 0.2  # seconds between two looks at the clip, each of which costs the two cores some milliseconds
LONGEST = 300.0
GOALS = {"copied": 0.25, "copied, 8 Mb/s": 0.25, "encoded": 0.7}
EASY = 8_000_000  # bits a second, what newer phones and cameras write
FIRST_VERDICT = 2.0


def main() -> None:
    runs, seconds = int(os.environ.get("BENCH_RUNS", "5")), int(os.environ.get("BENCH_SECONDS", SECONDS))
    with TemporaryDirectory() as place:
        clips = {
            "copied": draw_yard(Path(place) / "plain.mp4", seconds=seconds),
            "copied, 8 Mb/s": draw_yard(Path(place) / "easy.mp4", seconds=seconds, bitrate=EASY),
            "encoded": draw_yard(Path(place) / "label.mp4", seconds=seconds, label=True),
            "dark": draw_yard(Path(place) / "dark.mp4", seconds=seconds, light=0.12),
        }
        print(f"{seconds} s of 1080p30, {os.cpu_count()} cores, {runs} runs, one worker")
        took: defaultdict[str, list[float]] = defaultdict(list)
        steps: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
        with way() as people:
            for _ in range(runs):
                for name in GOALS:
                    wall, spent = _playable(people, clips[name])
                    took[name].append(wall)
                    steps[name].append(spent)
                took["dark"].append(_told(people, clips["dark"]))
        took["ffmpeg"] = [_ffmpeg(clips["copied"]) for _ in range(runs)]  # when nothing else runs any more
    for name, goal in GOALS.items():
        middle = statistics.median(took[name])
        print(f"{name:14} {middle:6.2f} s = {middle / seconds:.3f} of the length (goal {goal}), {_range(took[name])}")
        print(f"{'':14} " + ", ".join(f"{step} {spent:.2f}" for step, spent in _middles(steps[name]).items()))
    peer = statistics.median(took["ffmpeg"])
    print(f"ffmpeg alone   {peer:6.2f} s = {peer / seconds:.3f} of the length, {_range(took['ffmpeg'])}")
    dark = statistics.median(took["dark"])
    print(f"dark           {dark:6.2f} s to the first verdict (goal {FIRST_VERDICT:g}), {_range(took['dark'])}")


def _playable(people: Way, footage: Path) -> tuple[float, dict[str, float]]:
    """Seconds until the buyer can play the clip, and how long it stood at each step."""
    upload, parts = people.announced(footage)
    before = {entry["id"] for entry in people.entries()}
    began = time.monotonic()
    people.complete(upload, parts)
    spent: defaultdict[str, float] = defaultdict(float)
    last = began
    while time.monotonic() < began + LONGEST:
        clip = people.driver.clip(upload["clip_id"])
        now = time.monotonic()
        spent[clip["progress"]["step"] or clip["status"]] += now - last
        last = now
        if clip["status"] == "published":
            [entry] = [entry for entry in people.entries() if entry["id"] not in before]
            _play(people, entry["clip"])
            wall = time.monotonic() - began
            spent["playing"] = time.monotonic() - last
            return wall, dict(spent)
        if clip["status"] in ("held", "rejected", "failed"):
            raise RuntimeError(f"the clip was {clip['status']}: {clip.get('verdict')}")
        time.sleep(LOOK)
    raise RuntimeError(f"nothing to play after {LONGEST:g} s")


def _play(people: Way, clip: dict[str, Any]) -> None:
    """Decode the first picture of the smallest size, as a phone on a bad line does."""
    token = people.buyer.ask("POST", f"/v1/orders/{people.order_id}/playback", 201)["token"]
    master = f"{people.installation.base_url}{clip['hls']}?t={token}"
    playlist = urljoin(master, uris(httpx.get(master).text)[-1])
    path = people.folder / "first.mp4"
    path.write_bytes(
        b"".join(islice(fetched(httpx.get(playlist).text, playlist), 2))
    )  # what begins every segment, and one
    with av.open(str(path)) as box:
        next(box.decode(video=0))


def _told(people: Way, footage: Path) -> float:
    """Seconds until the driver sees what is wrong."""
    upload, parts = people.announced(footage)
    began = time.monotonic()
    people.complete(upload, parts)
    while time.monotonic() < began + LONGEST:
        clip = people.driver.clip(upload["clip_id"])
        if (verdict := clip.get("verdict")) is not None:
            took = time.monotonic() - began
            if verdict["code"] != "too_dark":
                raise RuntimeError(f"dark footage was called {verdict}")
            people.driver.settled(upload["clip_id"], LONGEST)  # or the next run would wait for its end
            return took
        time.sleep(LOOK)
    raise RuntimeError(f"no verdict after {LONGEST:g} s")


def _ffmpeg(footage: Path) -> float:
    """Seconds that the command of `pass_vs_ffmpeg` takes for the same sizes: what this machine can do."""
    with TemporaryDirectory() as place:
        shutil.copy(footage, Path(place) / "source")
        began = time.monotonic()
        subprocess.run(ffmpeg_line(Path(place)), check=True)
        return time.monotonic() - began


def _middles(found: list[dict[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for each in found for name in each)
    return {name: statistics.median(each.get(name, 0.0) for each in found) for name in names}


def _range(found: list[float]) -> str:
    return f"{min(found):.2f} to {max(found):.2f} s"


if __name__ == "__main__":
    main()
