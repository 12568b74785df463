"""Single modules of the pages, in the browser they are made for, against somebody else's word."""

import base64
import hashlib
import random
from typing import Any

import pytest
import thumbhash
from playwright.sync_api import Page

HASH = """async ({ content, times }) => {
  const { sha256 } = await import("/web/client/hashing.js");
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const seen = [];
  const hex = await sha256(new Blob(Array(times).fill(bytes)), { onProgress: (done) => seen.push(done) });
  return { hex, seen };
}"""
DECODE = """async (text) => {
  const { decode, fromBase64 } = await import("/web/client/thumbhash.js");
  const { width, height, pixels } = decode(fromBase64(text));
  return { width, height, pixels: [...pixels] };
}"""
FEED = """async ({ pages, news }) => {
  const { TimelineFeed } = await import("/web/buyer/feed.js");
  const { Problem } = await import("/web/client/problem.js");
  const asked = [];
  const answers = [...pages, ...news];
  const api = { get: async (path) => {
    asked.push(path);
    const answer = answers.shift();
    if (answer.status) throw new Problem(answer);
    return answer;
  } };
  const feed = new TimelineFeed(api, "ord_1");
  await feed.start();
  const seen = [];
  for (const _ of news) { if (answers.length) seen.push(await feed.news()); }
  return { ids: feed.sorted.map(({ id }) => id), seen, asked, latest: feed.latest };
}"""


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_001])
def test_the_hash_of_a_file_is_what_hashlib_says(blank: Page, size: int) -> None:
    content = random.Random(size).randbytes(size)
    answer = blank.evaluate(HASH, {"content": base64.b64encode(content).decode(), "times": 1})
    assert answer["hex"] == hashlib.sha256(content).hexdigest()


def test_a_file_of_several_slices_is_hashed_with_progress(blank: Page) -> None:
    content = random.Random(1).randbytes(1_000_003)
    answer = blank.evaluate(HASH, {"content": base64.b64encode(content).decode(), "times": 9})
    assert answer["hex"] == hashlib.sha256(content * 9).hexdigest()
    assert answer["seen"] == [4 << 20, 8 << 20, 9 * 1_000_003]


@pytest.mark.parametrize(("width", "height"), [(96, 54), (54, 96), (64, 64)])
def test_a_thumbhash_decodes_to_a_blurred_form_of_its_picture(blank: Page, width: int, height: int) -> None:
    def colour(x: float, y: float) -> tuple[float, float, float]:
        return (40 + 160 * x, 60 + 120 * y, 200 - 120 * x * y)

    pixels = [
        round(value) for y in range(height) for x in range(width) for value in (*colour(x / width, y / height), 255)
    ]
    hashed = bytes(thumbhash.rgba_to_thumb_hash(width, height, pixels))
    got = blank.evaluate(DECODE, base64.b64encode(hashed).decode())
    assert max(got["width"], got["height"]) == 32
    assert got["width"] / got["height"] == pytest.approx(width / height, abs=0.15)
    wrong = [
        abs(value - got["pixels"][4 * (y * got["width"] + x) + channel])
        for y in range(got["height"])
        for x in range(got["width"])
        for channel, value in enumerate(colour((x + 0.5) / got["width"], (y + 0.5) / got["height"]))
    ]
    assert sum(wrong) / len(wrong) < 12
    assert set(got["pixels"][3::4]) == {255}


@pytest.mark.parametrize("seed", range(8))
def test_any_bytes_decode_to_the_corner_that_the_reference_draws(blank: Page, seed: int) -> None:
    """Half of them with opacity. Only the first pixel: the Python package goes astray after it."""
    hashed = bytearray(random.Random(seed).randbytes(40))
    hashed[2] = hashed[2] & 0x7F | (seed % 2) << 7
    hashed[3] = hashed[3] & 0xF8 | 5
    *_, wanted = thumbhash.thumb_hash_to_rgba(list(hashed))
    answer = blank.evaluate(DECODE, base64.b64encode(hashed).decode())
    assert answer["pixels"][:4] == pytest.approx(wanted[:4], abs=1)


def test_what_is_no_thumbhash_leaves_the_canvas_empty(blank: Page) -> None:
    paint = """async (text) => {
      const { paint } = await import("/web/client/thumbhash.js");
      const canvas = document.createElement("canvas");
      paint(canvas, text);
      return canvas.width;
    }"""
    assert [blank.evaluate(paint, text) for text in ("", "***", "AAAA", None)] == [300] * 4


