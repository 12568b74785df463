"""The carrier's page in a real browser on a running installation."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.chromium import Watched, watched_page
from tests.browser.shop import Shop
from tests.browser.signing_in import sign_in
from tests.browser.test_buyer_page import sideways, storage_host
from tests.footage import make_footage
from tests.installation import Installation, wait_until

SETTLES_MS = 120_000
TWO_PARTS = 9 * 1024 * 1024


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_footage(tmp_path_factory.mktemp("footage") / "walk.mp4", seconds=3)


@pytest.fixture(scope="module")
def hosts(installation: Installation, shop: Shop) -> tuple[str, str]:
    return urlsplit(installation.base_url).netloc, storage_host(installation)


@pytest.fixture
def order(shop: Shop) -> Any:
    """An order of its own for each test: the same footage for the same car would be a duplicate."""
    return shop.sell("+8613900139201")


@pytest.fixture
def watched(browser: Browser, hosts: tuple[str, str]) -> Iterator[Watched]:
    with watched_page(browser, *hosts) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched, installation: Installation, shop: Shop) -> Page:
    sign_in(watched.page, installation, "/carrier", shop.hire())
    return watched.page


def pick_car(page: Page, vin: str) -> None:
    page.get_by_role("searchbox").fill(vin[-6:])
    page.get_by_role("button", name="Search").click()
    expect(page.locator("rr-stages .cars li")).to_have_count(1)
    page.locator("rr-stages .cars a").click()


def send(page: Page, footage: Path) -> None:
    page.locator("#choose").set_input_files(str(footage))
    page.get_by_role("button", name="Send this video").click()


def variant(footage: Path, folder: Path, word: str, more: int = 1000) -> Path:
    """The same pictures in another file: with a free box of so many bytes at its end."""
    filling = random.Random(word).randbytes(more)
    path = folder / f"{word}.mp4"
    path.write_bytes(footage.read_bytes() + (8 + len(filling)).to_bytes(4, "big") + b"free" + filling)
    return path


def test_a_driver_films_sends_and_reads_the_verdict(page: Page, order: Any, footage: Path, tmp_path: Path) -> None:
    pick_car(page, order["vin"])
    send(page, variant(footage, tmp_path, "first"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)
    expect(page.get_by_role("heading", name="Accepted")).to_be_visible()
    page.get_by_role("link", name="Your videos").click()
    expect(page.locator("rr-uploads li")).to_contain_text("Accepted")


def test_an_upload_goes_on_after_a_reload_and_sends_only_what_is_missing(
    watched: Watched, page: Page, order: Any, footage: Path, tmp_path: Path, hosts: tuple[str, str]
) -> None:
    watched.expected = ("Failed to load resource", "ERR_FAILED")
    arrived: list[str] = []
    cut = {"line": True}

    def through(route: Route) -> None:
        if route.request.method == "PUT" and cut["line"] and arrived:
            return route.abort()
        if route.request.method == "PUT":
            arrived.append(route.request.url)
        return route.continue_()

    page.route(f"http://{hosts[1]}/**", through)
    pick_car(page, order["vin"])
    with page.expect_request_finished(lambda request: request.method == "PUT"):
        send(page, variant(footage, tmp_path, "resumed", TWO_PARTS))
    expect(page.locator("rr-upload .note")).to_contain_text(re.compile("Trying again|No connection"))
    assert len(arrived) == 1
    cut["line"] = False
    before = set(arrived)
    page.reload()
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)
    first = part_number(next(iter(before)))
    assert first not in {part_number(url) for url in arrived if url not in before}, (
        "a part that arrived was sent again"
    )


def part_number(url: str) -> str:
    found = re.search(r"[?&]partNumber=(\d+)", url)
    assert found
    return found[1]


def test_a_url_that_is_too_old_is_asked_for_again(
    watched: Watched, page: Page, order: Any, footage: Path, tmp_path: Path, hosts: tuple[str, str]
) -> None:
    watched.expected = ("403", "Failed to load resource")
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if route.request.method == "PUT" and not refused:
            refused.append(route.request.url)
            return route.fulfill(status=403, headers={"Access-Control-Allow-Origin": "*"})
        return route.continue_()

    page.route(f"http://{hosts[1]}/**", refuse_once)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/parts") else None)
    pick_car(page, order["vin"])
    send(page, variant(footage, tmp_path, "expired"))
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)
    assert len(asked) == 1


def test_a_file_the_phone_could_not_keep_is_asked_for_and_only_the_same_one_is_taken(
    page: Page, order: Any, footage: Path, tmp_path: Path, hosts: tuple[str, str]
) -> None:
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (value, key) {
          if (this.name === "files") throw new DOMException("full", "QuotaExceededError");
          return put.call(this, value, key);
        };"""
    )
    page.reload()
    hold = {"parts": True}
    page.route(f"http://{hosts[1]}/**", lambda route: None if hold["parts"] else route.continue_())
    right = variant(footage, tmp_path, "kept")
    pick_car(page, order["vin"])
    send(page, right)
    expect(page.locator("rr-upload h1")).to_have_text("Sending")
    page.reload()
    expect(page.get_by_text("Pick the same video again")).to_be_visible()
    page.locator("#again").set_input_files(str(variant(footage, tmp_path, "nope")))
    expect(page.get_by_role("alert")).to_contain_text("another video")
    hold["parts"] = False
    page.unroute_all()
    page.locator("#again").set_input_files(str(right))
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)


