"""The buyer's page in a real browser on a running installation."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.chromium import Watched, watched_page
from tests.browser.shop import Shop
from tests.browser.signing_in import ask_for_code, hand_over, let_the_access_token_end, sign_in
from tests.footage import make_footage
from tests.installation import Installation

PHONE = "+8613900139101"
NEW_PHONE = "+8613900139102"
APPOINTED_PHONE = "+8613900139103"
PLAYING = """async (video) => {
  for (let n = 0; n < 150 && !(video.currentTime > 0.5); n++) await new Promise((go) => setTimeout(go, 100));
  return { at: video.currentTime, source: video.currentSrc, error: video.error && video.error.message };
}"""


@pytest.fixture(scope="module")
def order(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An order with one published clip of six seconds."""
    order = shop.sell(PHONE)
    footage = make_footage(tmp_path_factory.mktemp("footage") / "yard.mp4", seconds=6, width=640, height=360)
    shop.film(order, footage)
    return order


@pytest.fixture(scope="module")
def hosts(installation: Installation, shop: Shop, order: Any) -> tuple[str, str]:
    """The only two that the pages may ask: the API and the storage."""
    upload = shop.driver.ask("GET", "/v1/carrier/clips")
    assert upload["items"]
    return urlsplit(installation.base_url).netloc, storage_host(installation)


def storage_host(installation: Installation) -> str:
    policy = httpx.get(f"{installation.base_url}/").headers["Content-Security-Policy"]
    [host] = set(re.findall(r"http://([\w.:]+)", policy))
    return str(host)


@pytest.fixture
def watched(browser: Browser, hosts: tuple[str, str]) -> Iterator[Watched]:
    with watched_page(browser, *hosts) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def open_order(page: Page, shop: Shop, order: Any) -> None:
    hand_over(page, shop, order)
    page.locator("rr-order-card a").first.click()
    expect(page.locator(".hero rr-clip")).to_be_visible()


def test_from_the_phone_number_to_a_playing_clip(page: Page, installation: Installation, order: Any) -> None:
    sign_in(page, installation, "/", PHONE)
    expect(page.locator("rr-order-card")).to_have_count(1)
    page.locator("rr-order-card a").click()
    expect(page).to_have_url(re.compile(rf"#/orders/{order['id']}$"))
    expect(page.locator("rr-journey li[aria-current=step]")).to_have_count(1)
    page.locator(".hero rr-clip button").click()
    got = page.locator(".hero rr-clip video").evaluate(PLAYING)
    assert got["at"] > 0.5, got
    assert "/master.m3u8?t=" in got["source"]


def test_without_native_hls_the_file_plays(page: Page, shop: Shop, order: Any) -> None:
    page.add_init_script("HTMLMediaElement.prototype.canPlayType = () => ''")
    open_order(page, shop, order)
    page.locator(".hero rr-clip button").click()
    got = page.locator(".hero rr-clip video").evaluate(PLAYING)
    assert got["at"] > 0.5, got
    assert "/download.mp4?t=" in got["source"]


def test_a_refused_key_is_renewed_and_the_position_kept(watched: Watched, page: Page, shop: Shop, order: Any) -> None:
    watched.expected = ("Failed to load resource",)
    page.add_init_script("HTMLMediaElement.prototype.canPlayType = () => ''")
    open_order(page, shop, order)
    page.locator(".hero rr-clip button").click()
    video = page.locator(".hero rr-clip video")
    video.evaluate(PLAYING)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.url)
        return route.fulfill(status=401)

    page.route("**/download.mp4*", refuse)
    before = video.evaluate("(video) => { video.pause(); return video.currentTime; }")
    video.evaluate("(video) => { video.src = video.src; video.load(); }")
    expect(video).to_have_js_property("paused", value=False)
    after = video.evaluate(PLAYING)
    assert refused
    assert after["at"] >= before
    assert after["source"] != refused[0]


def test_the_way_back_is_the_back_button(page: Page, shop: Shop, order: Any) -> None:
    open_order(page, shop, order)
    page.go_back()
    expect(page.locator("rr-order-card")).to_be_visible()
    page.go_forward()
    expect(page.locator("rr-timeline .entry").first).to_be_visible()