def entry(number: int, seq: int, **more: Any) -> dict[str, Any]:
    happened = f"2026-11-{number:02}T08:00:00+08:00"
    return {"id": f"tle_{number}", "seq": seq, "happened_at": happened, "removed": False} | more


def test_the_feed_takes_edits_and_removals_and_leaves_what_its_pages_will_bring(blank: Page) -> None:
    page = {"items": [entry(9, 9), entry(8, 8), entry(7, 7)], "next_cursor": "older"}
    changed = [entry(2, 10), entry(8, 11, text="edited"), entry(7, 12, removed=True), entry(10, 13)]
    news = {"items": changed, "latest_seq": 13, "has_more": False, "order_changed": True}
    answer = blank.evaluate(FEED, {"pages": [page], "news": [news]})
    assert answer["ids"] == ["tle_10", "tle_9", "tle_8"]
    assert answer["latest"] == 13
    assert [item["id"] for item in answer["seen"][0]["fresh"]] == ["tle_10"]
    assert answer["asked"][1].endswith("?since=9")


def test_what_was_only_taken_back_is_a_change_to_be_drawn(blank: Page) -> None:
    page = {"items": [entry(9, 9), entry(8, 8)], "next_cursor": None}
    quiet = {"items": [], "latest_seq": 9, "has_more": False, "order_changed": False}
    news = quiet | {"items": [entry(8, 10, removed=True)], "latest_seq": 10}
    answer = blank.evaluate(FEED, {"pages": [page], "news": [news, quiet]})
    assert answer["ids"] == ["tle_9"]
    assert [(item["fresh"], item["changed"]) for item in answer["seen"]] == [([], True), ([], False)]


def test_the_feed_starts_again_when_it_was_away_for_too_long(blank: Page) -> None:
    first = {"items": [entry(1, 5)], "next_cursor": None}
    gone = {"status": 410, "code": "resync_required"}
    again = {"items": [entry(3, 2)], "next_cursor": None}
    answer = blank.evaluate(FEED, {"pages": [first], "news": [gone, again]})
    assert answer["ids"] == ["tle_3"]
    assert answer["latest"] == 2
    assert answer["seen"][0]["orderChanged"] is True


def test_a_clip_that_gets_another_size_keeps_its_element_and_one_made_anew_does_not(blank: Page) -> None:
    same = """async () => {
      await import("/web/components/timeline.js");
      const timeline = document.body.appendChild(document.createElement("rr-timeline"));
      const keys = { url: () => new Promise(() => {}), gone: async () => false };
      const draw = (seq, attempt, renditions, text = "A video") => {
        const at = "2026-11-22T06:20:00Z";
        const clip = { id: "cut_1", attempt, duration_s: 6, hls: "/h", captured_at: at, proof: { renditions } };
        timeline.set([{ id: "tle_1", seq, kind: "clip", text, happened_at: at, clip }], { keys });
        return timeline.shadowRoot.querySelector("rr-clip");
      };
      const two = { "1080p": "a", "360p": "b" };
      const [first, more, anew, said] = [
        draw(4, 1, two), draw(5, 1, { ...two, "720p": "c" }), draw(6, 2, two), draw(7, 2, two, "A clip")];
      return [more === first, first.isConnected, anew === first, said === anew];
    }"""
    assert blank.evaluate(same) == [True, False, False, False]


def test_times_are_told_in_the_places_own_zone_and_say_so(blank: Page) -> None:
    tell = """async ([language, zone]) => {
      const { setLanguage } = await import("/web/client/i18n.js");
      setLanguage(language);
      const { localTime } = await import("/web/components/clip.js");
      return localTime("2026-11-22T06:20:00Z", zone);
    }"""
    assert blank.evaluate(tell, ["en", "Asia/Shanghai"]) == "Sun 22 Nov, 14:20 local time"
    assert blank.evaluate(tell, ["en", "Asia/Urumqi"]) == "Sun 22 Nov, 12:20 local time (14:20 yours)"
    assert blank.evaluate(tell, ["zh", "Asia/Shanghai"]) == "当地时间 11月22日周日 14:20"
    assert blank.evaluate(tell, ["en", "No/Such_Zone"]) == "Sun 22 Nov, 14:20 local time"