def test_what_is_no_video_is_refused_with_a_reason_to_act_on(page: Page, order: Any, tmp_path: Path) -> None:
    junk = tmp_path / "junk.mp4"
    junk.write_bytes(b"this is not a video " * 100)
    pick_car(page, order["vin"])
    send(page, junk)
    expect(page.locator(".seal.bad")).to_be_visible(timeout=SETTLES_MS)
    expect(page.locator("rr-upload .advice")).not_to_be_empty()
    page.get_by_role("link", name="Film again").click()
    expect(page.locator("#choose")).to_be_attached()


def test_a_photo_is_picked_like_a_video_and_sent(page: Page, order: Any, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_0001.JPG"
    Image.effect_noise((1280, 720), 80).convert("RGB").save(photo)
    pick_car(page, order["vin"])
    for name in ("image/heic", "image/jpeg", "video/*"):
        assert name in str(page.locator("#choose").get_attribute("accept"))
    page.locator("#choose").set_input_files(str(photo))
    expect(page.locator("rr-film img")).to_have_js_property("naturalWidth", 1280)
    page.get_by_role("button", name="Send this photo").click()
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)


def test_what_the_phone_cannot_show_can_be_sent_and_what_is_no_footage_cannot(
    page: Page, order: Any, tmp_path: Path
) -> None:
    note, torn = tmp_path / "note.txt", tmp_path / "torn.mp4"
    note.write_text("the keys are in the glove box")
    torn.write_bytes(bytes(2000))
    pick_car(page, order["vin"])
    page.locator("#choose").set_input_files(str(note))
    expect(page.get_by_role("alert")).to_contain_text("no video and no photo")
    page.locator("#choose").set_input_files(str(torn))
    expect(page.get_by_text("This phone cannot show it")).to_be_visible()
    expect(page.get_by_role("button", name="Send this video")).to_be_enabled()


def test_a_cut_line_is_said_and_sending_goes_on_by_itself(
    watched: Watched, page: Page, order: Any, footage: Path, tmp_path: Path
) -> None:
    watched.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    pick_car(page, order["vin"])
    page.locator("#choose").set_input_files(str(variant(footage, tmp_path, "offline")))
    page.context.set_offline(True)
    page.get_by_role("button", name="Send this video").click()
    expect(page.locator("rr-upload .note")).to_contain_text("Sending continues by itself")
    page.context.set_offline(False)
    expect(page.locator(".seal.good")).to_be_visible(timeout=SETTLES_MS)


def test_an_upload_can_be_stopped_after_a_second_thought(
    page: Page, order: Any, footage: Path, tmp_path: Path, hosts: tuple[str, str]
) -> None:
    page.route(f"http://{hosts[1]}/**", lambda route: None)
    pick_car(page, order["vin"])
    send(page, variant(footage, tmp_path, "stopped"))
    page.get_by_role("button", name="Stop this upload").click()
    page.get_by_role("button", name="Keep sending").click()
    page.get_by_role("button", name="Stop this upload").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Stop this upload").click()
    expect(page.locator("rr-uploads")).to_contain_text("Videos you send appear here")


