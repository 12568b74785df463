"""The sheet that vouches for a clip: every state in words, and nothing of other buyers on it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

SHOW = """async (told) => {
  await import("/web/support/words.js");
  await import("/web/support/proof.js");
  const element = document.createElement("rr-console-proof");
  document.body.replaceChildren(element);
  await element.start({ api: { get: async (path) => (path === "/v1/me" ? { name: "Mei" } : told) }, id: told.id });
}"""
SOURCE, DOWNLOAD = "a" * 64, "b" * 64
AT = "2026-11-20T08:00:00Z"
PROOF: dict[str, Any] = {
    "sha256": {"source": SOURCE, "download": DOWNLOAD},
    "renditions": {"360p": DOWNLOAD},
    "hidden": {},
    "clocks": "agree",
    "signed": False,
}


def car(number: int) -> dict[str, Any]:
    vehicle = {"make": "Nova", "model": "S7", "colour": None, "vin": f"VIN{number}"}
    cut = {"id": f"cut_{number}", "status": "published"}
    return {"order_id": f"ord_{number}", "order_number": f"RX-{number}", "vehicle": vehicle, "cut": cut}


def decision(reason: str, cut_ids: list[str] | None = None) -> dict[str, Any]:
    return {"at": AT, "by": "Mei", "action": "clip_held", "reason": reason, "cut_ids": cut_ids}


TOLD: dict[str, Any] = {
    "id": "clp_1",
    "status": "published",
    "status_at": AT,
    "origin": "gate",
    "carrier": {"code": "n", "name": "Northern Line"},
    "photo": False,
    "duration_s": 6.0,
    "source": {"content_type": "video/mp4", "size": 4_000},
    "captured_at": "2026-11-20T15:55:00.000+08:00",
    "announced_at": AT,
    "received_at": AT,
    "published_at": AT,
    "looked_for": True,
    "proof": PROOF,
    "source_credentials": None,
    "cars": [car(1)],
    "decisions": [],
}


def sheet(page: Page, **about: Any) -> Any:
    page.evaluate(SHOW, TOLD | about)
    return page.locator(".sheet")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, "The clocks agree to within five minutes"),
        ({"proof": PROOF | {"clocks": "disagree", "clocks_apart_s": 7_260}}, "disagree, by as much as 2 hours"),
        ({"proof": PROOF | {"clocks": "disagree", "clocks_apart_s": 400}}, "disagree, by as much as 7 minutes"),
        ({"proof": PROOF | {"clocks": "unknown", "clocks_apart_s": 0}}, "no second clock"),
        ({}, "there was nothing to hide"),
        ({"looked_for": False}, "Nothing has been looked for"),
        ({"proof": PROOF | {"hidden": {"faces": 2, "plates": 1, "labels": 0, "seconds": 4.4}}}, "faces 2, plates 1;"),
        ({}, "no Content Credentials of its own"),
        ({"source_credentials": {"state": "valid", "issuer": "Maker"}}, "who signed them is not verified"),
        ({"source_credentials": {"state": "trusted"}}, "signed by somebody we trust"),
        ({"source_credentials": {"state": "invalid"}}, "changed after they were signed"),
        ({"source_credentials": {"state": "unreadable"}}, "cannot be read"),
        ({"proof": PROOF | {"signed": True}}, "carries our own Content Credentials"),
        ({}, "2026-11-20 15:55:00 +08:00"),  # the device's own clock
        ({}, "2026-11-20 07:55:00 UTC"),
        ({"status": "removed", "status_at": "2026-11-21T08:00:00Z"}, "2026-11-21 08:00:00 UTC"),
        ({}, "Nobody of support has decided anything"),
        ({"received_at": None, "published_at": None, "proof": PROOF | {"renditions": {}}}, SOURCE),
    ],
)
def test_the_sheet_says_in_words_what_is_known(blank: Page, about: dict[str, Any], said: str) -> None:
    expect(sheet(blank, **about)).to_contain_text(said)


def test_a_sheet_for_one_buyer_names_no_other_and_none_is_chosen_by_itself(blank: Page) -> None:
    decisions = [decision("all of it"), decision("only the first", ["cut_1"]), decision("only the second", ["cut_2"])]
    shown = sheet(blank, cars=[car(1), car(2)], decisions=decisions)
    for hidden in ("RX-1", "RX-2", "VIN1", "only the first", "only the second"):
        expect(shown).not_to_contain_text(hidden)
    expect(shown).to_contain_text("all of it")
    blank.get_by_label("Name the order").select_option("RX-2")
    for seen in ("RX-2", "VIN2", "only the second", "all of it"):
        expect(shown).to_contain_text(seen)
    for hidden in ("RX-1", "VIN1", "only the first"):
        expect(shown).not_to_contain_text(hidden)
    blank.get_by_role("checkbox", name="Decisions").uncheck()
    expect(shown).not_to_contain_text("all of it")


def test_where_there_is_no_clipboard_the_hash_is_selected(blank: Page) -> None:
    shown = sheet(blank)
    blank.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.get_by_role("button", name="Copy: As it was sent").click()
    expect(shown.get_by_role("button", name="Copy: As it was sent")).to_have_text("Selected: copy it now")