def test_news_arrive_by_themselves_while_the_page_is_open(page: Page, shop: Shop, order: Any) -> None:
    page.clock.install()
    open_order(page, shop, order)
    before = page.locator("rr-timeline .entry, rr-timeline .film").count()
    leave(shop, order)
    page.clock.fast_forward(16_000)
    expect(page.locator("rr-timeline .entry, rr-timeline .film")).not_to_have_count(before)
    expect(page.locator("rr-order [role=status].hidden-text")).to_contain_text("new update")


def leave(shop: Shop, order: Any) -> None:
    """The truck departs."""
    event = {
        "event_id": "dep-browser",
        "stage_id": order["stages"][0]["id"],
        "type": "departing",
        "classifier": "actual",
        "happened_at": shop.driver.ask("GET", "/v1/carrier/clips")["items"][0]["captured_at"],
    }
    shop.driver.ask("POST", "/v1/events", 200, json={"events": [event]})


def test_a_cut_line_is_said_and_healed_by_itself(watched: Watched, page: Page, shop: Shop, order: Any) -> None:
    watched.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    open_order(page, shop, order)
    page.context.set_offline(True)
    expect(page.locator("rr-connection")).to_contain_text("No connection")
    expect(page.locator("rr-timeline .entry, rr-timeline .film").first).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("rr-connection")).not_to_contain_text("No connection")


def test_trouble_on_our_side_is_said_kindly_and_tried_again(
    watched: Watched, page: Page, shop: Shop, order: Any
) -> None:
    watched.expected = ("Failed to load resource",)
    hand_over(page, shop, order)
    page.route("**/v1/orders/*/timeline*", lambda route: route.fulfill(status=503))
    page.locator("rr-order-card a").click()
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong on our side")
    page.unroute("**/v1/orders/*/timeline*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("rr-timeline li").first).to_be_visible()


def test_an_order_that_is_not_mine_is_not_there(
    watched: Watched, page: Page, installation: Installation, shop: Shop, order: Any
) -> None:
    watched.expected = ("404",)
    hand_over(page, shop, order)
    page.goto(f"{installation.base_url}/#/orders/ord_{'0' * 32}")
    expect(page.get_by_role("alert")).to_contain_text("There is nothing here")


def test_a_wrong_code_is_told_and_a_right_one_still_works(
    watched: Watched, page: Page, installation: Installation, order: Any
) -> None:
    watched.expected = ("400",)
    page.goto(f"{installation.base_url}/")
    ask_for_code(page, PHONE)
    right = installation.code_for(PHONE)
    page.locator("#code").fill("000000" if right != "000000" else "000001")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.locator("#code").fill(right)
    expect(page.locator("rr-order-card")).to_be_visible()


def test_somebody_without_an_order_reads_what_will_appear(page: Page, installation: Installation, shop: Shop) -> None:
    order = shop.sell(NEW_PHONE)
    sign_in(page, installation, "/", NEW_PHONE)
    page.locator("rr-order-card a").click()
    expect(page.locator(".no-clip")).to_contain_text("The first video is still to come")
    assert order["id"] in page.url


@pytest.fixture
def appointed(shop: Shop) -> Any:
    """An order without footage whose shop proposes a time, after a date that moved because of the weather."""
    day = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0)

    def window(days: int, hours: int) -> dict[str, str]:
        begins = day + timedelta(days=days)
        return {"earliest": begins.isoformat(), "latest": (begins + timedelta(hours=hours)).isoformat()}

    services = [
        {"ref": "reg", "kind": "registration", "status": "pending", "amount": "500.00", "currency": "CNY"},
        {"ref": "chg", "kind": "charger_installation", "status": "scheduled", "appointment": window(2, 3)},
    ]
    handover = {
        "mode": "pickup",
        "place_code": "WUHAN",
        "window": window(6, 4),
        "contact": "Ms Zhao 027 8800 0110",
        "bring": ["identity_card", "driving_licence"],
        "balance_due": {"amount": "1280.00", "currency": "CNY"},
    }
    return shop.sell(APPOINTED_PHONE, handover=handover, services=services)


