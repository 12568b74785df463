"""The reviewer's page over time: what stays claimed, what is kept, and addresses that end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

REVIEW = """async (clip) => {
  await import("/web/support/clip.js");
  window.clip = clip;
  window.asked = [];
  const api = { post: async (path) => { asked.push(path); return structuredClone(window.clip); } };
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
}


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
