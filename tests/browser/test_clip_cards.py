"""Clips on the buyer's page: photos, upright pictures, and what is taken back while somebody looks at it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

KEYS = "{ url: () => new Promise(() => {}), gone: async () => true }"
CARD = f"""async (entry) => {{
  await import("/web/components/clip.js");
  const card = document.body.appendChild(document.createElement("rr-clip"));
  card.set(entry, {KEYS});
}}"""
TIMELINE = f"""async (entries) => {{
  await import("/web/components/timeline.js");
  const make = () => document.body.appendChild(document.createElement("rr-timeline"));
  const timeline = document.querySelector("rr-timeline") ?? make();
  timeline.set(entries, {{ keys: {KEYS} }});
}}"""
HERO = f"""async ([first, other, later]) => {{
  await import("/web/buyer/order.js");
  const order = document.createElement("rr-order");
  order.hero = document.createElement("section");
  order.hero.className = "hero";
  order.show(order.hero);
  order.keys = {KEYS};
  order.feed = {{ entries: new Map([[first.id, first]]), latest: 4 }};
  order.drawHero(first);
  order.$(".hero rr-clip").play();
  order.feed.entries = new Map([[other.id, other]]);
  const said = [];
  for (const newest of [other, other, later]) {{
    order.drawHero(newest);
    said.push(order.$(".hero rr-clip").shadowRoot.querySelector(".failed")?.textContent ?? order.heroEntry.id);
  }}
  return said;
}}"""


def entry(number: int, **clip: Any) -> dict[str, Any]:
    at = f"2026-11-{20 + number}T06:20:00Z"
    made = {"id": f"cut_{number}", "attempt": 1, "duration_s": 6, "width": 1280, "height": 720, "hls": "/h"}
    told = made | {"poster": "/p", "captured_at": at, "photo": False} | clip
    place = {"name": "Wuhan", "time_zone": "Asia/Shanghai"}
    return {
        "id": f"tle_{number}",
        "seq": number,
        "kind": "clip",
        "text": f"Clip {number}",
        "happened_at": at,
        "place": place,
        "clip": told,
    }


def test_a_photo_is_looked_at_large_and_not_played(blank: Page) -> None:
    blank.evaluate(CARD, entry(1, photo=True, duration_s=3))
    card = blank.get_by_role("button", name="Look at the photo from Wuhan")
    expect(card).to_contain_text("Photo")
    expect(card).not_to_contain_text("0:03")
    expect(card.locator(".disc")).to_have_count(0)
    for way in ("Escape", "button", "picture"):
        card.click()
        large = blank.get_by_role("dialog", name="Clip 1")
        expect(large).to_be_visible()
        if way == "Escape":
            blank.keyboard.press(way)
        elif way == "button":
            large.get_by_role("button", name="Close").click()
        else:
            large.click(position={"x": 40, "y": 300})
        expect(large).to_have_count(0)


def test_the_picture_stays_until_the_film_has_one_of_its_own(blank: Page) -> None:
    waits = "() => new Promise(() => {})"
    blank.evaluate(CARD.replace(waits, f"(path) => (path === '/p' ? '/web/icon.svg' : ({waits})())"), entry(1))
    expect(blank.locator("rr-poster img.here")).to_have_count(1)
    blank.get_by_role("button", name="Play the video from Wuhan").click()
    expect(blank.locator("video")).to_have_js_property("poster", f"{blank.url}web/icon.svg")


@pytest.mark.parametrize(("width", "height", "fit"), [(720, 1280, "contain"), (1280, 720, "cover")])
def test_nothing_of_an_upright_picture_is_cut_off(blank: Page, width: int, height: int, fit: str) -> None:
    blank.evaluate(CARD, entry(1, width=width, height=height))
    expect(blank.locator("rr-poster img")).to_have_css("object-fit", fit)


@pytest.mark.parametrize("photo", [False, True])
def test_what_is_taken_back_under_somebody_s_eyes_says_so_and_what_is_not_opened_just_goes(
    blank: Page, photo: bool
) -> None:
    three = [entry(number, photo=photo) for number in (3, 2, 1)]
    blank.evaluate(TIMELINE, three)
    blank.locator("li[data-id=tle_2] button").click()
    kept = blank.locator("li[data-id=tle_1]").element_handle()
    blank.evaluate(TIMELINE, [three[2]])
    expect(blank.get_by_role("alert")).to_have_text(f"This {'photo' if photo else 'video'} was taken back.")
    expect(blank.locator("video, dialog")).to_have_count(0)
    expect(blank.locator("li.film")).to_have_count(2)
    assert kept
    assert kept.evaluate("element => element.isConnected")
    blank.evaluate(TIMELINE, [entry(4), three[2]])
    expect(blank.locator("li.film").first).to_have_attribute("data-id", "tle_4")
    blank.evaluate(TIMELINE, [entry(4), three[1], three[2]])  # released again
    expect(blank.get_by_role("alert")).to_have_count(0)
    expect(blank.locator("li.film")).to_have_count(3)


def test_a_film_made_anew_while_it_plays_is_not_said_to_be_taken_back(blank: Page) -> None:
    blank.evaluate(TIMELINE, [entry(1)])
    blank.locator("li button").click()
    blank.evaluate(TIMELINE, [entry(1, attempt=2)])
    expect(blank.locator("li.film")).to_have_count(1)
    expect(blank.get_by_role("alert")).to_have_count(0)


def test_the_newest_clip_that_is_taken_back_says_so_until_something_new_arrives(blank: Page) -> None:
    told = blank.evaluate(HERO, [entry(4), entry(3), entry(5)])
    assert told == ["This video was taken back.", "This video was taken back.", "tle_5"]
