"""A queue of clips, finished by two workers and by one that has a single core.

Whole installations, one after the other, with the same clips: everything is sent before the clock starts, then all
are completed at once, and it stops when the last one is published. A label is in every clip, so that each is encoded.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench._footage import draw_yard
from bench._way import Way, way

CLIPS, SECONDS = 20, 4
GOAL = 1.6
LONGEST = 1800.0


def main() -> None:
    clips, seconds = int(os.environ.get("BENCH_CLIPS", CLIPS)), int(os.environ.get("BENCH_SECONDS", SECONDS))
    with TemporaryDirectory() as place:
        footage = draw_yard(Path(place) / "yard.mp4", seconds=seconds, label=True)
        with way(workers=1) as people:
            _pin(people)
            one = _finished(people, footage, clips)
        with way(workers=2) as people:
            two = _finished(people, footage, clips)
    print(f"{clips} clips of {seconds} s of 1080p30, {os.cpu_count()} cores")
    print(f"one worker on one core {one:.1f} s, two workers {two:.1f} s, {one / two:.2f} times as fast (goal {GOAL})")


def _pin(people: Way) -> None:
    """Keep the worker, and every child that it will have, on one core."""
    [worker] = people.installation.workers()
    core = min(os.sched_getaffinity(worker))
    for thread in Path(f"/proc/{worker}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})


def _finished(people: Way, footage: Path, clips: int) -> float:
    """Seconds until the last of so many clips is published."""
    sent = [people.announced(footage) for _ in range(clips)]
    began = time.monotonic()
    for upload, parts in sent:
        people.complete(upload, parts)
    for upload, _ in sent:
        clip = people.driver.settled(upload["clip_id"], LONGEST)
        if clip["status"] != "published":
            raise RuntimeError(f"a clip was {clip['status']}: {clip.get('verdict')}")
    return time.monotonic() - began


if __name__ == "__main__":
    main()
