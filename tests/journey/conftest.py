"""One installation for the journeys: without the demonstration, with a shop that begins from nothing."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, running_installation
from tests.journey.people import Machine
from tests.journey.shop import open_shop


@pytest.fixture(scope="session")
def journey_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="roadreel journey "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def installation(journey_folder: Path) -> Iterator[Installation]:
    """Everything running for real, and nobody there yet."""
    with running_installation(journey_folder / "var") as running:
        yield running


@pytest.fixture(scope="session")
def shop(installation: Installation) -> Machine:
    """The shop's system, with its places and its carrier set up."""
    key = json.loads(installation.command("key", "make", "--partner", "shop", "--json"))
    shop = Machine(installation).sign_in_with(key)
    open_shop(shop)
    return shop
