"""A browser and the pages. One module at a time: Playwright holds the thread's event loop while it runs."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import running_chromium, watched_page
from tests.browser.shop import Shop
from tests.browser.site import running_site
from tests.installation import Installation, running_installation
from tests.journey.people import Machine
from tests.journey.shop import open_shop


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The static files alone."""
    with running_site() as url:
        yield url


@pytest.fixture
def blank(browser: Browser, site: str) -> Iterator[Page]:
    """An empty page under the strict policy, to import modules into."""
    with watched_page(browser, urlsplit(site).netloc) as watched:
        watched.page.goto(f"{site}/")
        yield watched.page


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Everything running for real, and nobody there yet."""
    folder = Path(tempfile.mkdtemp(prefix="roadreel browser "))
    folder.chmod(0o755)
    with running_installation(folder / "var") as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shop(installation: Installation) -> Shop:
    """The shop with a carrier and its driver."""
    key = json.loads(installation.command("key", "make", "--partner", "shop", "--json"))
    machine = Machine(installation).sign_in_with(key)
    open_shop(machine)
    return Shop.opened(machine)
