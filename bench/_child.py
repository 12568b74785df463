"""One clip through the fenced child, with everything it does."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from media.job import Job, process


def measured(clip: Path) -> tuple[float, float, float]:
    """Seconds, CPU seconds and megabytes at the most. Raises RuntimeError for a clip that is judged."""
    with TemporaryDirectory() as folder:
        shutil.copy(clip, Path(folder) / "source")
        began = time.monotonic()
        outcome = process(Job("source", Path(folder)))
        wall = time.monotonic() - began
    if outcome.verdict is not None:
        raise RuntimeError(f"the clip was judged: {outcome.verdict}")
    return wall, outcome.cpu_s or 0.0, (outcome.peak_memory or 0) / 1024**2
