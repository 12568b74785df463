"""Folders for tests of running things: short-lived, their names with a space, their parents open to other users."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="roadreel ops "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
