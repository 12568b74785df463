"""What a child leaves behind is counted, waited for and removed, whatever it is."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from media import bounds
from media.bounds import Bounds, TooMuchWritten
from media.family import all_gone_after
from media.job import Job, Limits
from media.remove import remove
from tests.deep_folders import deep_folder

MEGABYTE = 1024**2


def test_folders_in_folders_are_removed_and_what_a_link_leads_to_is_not(tmp_path: Path) -> None:
    kept, link, nest = tmp_path / "kept", tmp_path / "link", tmp_path / "nest"
    (kept / "in it").mkdir(parents=True)
    link.symlink_to(kept)
    deep_folder(nest)
    for path in (link, nest, tmp_path / "never there"):
        remove(path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in it", "kept"]


def test_a_folder_that_is_renamed_under_the_look_hides_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_bytes(b"footage")
    watched = Bounds(Job("source", tmp_path, max_duration_s=0.0), Limits(disk=MEGABYTE))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_bytes(bytes(4 * MEGABYTE))
    for name in ("a", "z"):  # whichever is looked at first
        (tmp_path / name).mkdir()
    really = os.scandir

    def scandir(path: Any) -> Any:
        if Path(path).name in ("a", "z"):
            raise FileNotFoundError(path)
        return really(path)

    monkeypatch.setattr(bounds.os, "scandir", scandir)
    with pytest.raises(TooMuchWritten):
        watched.check_disk()


@contextmanager
def many_files() -> Iterator[None]:
    """So many that the next one has a number that select(2) does not take."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2000:
        pytest.skip("this machine lets a process have few files only")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2000, hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        yield
    finally:
        for each in held:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_an_end_is_waited_for_however_many_files_are_open() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with many_files(), all_gone_after(child.pid):
        child.kill()
    assert child.wait(0.1) == -9
