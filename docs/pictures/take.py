"""Takes the README's pictures of the real pages of a running demonstration.

make run                                   # in another terminal, until the demonstration is loaded
.venv/bin/python docs/pictures/take.py     # reads var/demo.json
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


def main() -> None:
    """Sign in as the demonstration's buyer and driver, and keep what they see."""
    data = Path(os.environ.get("ROADREEL_DATA", HERE.parents[1] / "var"))
    demo = json.loads((data / "demo.json").read_text("utf-8"))
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        for size, scale, visit in ((PHONE, 2, buyer_phone), (DESK, 1, buyer_desk), (PHONE, 2, carrier_phone)):
            page = browser.new_page(viewport=size, device_scale_factor=scale, locale="en-GB")
            visit(page, demo, data)
            page.close()
        browser.close()


def sign_in(page: Page, data: Path, phone: str, address: str) -> None:
    """Type the phone number, read the code from the outbox, type it."""
    page.goto(address)
    page.get_by_role("textbox").first.fill(phone.removeprefix("+86"))
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox").first.wait_for()
    page.wait_for_timeout(1500)
    page.keyboard.type(newest_code(data, phone), delay=40)


def newest_code(data: Path, phone: str) -> str:
    """The last code that left for the phone."""
    for letter in sorted((data / "outbox").glob("*.json"), reverse=True):
        message = json.loads(letter.read_text("utf-8"))
        if message["to"] == phone:
            return str(message["code"])
    sys.exit(f"no code for {phone} in {data / 'outbox'}")


def keep(page: Page, name: str) -> None:
    """One picture, once everything on the page has come to rest."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1200)
    page.screenshot(path=HERE / f"{name}.png")


Visit = Callable[[Page, dict[str, dict[str, str]], Path], None]


def buyer_phone(page: Page, demo: dict[str, dict[str, str]], data: Path) -> None:
    """The list of orders and one order on a phone."""
    sign_in(page, data, demo["buyer"]["phone"], demo["base_url"])
    keep(page, "buyer-orders-phone")
    page.goto(f"{demo['base_url']}/#/orders/{demo['buyer']['order_id']}")
    keep(page, "buyer-order-phone")


def buyer_desk(page: Page, demo: dict[str, dict[str, str]], data: Path) -> None:
    """The same order at a desk."""
    sign_in(page, data, demo["buyer"]["phone"], demo["base_url"])
    page.wait_for_timeout(1500)
    page.goto(f"{demo['base_url']}/#/orders/{demo['buyer']['order_id']}")
    keep(page, "buyer-order-desk")


def carrier_phone(page: Page, demo: dict[str, dict[str, str]], data: Path) -> None:
    """The carrier page with the cars to film."""
    sign_in(page, data, demo["driver"]["phone"], f"{demo['base_url']}/carrier")
    keep(page, "carrier-stages-phone")


if __name__ == "__main__":
    main()