def test_date_ranges_share_what_is_the_same(blank: Page) -> None:
    tell = """async ([language, from, to]) => {
      const { setLanguage } = await import("/web/client/i18n.js");
      setLanguage(language);
      const { dateRange } = await import("/web/client/time.js");
      return dateRange(from, to);
    }"""
    day = "2026-{}T12:00:00+08:00".format
    assert blank.evaluate(tell, ["en", day("11-28"), day("11-30")]) == "28–30 Nov"
    assert blank.evaluate(tell, ["zh", day("11-28"), day("11-30")]) == "11月28日至30日"
    assert blank.evaluate(tell, ["zh", day("11-28"), day("12-02")]) == "11月28日至12月2日"
    assert blank.evaluate(tell, ["en", day("11-28"), day("11-28")]) == "28 Nov"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("138 0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("+49 (170) 1234567", "+491701234567"),
        ("138", None),
        ("not a number", None),
    ],
)
def test_phone_numbers_become_what_the_api_takes(blank: Page, typed: str, wanted: str | None) -> None:
    ask = 'async (typed) => (await import("/web/client/phone.js")).asInternational("+86", typed)'
    assert blank.evaluate(ask, typed) == wanted


def test_a_days_clock_in_a_zone_becomes_the_moment_it_means(blank: Page) -> None:
    ask = """async ([day, clock, zone]) => {
      const { inZone } = await import("/web/client/time.js");
      return inZone(day, clock, zone);
    }"""
    assert blank.evaluate(ask, ["2026-11-28", "14:20", "Asia/Urumqi"]) == "2026-11-28T08:20:00.000Z"
    assert blank.evaluate(ask, ["2026-03-29", "01:30", "Europe/Berlin"]) == "2026-03-29T00:30:00.000Z"
    assert blank.evaluate(ask, ["2026-03-29", "03:30", "Europe/Berlin"]) == "2026-03-29T01:30:00.000Z"
    assert blank.evaluate(ask, ["2026-11-28", "14:20", None]) == "2026-11-28T14:20:00.000+08:00"


def test_a_trip_goes_from_loading_to_its_end_by_what_is_reported(blank: Page) -> None:
    """Each entry is laid over the trip in its order; what is to be done next follows."""
    ask = """async (entries) => {
      const { phaseOf, withWaiting } = await import("/web/carrier/trip_state.js");
      const car = (stage_id) => ({ stage_id, state: "expected", actual_start: null, actual_end: null });
      const trip = { id: "trp_1", cars: [car("stg_1"), car("stg_2")] };
      const at = "2026-11-28T08:00:00.000+08:00";
      const made = entries.map(([type, stage_id, car_state]) => ({
        state: "waiting",
        event: type && { type, happened_at: at },
        about: { trip_id: "trp_1", stage_id, car_state },
      }));
      const after = made.map((_, n) => withWaiting(trip, made.slice(0, n + 1)));
      return after.map((told) => [phaseOf(told), told.cars.map(({ state }) => state)]);
    }"""
    entries = [
        ("loading", "stg_1", None),
        (None, "stg_2", "refused"),
        ("departing", None, None),
        ("arriving", None, None),
        ("unloading", "stg_1", None),
    ]
    assert blank.evaluate(ask, entries) == [
        ["load", ["loaded", "expected"]],
        ["depart", ["loaded", "refused"]],
        ["arrive", ["loaded", "refused"]],
        ["unload", ["loaded", "refused"]],
        ["over", ["unloaded", "refused"]],
    ]


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        ("2026-11-28T06:20:05.900Z", "Asia/Shanghai", "28 Nov 2026, 14:20:05 UTC+8"),
        ("2026-11-28T06:20:05Z", "Asia/Kolkata", "28 Nov 2026, 11:50:05 UTC+5:30"),
        ("2026-11-28T02:20:05Z", "America/New_York", "27 Nov 2026, 21:20:05 UTC−5"),
        ("2026-07-28T02:20:05Z", "America/New_York", "27 Jul 2026, 22:20:05 UTC−4"),
        ("2026-11-28T06:20:05Z", "UTC", "28 Nov 2026, 06:20:05 UTC"),
    ],
)
def test_an_exact_time_names_how_far_its_zone_was_from_utc(blank: Page, moment: str, zone: str, said: str) -> None:
    script = "async ([moment, zone]) => (await import('/web/client/time.js')).exactly(moment, zone)"
    assert blank.evaluate(script, [moment, zone]) == said