def test_a_buyer_reads_what_is_ahead_agrees_on_the_time_and_signs_for_the_car(
    page: Page, shop: Shop, appointed: Any
) -> None:
    hand_over(page, shop, appointed)
    with page.expect_response(re.compile("/seen$")):
        page.locator("rr-order-card a").first.click()
    shop.report(appointed, "departing", hours=-1)
    read_what_changed(page)
    expect(page.locator(".card.next")).to_contain_text("Arrival in Wuhan store")
    given = page.locator(".card.handover")
    expect(given).to_contain_text("The shop proposes")
    expect(given).to_contain_text("before the car is there")  # the charger's visit
    expect(given).to_contain_text("Identity card")
    expect(given).to_contain_text("CN¥1,280")
    expect(given.get_by_role("link", name="027 8800 0110")).to_have_attribute("href", "tel:02788000110")
    expect(page.locator(".card.services")).to_contain_text("CN¥500")
    given.get_by_role("button", name="Confirm this time").click()
    expect(given).to_contain_text("Handover agreed for")
    ask_for_another_time(page)
    expect(given).to_contain_text("You asked for")
    shop.report(appointed, "arriving", hours=-0.1)
    page.reload()
    page.get_by_role("link", name="Sign for the car").click()
    sign_with_a_remark(page)
    expect(page.locator(".card.receipt")).to_contain_text("With remarks")
    expect(page.locator(".card.receipt")).to_contain_text("1 damage noted")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your car is yours")


def read_what_changed(page: Page) -> None:
    """It is said once: what was put away does not come back."""
    page.reload()
    expect(page.locator(".card.digest")).to_contain_text("Your car is on the truck to Wuhan store")
    with page.expect_response(re.compile("/seen$")):
        page.get_by_role("button", name="I have seen it").click()
    page.reload()
    expect(page.locator("rr-timeline li").first).to_be_visible()
    expect(page.locator(".card.digest")).to_have_count(0)


def ask_for_another_time(page: Page) -> None:
    """Two wishes, and why."""
    page.get_by_role("link", name="Ask for another time").click()
    days = [(datetime.now(UTC) + timedelta(days=ahead)).date().isoformat() for ahead in (8, 9)]
    page.get_by_label("Day").fill(days[0])
    page.get_by_role("radio", name="15:00–18:00").check()
    page.get_by_role("button", name="Add another day").click()
    page.locator("#day1").fill(days[1])
    page.locator(".wish").nth(1).get_by_role("radio", name="09:00–12:00").check()
    page.get_by_role("radio", name="I am travelling").check()
    page.get_by_role("button", name="Ask the shop").click()


def sign_with_a_remark(page: Page) -> None:
    """A scratch on the bonnet, found by tapping the car."""
    page.get_by_role("radio", name="With remarks").check()
    page.get_by_role("button", name="bonnet").click()
    page.get_by_role("button", name="scratched").click()
    page.get_by_role("button", name="up to 7.5 cm").click()
    expect(page.locator(".found li")).to_have_count(1)
    page.get_by_role("button", name="Sign for the car").click()


def test_a_handed_over_buyer_is_signed_in_and_the_code_leaves_the_address(
    page: Page, installation: Installation, shop: Shop, order: Any
) -> None:
    hand_over(page, shop, order)
    assert "handoff" not in page.url


def test_a_used_handoff_leads_to_the_sign_in(watched: Watched, page: Page, installation: Installation) -> None:
    watched.expected = ("400",)
    page.goto(f"{installation.base_url}/#handoff=used-long-ago")
    expect(page.get_by_role("alert")).to_contain_text("already used or is too old")


