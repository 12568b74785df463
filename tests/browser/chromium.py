"""A real Chromium, and a page that is watched while it is used."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"]
PATIENCE_MS = 30_000  # a busy machine is slow, and that is no failure
MISSING = "no Chromium was found: install one (Debian: apt install chromium) or name it in ROADREEL_CHROMIUM"
BLOCKED = "Service Worker registration blocked by Playwright"  # said by the browser where a test asked for it
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
  window.violations.push(`${violatedDirective} ${blockedURI}`));
"""


def chromium_path() -> str:
    """The browser to use. Without one the tests are skipped, or fail where ROADREEL_CHROMIUM=required says so."""
    named = os.environ.get("ROADREEL_CHROMIUM", "")
    if named and named != "required":
        return named
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if named == "required" else pytest.skip)(MISSING)
    return str(found)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A headless Chromium that asks nobody for updates."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and everything on it that a finished product would not do."""

    page: Page
    hosts: set[str]
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def listen(self) -> "Watched":
        self.page.add_init_script(VIOLATIONS)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked(request.url))
        return self

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            word in message.text for word in (BLOCKED, *self.expected)
        ):
            self.complaints.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

    def asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in self.hosts:
            self.complaints.append(f"asked a foreign host: {parts.netloc}")

    def check(self) -> None:
        """Nothing to complain about: no error, no policy violation, no other host."""
        violations = self.page.evaluate("window.violations ?? []")
        assert not self.complaints + violations, self.complaints + violations


@contextmanager
def watched_page(browser: Browser, *hosts: str, language: str = "en-GB", **options: Any) -> Iterator[Watched]:
    """A fresh phone-sized page in a language; checked at the end of the block."""
    sizes: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Asia/Shanghai"}
    sizes["service_workers"] = "block"  # a request that passes through one is not seen by `page.route`
    context = browser.new_context(**(sizes | {"locale": language} | options))
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(context.new_page(), set(hosts)).listen()
    yield watched
    watched.check()
    context.close()
