"""Takes the README's pictures of the real pages of a running demonstration.

make run                                   # in another terminal, until the demonstration is loaded
.venv/bin/python docs/pictures/take.py     # reads var/demo.json

Names of pictures as arguments take only these. They are reduced to a palette of 256 colours: a third of the size.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ZONE = "Asia/Shanghai"  # where the story takes place
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}
# The end of an order's number, and what its picture is called: each stands at another step of its story.
DELAYED, DAMAGED = "-4799", "-4741"
STORIES = {DELAYED: "order-delayed-phone", DAMAGED: "order-damaged-phone", "-4655": "order-delivered-phone"}

Demo = dict[str, Any]
Visit = Callable[[Page, Demo], None]


def main() -> None:
    """Sign in as the demonstration's people, and keep what they see."""
    data = Path(os.environ.get("ROADREEL_DATA", HERE.parents[1] / "var"))
    demo = json.loads((data / "demo.json").read_text("utf-8")) | {"data": data}
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        visits = (
            (PHONE, 2, buyer_phone),
            (PHONE, 2, stories),
            (DESK, 1, buyer_desk),
            (PHONE, 2, carrier_phone),
            (DESK, 1, console_desk),
        )
        for size, scale, visit in visits:
            page = browser.new_page(viewport=size, device_scale_factor=scale, locale="en-GB", timezone_id=ZONE)
            visit(page, demo)
            page.close()
        browser.close()