def test_two_tabs_refresh_one_session_without_a_fight(
    page: Page, installation: Installation, shop: Shop, order: Any
) -> None:
    """Both find their access token ended at the same moment; the refresh token is spent once."""
    hand_over(page, shop, order)
    expect(page.locator("rr-order-card")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{installation.base_url}/")
    expect(other.locator("rr-order-card")).to_be_visible()
    refreshes: list[str] = []
    page.context.on(
        "request", lambda request: refreshes.append(request.url) if "/auth/token" in request.url else None
    )
    let_the_access_token_end(page, "rr-buyer")
    for tab in (page, other):
        tab.evaluate("() => { window.answer = document.querySelector('rr-buyer').api.get('/v1/me'); }")
    for tab in (page, other):
        assert tab.evaluate("() => window.answer")["role"] == "buyer"
    assert len(refreshes) == 1


def test_a_lost_refresh_answer_is_asked_for_again(watched: Watched, page: Page, shop: Shop, order: Any) -> None:
    watched.expected = ("Failed to load resource",)
    hand_over(page, shop, order)
    expect(page.locator("rr-order-card")).to_be_visible()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            return route.fallback()
        lost.append(route.fetch().status)  # the API rotated, and the answer never arrives
        return route.abort()

    page.route("**/v1/auth/token", lose)
    let_the_access_token_end(page, "rr-buyer")
    page.reload()
    expect(page.locator("rr-order-card")).to_be_visible()
    assert lost == [200]


def test_signing_out_ends_the_session_in_every_tab(
    page: Page, installation: Installation, shop: Shop, order: Any
) -> None:
    hand_over(page, shop, order)
    other = page.context.new_page()
    other.goto(f"{installation.base_url}/")
    expect(other.locator("rr-order-card")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    for tab in (page, other):
        expect(tab.locator("rr-sign-in")).to_be_visible()
    assert page.evaluate("localStorage.getItem('roadreel.buyer.session')") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_the_smallest_phone(
    browser: Browser, hosts: tuple[str, str], installation: Installation, scheme: Any, shop: Shop, order: Any
) -> None:
    small: Any = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    with watched_page(browser, *hosts, language="zh-CN", **small) as watched:
        page = watched.page
        page.goto(f"{installation.base_url}/")
        expect(page.locator("rr-sign-in")).to_be_visible()
        assert sideways(page) <= 0
        hand_over(page, shop, order)
        expect(page.locator("rr-order-card")).to_be_visible()
        assert sideways(page) <= 0
        page.locator("rr-order-card a").click()
        expect(page.locator("rr-timeline li").first).to_be_visible()
        assert sideways(page) <= 0


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_page_speaks_the_browsers_language_and_switches(
    browser: Browser, hosts: tuple[str, str], shop: Shop, order: Any
) -> None:
    with watched_page(browser, *hosts, language="zh-CN") as watched:
        page = watched.page
        hand_over(page, shop, order)
        expect(page.get_by_role("heading", name="我的爱车")).to_be_visible()
        page.locator("rr-order-card a").click()
        expect(page.locator("rr-timeline")).to_contain_text(re.compile("[\u4e00-\u9fff]{4}"))
        chinese = page.locator("rr-order h1").inner_text()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="What happened")).to_be_visible()
        expect(page.locator("rr-order h1")).not_to_have_text(chinese)
        assert page.evaluate("document.documentElement.lang") == "en"


def test_every_control_has_a_name_and_is_large_enough_for_a_thumb(page: Page, shop: Shop, order: Any) -> None:
    open_order(page, shop, order)
    small = page.evaluate(
        """() => {
          const found = [];
          const walk = (root) => root.querySelectorAll("*").forEach((element) => {
            if (element.shadowRoot) walk(element.shadowRoot);
            if (!element.matches("button, a[href], input, select")) return;
            const { width, height } = element.getBoundingClientRect();
            const name = element.getAttribute("aria-label") || element.innerText;
            if (width && (Math.min(width, height) < 44 || !name.trim())) found.push(element.outerHTML.slice(0, 120));
          });
          walk(document);
          return found;
        }"""
    )
    assert small == []


def test_a_desk_has_two_columns(browser: Browser, hosts: tuple[str, str], shop: Shop, order: Any) -> None:
    with watched_page(browser, *hosts, viewport={"width": 1280, "height": 800}) as watched:
        open_order(watched.page, shop, order)
        hero, aside = (watched.page.locator(name).bounding_box() for name in (".hero", ".aside"))
        assert hero and aside
        assert aside["x"] > hero["x"] + hero["width"]
        assert abs(aside["y"] - hero["y"]) < 4


@pytest.mark.parametrize("path", ["/", "/carrier"])
def test_the_pages_policy_allows_nothing_inline(installation: Installation, path: str) -> None:
    policy = httpx.get(f"{installation.base_url}{path}").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