def test_a_driver_reports_a_damage_with_its_video_and_a_signature(
    page: Page, shop: Shop, order: Any, footage: Path, tmp_path: Path
) -> None:
    pick_car(page, order["vin"])
    page.get_by_role("link", name="Check the car").click()
    page.get_by_role("button", name="I take it over").click()
    for answer in ("bonnet", "scratched", "up to 15 cm"):
        page.get_by_role("button", name=answer).click()
    page.reload()  # nothing of it is lost
    expect(page.locator(".found li")).to_contain_text("bonnet, scratched, up to 15 cm")
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7 " * 100)
    page.locator("#film0").set_input_files(str(report))
    expect(page.get_by_role("alert")).to_contain_text("no video and no photo")
    page.locator("#film0").set_input_files(str(variant(footage, tmp_path, "damage")))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".found li")).to_contain_text("Filmed")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Kilometres").fill("12")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of whoever signs").fill("Zhang Wei")
    draw(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Recorded")).to_be_visible()
    [report] = wait_until(lambda: reports_of(shop, order), 30, "the report has arrived")
    assert (report["kind"], report["odometer"], report["signature"]["name"]) == ("pickup", 12, "Zhang Wei")
    assert report["signature"]["strokes_svg"].startswith("M")
    [damage] = report["damages"]
    assert (damage["area"], damage["type"], damage["severity"]) == ("27", "12", 3)
    clips = {clip["id"]: clip for clip in shop.driver.ask("GET", "/v1/carrier/clips")["items"]}
    assert [car["vin"] for car in clips[damage["clip_id"]]["cars"]] == [order["vin"]]


def reports_of(shop: Shop, order: Any) -> list[Any]:
    """The condition reports at an order's only stage."""
    reports: list[Any] = shop.driver.ask("GET", f"/v1/stages/{order['stages'][0]['id']}/inspections")["items"]
    return reports


def draw(page: Page) -> None:
    """A zigzag in the field for the signature."""
    field = page.locator("rr-signature .field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(box["x"] + 40 + 30 * step, box["y"] + 60 + 40 * (step % 2))
    page.mouse.up()


def mark(page: Page, answer: str) -> None:
    """One car's answer; the page goes on to the next car, or back to the trip."""
    before = page.url
    page.get_by_role("button", name=answer, exact=True).click()
    expect(page).not_to_have_url(before)


def test_a_driver_marks_a_trip_without_a_line_and_all_of_it_arrives_in_its_order(
    browser: Browser, hosts: tuple[str, str], installation: Installation, shop: Shop
) -> None:
    for _ in range(3):
        shop.sell("+8613900139202", trip="CT-OFFLINE")
    with watched_page(browser, *hosts, service_workers="allow") as watched:
        watched.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
        page = watched.page
        sign_in(page, installation, "/carrier", shop.hire())
        page.wait_for_function(
            "navigator.serviceWorker.getRegistration('/carrier').then((it) => Boolean(it?.active))"
        )
        page.goto(f"{installation.base_url}/carrier#/trips")
        page.get_by_role("link", name="CT-OFFLINE").click()
        page.context.set_offline(True)
        page.reload()  # the page itself is on the device
        mark_all(page)
        expect(page.get_by_text("6 marks are still to be sent")).to_be_visible()
        assert trip_of(shop, "CT-OFFLINE") == [("expected", None, None)] * 3
        page.context.set_offline(False)
        expect(page.get_by_text("still to be sent")).to_have_count(0)
    cars = {state: (left, there) for state, left, there in trip_of(shop, "CT-OFFLINE")}
    assert set(cars) == {"loaded", "unloaded", "refused"}
    assert cars.pop("refused") == (None, None)
    assert all(left and there for left, there in cars.values())


def mark_all(page: Page) -> None:
    """Two cars loaded, after a slip that is taken back, one refused; out, there, and one car unloaded."""
    expect(page.get_by_text("0 of 3 loaded")).to_be_visible()
    page.get_by_role("link", name="Load the next car").click()
    mark(page, "Loaded")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("0 of 3 loaded")).to_be_visible()
    page.get_by_role("link", name="Load the next car").click()
    for answer in ("Loaded", "Loaded", "Refuse it"):
        mark(page, answer)
    page.get_by_role("button", name="Set out").click()
    page.locator("rr-trip .cars a").first.click()
    expect(page.get_by_text("Cars are unloaded once the trip has arrived")).to_be_visible()
    expect(page.get_by_role("button", name="Unloaded", exact=True)).to_have_count(0)
    page.get_by_role("link", name="To the trip").click()
    page.get_by_role("button", name="We have arrived").click()
    page.get_by_role("link", name="Unload the next car").click()
    mark(page, "Unloaded")
    expect(page.locator("rr-aboard h1")).to_be_visible()
    page.get_by_role("link", name="Back").click()


def test_a_double_tap_marks_one_car_and_not_the_next(page: Page, shop: Shop, installation: Installation) -> None:
    for _ in range(2):
        shop.sell("+8613900139204", trip="CT-TWICE")
    page.goto(f"{installation.base_url}/carrier#/trips")
    page.get_by_role("link", name="CT-TWICE").click()
    page.get_by_role("link", name="Load the next car").click()
    button = page.get_by_role("button", name="Loaded", exact=True)
    expect(button).to_be_enabled()
    frame = button.bounding_box()
    assert frame
    at = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    before = page.url
    page.mouse.click(*at)
    expect(page).not_to_have_url(before)  # the next car's button is now where the finger is
    page.mouse.click(*at)
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("1 of 2 loaded")).to_be_visible()