def hand_over(page: Page, demo: Demo, number: str) -> None:
    """Arrive as the buyer of an order, as a shop's app hands them over."""
    form = {"grant_type": "client_credentials", **demo["partner"]}
    token = httpx.post(f"{demo['base_url']}/v1/auth/token", data=form).raise_for_status().json()["access_token"]
    sessions = f"{demo['base_url']}/v1/partner/orders/{number}/sessions"
    answer = httpx.post(sessions, json={}, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
    page.goto(f"{demo['base_url']}/#handoff={answer.json()['code']}")
    page.locator("rr-order-card").first.wait_for()


def numbers(demo: Demo) -> dict[str, str]:
    """The order numbers that end as the stories do, by that end."""
    agent = {"username": demo["agent"]["email"], "password": demo["agent"]["password"]}
    form = {"grant_type": "password", **agent}
    token = httpx.post(f"{demo['base_url']}/v1/auth/token", data=form).raise_for_status().json()["access_token"]
    asked = httpx.get(
        f"{demo['base_url']}/v1/support/orders",
        params={"q": "LH-", "limit": 100},
        headers={"Authorization": f"Bearer {token}"},
    ).raise_for_status()
    return {number[-5:]: number for number in (item["number"] for item in asked.json()["items"])}


def driver_signs_in(page: Page, data: Path, phone: str, address: str) -> None:
    """Type the phone number, read the code from the outbox, type it."""
    page.goto(address)
    page.get_by_role("textbox").first.fill(phone.removeprefix("+86"))
    page.get_by_role("button", name="Send me a code").click()
    page.locator("#code").wait_for()
    page.wait_for_timeout(1500)
    page.locator("#code").fill(newest_code(data, phone))
    page.locator("rr-stages").wait_for()


def newest_code(data: Path, phone: str) -> str:
    """The last code that left for the phone."""
    for letter in sorted((data / "outbox").glob("*.json"), reverse=True):
        message = json.loads(letter.read_text("utf-8"))
        if message["to"] == phone:
            return str(message["code"])
    sys.exit(f"no code for {phone} in {data / 'outbox'}")


def keep(page: Page, name: str) -> None:
    """One picture, once everything on the page has come to rest."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        reduced = picture.convert("RGB").quantize(256, kmeans=2)
    reduced.save(path, optimize=True)


def open_order(page: Page, number: str) -> None:
    """From the list to the order with this number."""
    order_id = page.evaluate(
        """async (number) => {
          const { items } = await document.querySelector("rr-buyer").api.get("/v1/orders");
          return items.find((order) => order.number === number).id;
        }""",
        number,
    )
    page.evaluate("(id) => { location.hash = `#/orders/${id}`; }", order_id)
    page.locator("rr-timeline li").first.wait_for()


def buyer_phone(page: Page, demo: Demo) -> None:
    """The list of orders and one order on a phone."""
    hand_over(page, demo, hero(demo))
    keep(page, "buyer-orders-phone")
    page.goto(f"{demo['base_url']}/#/orders/{demo['buyer']['order_id']}")
    keep(page, "buyer-order-phone")


def hero(demo: Demo) -> str:
    """The number of the order that the demonstration's buyer looks at."""
    headers = {"Authorization": f"Bearer {demo['buyer']['access_token']}"}
    answer = httpx.get(f"{demo['base_url']}/v1/orders/{demo['buyer']['order_id']}", headers=headers)
    return str(answer.raise_for_status().json()["number"])


def stories(page: Page, demo: Demo) -> None:
    """A delayed, a damaged and a delivered order, whole."""
    known = numbers(demo)
    for end, name in STORIES.items():
        page.goto("about:blank")
        hand_over(page, demo, known[end])
        open_order(page, known[end])
        keep(page, name)
        if end == DAMAGED:
            page.locator("rr-timeline .damage").evaluate("(entry) => entry.scrollIntoView({ block: 'center' })")
            keep(page, "order-damage-phone")
        if end == DELAYED:
            page.locator("rr-arrival summary").click()
            page.get_by_role("button", name="Journey").click()
            keep(page, "order-arrival-phone")


def buyer_desk(page: Page, demo: Demo) -> None:
    """The same order at a desk."""
    hand_over(page, demo, hero(demo))
    page.goto(f"{demo['base_url']}/#/orders/{demo['buyer']['order_id']}")
    keep(page, "buyer-order-desk")


def carrier_phone(page: Page, demo: Demo) -> None:
    """The carrier page: one trip, and one of its cars to check."""
    address = f"{demo['base_url']}/carrier"
    driver_signs_in(page, demo["data"], demo["driver"]["phone"], address)
    page.goto(f"{address}#/trips/{demo['carrier']['trip_ids'][0]}")
    keep(page, "carrier-trip-phone")
    page.goto(f"{address}#/inspect/{demo['carrier']['stage_ids'][0]}")
    page.get_by_role("button", name="I hand it on").click()
    page.mouse.move(0, 0)
    keep(page, "carrier-check-phone")
    page.goto(f"{address}#/film/{demo['carrier']['stage_ids'][1]}")
    page.locator("#choose").set_input_files(
        {"name": "VID_0741.mp4", "mimeType": "video/mp4", "buffer": too_dark(demo)}
    )
    page.get_by_role("button", name="Send this video").click()
    page.locator("rr-upload .seal.bad").wait_for()
    page.mouse.move(0, 0)
    keep(page, "carrier-too-dark-phone")


def too_dark(demo: Demo) -> bytes:
    """The demonstration's dark footage as a file of its own: with a free box of other bytes at its end."""
    content = (demo["data"] / "demo" / "loading-black.mp4").read_bytes()
    return content + (24).to_bytes(4, "big") + b"free" + os.urandom(16)


def console_desk(page: Page, demo: Demo) -> None:
    """The console: what waits for a person, and one clip of it with a box."""
    page.goto(f"{demo['base_url']}/support")
    page.get_by_label("Email address").fill(demo["agent"]["email"])
    page.get_by_label("Password").fill(demo["agent"]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Review").click()
    page.get_by_role("region", name="Review").get_by_role("link").first.click()
    page.locator("rr-console-clip video").wait_for()
    page.wait_for_timeout(1500)
    for key in ("Shift+ArrowRight", "b"):
        page.keyboard.press(key)
    page.locator("rr-console-clip h1").evaluate("(heading) => { heading.tabIndex = -1; heading.focus(); }")
    keep(page, "console-review-desk")
    page.get_by_role("link", name="Proof").click()
    page.locator(".sheet").wait_for()
    keep(page, "console-proof-desk")


if __name__ == "__main__":
    main()
