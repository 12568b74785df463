"""The reviewer's page over time: what stays claimed, what is kept, and addresses that end."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

REVIEW = """async (clip) => {
  await import("/web/support/words.js");
  await import("/web/support/clip.js");
  window.clip = clip;
  window.asked = [];
  window.sent = [];
  const { Problem } = await import("/web/client/problem.js");
  const api = {
    post: async (path, body) => {
      asked.push(path);
      sent.push(body);
      if (window.clip.status === "removed") throw new Problem({ status: 409, code: "clip_removed" });
      return structuredClone(window.clip);
    },
    get: async () => structuredClone(window.clip),
  };
  const element = document.createElement("rr-console-clip");
  document.body.append(element);
  await element.start({ api, id: "clp_1" });
}"""
HELD = {
    "id": "clp_1",
    "status": "held",
    "captured_at": "2026-11-20T08:00:00Z",
    "status_at": "2026-11-20T08:00:00Z",
    "carrier": {"name": "Northern Line"},
    "claim": {"name": "Mei"},
    "cars": [],
    "media": [{"kind": "video", "url": "/video/first.mp4"}],
    "redactions": [],
    "redacted": True,
    "actions": ["assign", "hold", "redactions", "release", "remove", "reprocess", "source"],
}
DECISIONS = re.compile("^(Release|Hold|Make again|Remove|Open the source)")


@pytest.fixture
def reviewed(browser: Browser, site: str) -> Iterator[Page]:
    """A held clip on the reviewer's page, with a clock that the test moves; its video is nowhere."""
    page = browser.new_page(bypass_csp=True)  # the static files' own policy lets no video in
    page.route("**/video/*", lambda route: route.fulfill(status=204))
    page.goto(f"{site}/")
    page.clock.install()
    page.evaluate(REVIEW, HELD)
    yield page
    page.context.close()


def car(number: int, status: str = "published") -> dict[str, Any]:
    """One of several cars, with its buyer's cut."""
    cut = {"id": f"cut_{number}", "status": status}
    return {"order_id": f"ord_{number}", "order_number": f"A-{number}", "vehicle": {"vin": None}, "cut": cut}


def look_at(page: Page, **about: Any) -> None:
    """Open the page with another clip."""
    page.locator("rr-console-clip").evaluate("element => element.remove()")
    page.evaluate(REVIEW, HELD | about)


def claims(page: Page) -> int:
    asked: list[str] = page.evaluate("asked")
    return sum(path.endswith("/claim") for path in asked)


def test_a_clip_stays_claimed_while_somebody_is_there_and_no_longer(reviewed: Page) -> None:
    for _minute in range(4):
        reviewed.keyboard.press("Shift")
        reviewed.clock.run_for(65_000)
    there = claims(reviewed)
    assert there >= 4
    reviewed.clock.run_for(600_000)
    assert claims(reviewed) <= there + 2  # the claim itself lasts two minutes
    reviewed.keyboard.press("Shift")
    reviewed.clock.run_for(4_000)
    assert claims(reviewed) > there


def test_what_was_typed_and_drawn_stays_when_a_clip_is_done_meanwhile(reviewed: Page) -> None:
    reviewed.keyboard.press("b")
    reviewed.locator("textarea").fill("a face at the gate")
    reviewed.evaluate("clip.status = 'published'")
    reviewed.clock.run_for(65_000)
    expect(reviewed.get_by_role("heading", level=1)).to_contain_text("Published")
    expect(reviewed.locator("textarea")).to_have_value("a face at the gate")
    expect(reviewed.locator("li input").first).to_have_value("0.4")


def test_a_video_whose_address_has_ended_goes_on_from_a_fresh_one(reviewed: Page) -> None:
    video = reviewed.locator("video")
    reviewed.evaluate("clip.media[0].url = '/video/fresh.mp4'")
    reviewed.keyboard.press("Shift")
    reviewed.clock.run_for(65_000)
    expect(video).to_have_attribute("src", "/video/first.mp4")  # what plays is left alone
    video.dispatch_event("error")
    expect(video).to_have_attribute("src", "/video/fresh.mp4")


def test_a_removed_clip_offers_no_decision(reviewed: Page) -> None:
    look_at(reviewed, status="removed", media=[], actions=[])
    expect(reviewed.get_by_text("Removed for good")).to_be_visible()
    expect(reviewed.get_by_role("button", name=DECISIONS)).to_have_count(0)
    expect(reviewed.locator("textarea")).to_have_count(0)
    before = reviewed.evaluate("asked.length")
    for key in "rhpxdb":
        reviewed.keyboard.press(key)
    assert reviewed.evaluate("asked.length") == before


def test_what_the_role_may_not_do_is_not_offered_by_button_or_key(reviewed: Page) -> None:
    look_at(reviewed, actions=["hold", "redactions", "release", "reprocess"])
    buttons = reviewed.get_by_role("button", name=DECISIONS)
    expect(buttons).to_have_text([re.compile("Release"), re.compile("Hold"), re.compile("Make again")])
    reviewed.locator("textarea").fill("a face at the gate")
    reviewed.locator("h1").evaluate("(heading) => { heading.tabIndex = -1; heading.focus(); }")
    reviewed.keyboard.press("x")
    assert not [path for path in reviewed.evaluate("asked") if path.endswith("/remove")]


def test_a_decision_counts_only_for_the_buyers_that_were_ticked(reviewed: Page) -> None:
    look_at(reviewed, status="published", cars=[car(1), car(2), car(3, "removed")], actions=["hold", "remove"])
    expect(reviewed.get_by_text("For all buyers")).to_be_visible()
    expect(reviewed.get_by_role("checkbox")).to_have_count(2)  # nothing is left to decide about the third
    reviewed.get_by_label("Decide only for A-2").check()
    expect(reviewed.get_by_text("Only for A-2")).to_be_visible()
    reviewed.locator("textarea").fill("their plate")
    reviewed.get_by_role("button", name="Hold").click()
    expect(reviewed.get_by_text("For all buyers")).to_be_visible()  # decided; the next one is not meant by mistake
    assert reviewed.evaluate("sent.at(-1)") == {"reason": "their plate", "cut_ids": ["cut_2"]}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_truck_full_of_cars_does_not_push_the_page_out_of_the_window(reviewed: Page, width: int) -> None:
    reviewed.set_viewport_size({"width": width, "height": 800})
    cars = [car(number) for number in range(8)]
    for each in cars:
        each |= {"order_number": "LH-2610-4852", "vehicle": {"vin": "LH9M5EA1XTH020489"}}
    look_at(reviewed, status="published", cars=cars)
    expect(reviewed.get_by_role("checkbox")).to_have_count(8)
    assert reviewed.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_cannot_be_done_for_some_buyers_is_not_offered_for_them(reviewed: Page) -> None:
    look_at(reviewed, status="published", cars=[car(1), car(2, "held")])
    for number, offered in ((1, ["Hold", "Remove"]), (2, ["Release", "Remove"])):
        reviewed.get_by_label(f"Decide only for A-{number}").check()
        expect(reviewed.locator(".decide .button:not(.bare)")).to_have_text([re.compile(name) for name in offered])
        reviewed.get_by_label(f"Decide only for A-{number}").uncheck()


def test_the_reviewer_reads_times_with_their_zone(reviewed: Page) -> None:
    expect(reviewed.locator("time").first).to_have_text(re.compile(r"20 Nov 2026, \d\d:\d\d:00 UTC"))
    expect(reviewed.locator("time").first).to_have_attribute("title", "2026-11-20 08:00:00 UTC")
