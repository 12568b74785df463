from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from media import progress
from media.job import Step
from media.progress import Progress


def test_a_clip_that_lies_about_its_length_is_still_told_to_be_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [100.0], []
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    years: Any = SimpleNamespace(container=SimpleNamespace(duration=10**15))

    def tell(step: Step, percent: int) -> None:
        told.append((step, percent, now[0]))

    watched = Progress(years, tell)
    for second in range(12):
        now[0] = 100.0 + second
        watched.at(second)
    assert told == [(Step.PASS, 0, 100.0), (Step.PASS, 0, 106.0)]
