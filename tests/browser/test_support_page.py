"""The console in a real browser on a running installation: found, read whole, decided, recorded."""

import hashlib
import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watched, watched_page
from tests.browser.shop import Shop
from tests.browser.signing_in import hand_over
from tests.browser.test_buyer_page import storage_host
from tests.footage import make_footage
from tests.installation import Installation
from tests.journey.people import Machine

EMAIL = "mei@example.com"
DESK = {"width": 1280, "height": 860}
BUYER = "+8613900139777"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def password(installation: Installation) -> str:
    said = installation.command("user", "add", EMAIL, "--role", "supervisor", "--name", "Mei", "--locale", "en")
    return said.rsplit(" ", 1)[-1].strip()


@pytest.fixture(scope="module")
def hosts(installation: Installation, shop: Shop) -> tuple[str, str]:
    return urlsplit(installation.base_url).netloc, storage_host(installation)


@pytest.fixture(scope="module")
def order(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An order whose car left and was filmed."""
    order = shop.sell(BUYER)
    shop.report(order, "departing", hours=-2)
    order["footage"] = make_footage(tmp_path_factory.mktemp("footage") / "walk.mp4", seconds=3)
    order["clip"] = shop.film(order, order["footage"])
    return order


@pytest.fixture
def watched(browser: Browser, hosts: tuple[str, str]) -> Iterator[Watched]:
    with watched_page(browser, *hosts, viewport=DESK) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched, installation: Installation, password: str) -> Page:
    page = watched.page
    page.goto(f"{installation.base_url}/support")
    enter(page, password)
    expect(page.get_by_role("searchbox")).to_be_focused()
    return page


def enter(page: Page, password: str) -> None:
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def find(page: Page, typed: str, number: str) -> None:
    page.get_by_role("searchbox").fill(typed)
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("rr-console-search tbody a")).to_have_text([number])


def row(page: Page, table: str) -> Any:
    return page.get_by_role("region", name=table).locator("tbody tr")


def test_a_wrong_password_is_said_kindly(watched: Watched, installation: Installation, password: str) -> None:
    watched.expected = ("400",)
    watched.page.goto(f"{installation.base_url}/support")
    enter(watched.page, "guess")
    expect(watched.page.get_by_role("alert")).to_contain_text("is not right")


def test_an_agent_finds_an_order_and_reads_it_whole(page: Page, order: Any) -> None:
    find(page, order["vin"][-6:], order["number"])
    page.locator("rr-console-search tbody a").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(order["number"])
    expect(page.locator("rr-console-order")).to_contain_text(BUYER)
    expect(row(page, "Reports")).to_contain_text(["Departed"])
    expect(row(page, "Footage")).to_contain_text(["Published"])
    page.get_by_role("link", name="Timeline").click()
    expect(row(page, "Timeline").first).to_contain_text(re.compile("video|Left|way"))
    page.get_by_role("link", name="As the buyer sees it").click()
    page.get_by_label("Why do you look?").fill("she cannot find the video")
    page.get_by_role("button", name="Show").click()
    expect(row(page, "As the buyer sees it").first).to_be_visible()
    page.locator("rr-console-order").get_by_role("link", name="Audit").click()
    for said in ("read it as the buyer", "she cannot find the video", "Mei"):
        expect(row(page, "Audit").filter(has_text=said).first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_clip_is_held_redacted_and_released_by_keyboard(page: Page, order: Any, installation: Installation) -> None:
    page.goto(f"{installation.base_url}/support#/clips/{order['clip']['id']}")
    expect(page.locator("video")).to_have_js_property("readyState", 4)
    page.get_by_label("Why?").first.fill("a face at the gate")
    page.get_by_role("button", name="Hold").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Held")
    page.get_by_role("link", name="Review").click()
    expect(row(page, "Review")).to_have_count(1)
    expect(row(page, "Review")).to_contain_text("Mei: a face at the gate")
    page.get_by_role("region", name="Review").get_by_role("link").click()
    page.get_by_role("button", name="Draw boxes").click()
    frame = page.locator(".layer").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.75, frame["y"] + frame["height"] * 0.5)
    page.mouse.up()
    box = [
        float(page.get_by_label(f"Box 1 {name}", exact=True).input_value())
        for name in ("Left", "Top", "Width", "Height")
    ]
    assert box == pytest.approx([0.25, 0.25, 0.5, 0.25], abs=0.01)
    page.locator("textarea").fill("hidden now")
    page.get_by_role("button", name="Make again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("worker|processed"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Held", timeout=120_000)  # shown once it is done
    page.locator("textarea").fill("nobody can be seen")
    page.get_by_role("heading", level=1).evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Published")


def colleague(installation: Installation) -> Machine:
    """Another agent, signed in."""
    email = f"jun{next(NUMBERS)}@example.com"
    said = installation.command("user", "add", email, "--role", "supervisor", "--name", "Jun", "--locale", "en")
    agent = Machine(installation)
    agent.sign_in(grant_type="password", username=email, password=said.rsplit(" ", 1)[-1].strip())
    return agent


def test_what_a_colleague_looks_at_can_be_seen_and_not_decided_until_they_are_done(
    watched: Watched, page: Page, order: Any, installation: Installation
) -> None:
    watched.expected = ("409",)
    jun, path = colleague(installation), f"/v1/support/clips/{order['clip']['id']}"
    jun.ask("POST", f"{path}/claim", json={})
    page.goto(f"{installation.base_url}/support#/clips/{order['clip']['id']}")
    expect(page.get_by_text("Jun is looking at this clip. You can decide as soon as they are done.")).to_be_visible()
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_role("button", name="Hold")).to_be_disabled()
    page.locator("textarea").fill("kept while waiting")
    jun.ask("POST", f"{path}/hold", json={"reason": "a face"})
    jun.ask("POST", f"{path}/release", json={"reason": "none after all"})
    expect(page.get_by_role("button", name="Hold")).to_be_enabled()
    expect(page.locator("textarea")).to_have_value("kept while waiting")


def test_the_keyboard_steps_by_pictures_spans_a_box_and_asks_for_a_reason(
    page: Page, order: Any, installation: Installation
) -> None:
    page.goto(f"{installation.base_url}/support#/clips/{order['clip']['id']}")
    expect(page.locator("video")).to_have_js_property("readyState", 4)
    second, two_on, one_back = (
        after(page, *keys) for keys in (["Shift+ArrowRight"], ["ArrowRight"] * 2, ["ArrowLeft"])
    )
    assert second == pytest.approx(1, abs=0.1)
    assert second < one_back < two_on < second + 0.2
    page.keyboard.press("b")
    box = page.get_by_label(re.compile(r"Box \d+ From s")).count()  # others were drawn before
    page.get_by_role("heading", level=1).evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("]")
    begins, ends = (
        float(page.get_by_label(f"Box {box} {end} s", exact=True).input_value()) for end in ("From", "To")
    )
    assert begins == pytest.approx(one_back, abs=0.01)
    assert ends == pytest.approx(begins + 1, abs=0.1)
    page.keyboard.press("h")
    expect(page.get_by_role("alert")).to_contain_text("Say why first")
    expect(page.locator("textarea")).to_be_focused()


def after(page: Page, *keys: str) -> float:
    """The second that is shown after these keys."""
    for key in keys:
        page.keyboard.press(key)
        expect(page.locator("video")).to_have_js_property("seeking", False)
    return float(page.locator("video").evaluate("video => video.currentTime"))


def test_a_line_that_is_cut_is_said_and_tried_again(watched: Watched, page: Page, installation: Installation) -> None:
    watched.expected = ("Failed to load resource", "ERR_FAILED", "404")
    page.route("**/claim", lambda route: route.abort())
    page.goto(f"{installation.base_url}/support#/clips/clp_01900000000070008000000000000000")
    again = page.locator("rr-console-clip").get_by_role("button", name="Try again")
    again.wait_for()
    page.unroute_all()
    again.click()
    expect(page.locator("rr-console-clip").get_by_role("alert")).to_contain_text("not")
    expect(again).to_have_count(0)


def test_a_buyer_who_plays_what_was_just_taken_back_is_told_so(
    browser: Browser, hosts: tuple[str, str], installation: Installation, shop: Shop, order: Any, password: str
) -> None:
    agent = Machine(installation)
    agent.sign_in(grant_type="password", username=EMAIL, password=password)
    with watched_page(browser, *hosts) as watched:
        watched.expected = ("404",)
        hand_over(watched.page, shop, order)
        watched.page.locator("rr-order-card").first.click()
        play = watched.page.get_by_role("button", name=re.compile("^Play the video")).first
        expect(play).to_be_visible()
        agent.ask("POST", f"/v1/support/clips/{order['clip']['id']}/hold", json={"reason": "a face"})
        play.click()
        expect(watched.page.get_by_text("This video was taken back.")).to_be_visible()
    agent.ask("POST", f"/v1/support/clips/{order['clip']['id']}/release", json={"reason": "none after all"})


def test_an_agent_shows_and_prints_what_vouches_for_a_clip(
    page: Page, order: Any, installation: Installation, shop: Shop
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{installation.base_url}/support#/clips/{order['clip']['id']}")
    page.get_by_role("link", name="Proof").click()
    sheet = page.locator(".sheet")
    for said in (
        order["number"],
        order["vin"],
        "There was no second clock to compare with",
        "Most cameras write none",
    ):
        expect(sheet).to_contain_text(said)
    sheet.get_by_role("button", name="Copy: As it was sent").click()
    expect(sheet.get_by_role("button", name="Copy: As it was sent")).to_have_text("Copied")
    assert (
        page.evaluate("navigator.clipboard.readText()") == hashlib.sha256(order["footage"].read_bytes()).hexdigest()
    )
    page.emulate_media(media="print")
    for away in (
        page.get_by_role("link", name="Orders"),
        page.get_by_role("button", name="Print"),
        sheet.get_by_text("Copy"),
    ):
        expect(away.first).to_be_hidden()
    expect(sheet.locator("code", has_text=re.compile("^[0-9a-f]{64}$")).first).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_label("Name the order").select_option("Nobody's")
    expect(sheet).not_to_contain_text(order["number"])
    expect(sheet).not_to_contain_text(order["vin"])


def test_the_console_speaks_chinese_and_fits_a_narrow_window(page: Page, order: Any) -> None:
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="查找")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    find(page, order["number"], order["number"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
