"""A browser and the pages. One module at a time: Playwright holds the thread's event loop while it runs."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import running_chromium, watched_page
from tests.browser.site import running_site


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
