"""What the tests of the demonstration share."""

from pathlib import Path

import pytest

from ops.demo.drawing.clips import CLIPS, film
from tests.ops.demo.stamps import small


@pytest.fixture(scope="session")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every clip of the demonstration, drawn small."""
    folder = tmp_path_factory.mktemp("stamps")
    for name, clip in CLIPS.items():
        film(small(clip), folder / f"{name}{clip.suffix}")
    return folder
