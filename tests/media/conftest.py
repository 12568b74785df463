from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

import av
import pytest

from media.job import Job
from media.one_pass import run
from media.outcome import Outcome
from tests.footage import make_footage

SOURCE = "source"


class Passed(NamedTuple):
    """What came out, and where its files are."""

    outcome: Outcome
    folder: Path

    def frames(self, place: int = 0) -> list[av.VideoFrame]:
        """Decode one rendition whole."""
        with av.open(str(self.folder / self.outcome.renditions[place].file)) as box:
            return list(box.decode(box.streams.video[0]))


@pytest.fixture
def footage(tmp_path: Path) -> Callable[..., Path]:
    """Draw a clip; see tests/footage.py. `ending` picks the container."""
    numbers = count()

    def draw(ending: str = "mp4", **wishes: object) -> Path:
        return make_footage(tmp_path / f"drawn{next(numbers)}.{ending}", **wishes)  # type: ignore[arg-type]

    return draw


@pytest.fixture
def job_with(tmp_path: Path) -> Callable[..., Job]:
    """A job on these bytes or this file, in a folder of its own."""
    numbers = count()

    def make(source: Path | bytes, **wishes: object) -> Job:
        folder = tmp_path / f"job {next(numbers)}"
        folder.mkdir()
        (folder / SOURCE).write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        return Job(SOURCE, folder, **wishes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def passed(job_with: Callable[..., Job]) -> Callable[..., Passed]:
    """Run the pass in this process, without the fence: faster, and the footage is our own."""

    def make(source: Path | bytes, **wishes: object) -> Passed:
        job = job_with(source, **wishes)
        return Passed(run(job, lambda _step, _percent: None), job.folder)

    return make