def trip_of(shop: Shop, ref: str) -> list[tuple[str, str | None, str | None]]:
    """(state, departure, arrival) of the trip's cars."""
    [trip] = [trip for trip in shop.driver.ask("GET", "/v1/carrier/trips")["items"] if trip["ref"] == ref]
    return [(car["state"], car["actual_start"], car["actual_end"]) for car in trip["cars"]]


def test_a_phone_that_changes_hands_keeps_each_drivers_reports_for_that_driver(
    watched: Watched, page: Page, shop: Shop, installation: Installation
) -> None:
    watched.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    first = str(page.evaluate("document.querySelector('rr-carrier').session.person"))
    for _ in range(2):
        shop.sell("+8613900139203", trip="CT-SHARED")
    load(page, installation, before="0 of 2 loaded", offline=True)
    sign_out(page, installation)
    page.context.set_offline(False)
    sign_in(page, installation, "/carrier", shop.hire())
    load(page, installation, before="0 of 2 loaded", car=1)
    told = wait_until(lambda: [state for state, *_ in trip_of(shop, "CT-SHARED") if state == "loaded"], 30, "a mark")
    assert told == ["loaded"]  # their own, and not what was reported before it
    sign_out(page, installation)
    sign_in(page, installation, "/carrier", first)
    wait_until(
        lambda: [state for state, *_ in trip_of(shop, "CT-SHARED")] == ["loaded"] * 2,
        30,
        "the first driver's arrives",
    )


def load(page: Page, installation: Installation, *, before: str, car: int = 0, offline: bool = False) -> None:
    """Mark one car of the trip of this test."""
    page.goto(f"{installation.base_url}/carrier#/trips")
    page.get_by_role("link", name="CT-SHARED").click()
    expect(page.get_by_text(before)).to_be_visible()
    page.context.set_offline(offline)
    page.locator("rr-trip .cars a").nth(car).click()
    mark(page, "Loaded")


def sign_out(page: Page, installation: Installation) -> None:
    """From wherever one is to the entrance."""
    page.goto(f"{installation.base_url}/carrier#/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("rr-sign-in")).to_be_visible()


def test_another_carriers_or_no_car_is_said(page: Page) -> None:
    page.get_by_role("searchbox").fill("999999")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("rr-stages")).to_contain_text("No car of yours has a VIN that ends in 999999")
    page.get_by_role("searchbox").fill("99")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("rr-stages")).to_contain_text("at least the last 4 characters")


def test_the_carriers_page_fits_the_smallest_phone_in_chinese(
    browser: Browser, hosts: tuple[str, str], installation: Installation, shop: Shop, order: Any
) -> None:
    with watched_page(browser, *hosts, language="zh-CN", viewport={"width": 360, "height": 740}) as watched:
        page = watched.page
        sign_in(page, installation, "/carrier", shop.hire())
        expect(page.get_by_role("heading", name="拍哪辆车？")).to_be_visible()
        expect(page.locator("rr-stages .cars li").first).to_be_visible()
        assert sideways(page) <= 0
        page.locator("rr-stages .cars a").first.click()
        expect(page.get_by_text("立即拍摄")).to_be_visible()
        assert sideways(page) <= 0
        page.go_back()
        page.locator("rr-today a").first.click()
        page.locator("rr-trip .cars a").first.click()
        expect(page.get_by_role("button", name="已装车")).to_be_visible()
        assert sideways(page) <= 0
