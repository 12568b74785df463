"""The files of the pages: what the strict policy forbids, and what both languages must say."""

import re
from enum import StrEnum
from pathlib import Path

import pytest
from playwright.sync_api import Page

from store.words import (
    AgentRole,
    Audience,
    CarState,
    CaseKind,
    CaseState,
    ChangeReason,
    Classifier,
    ClipStatus,
    CutStatus,
    EntryKind,
    EventType,
    ExceptionCode,
    InspectionKind,
    Milestone,
    Mode,
    Reason,
    ReceiptCondition,
    ServiceKind,
    ServiceStatus,
    StageKind,
)
from tests.browser.site import WEB

FILES = sorted(path for path in WEB.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
ADDRESS = re.compile(r"https?://[^\s\"'`)]+")
NAMESPACES = {"http://www.w3.org/2000/svg"}
WORDS = """async (names) => {
  const all = { en: {}, zh: {} };
  for (const name of names) {
    const words = (await import(`/web/words/${name}`)).default;
    const texts = Object.entries(words).map(([key, text]) => [key, String(text)]);
    Object.assign(all[name.slice(-5, -3)], Object.fromEntries(texts));
  }
  return all;
}"""
WORD_FILES = sorted(path.name for path in (WEB / "words").iterdir())


def name_of(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".html"], ids=name_of)
def test_pages_carry_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_name_no_other_host_and_hold_no_emoji(path: Path) -> None:
    text = path.read_text("utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("//", "*", "/*")))
    assert set(ADDRESS.findall(code)) <= NAMESPACES
    assert not EMOJI.search(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_modules_import_files_that_are_there(path: Path) -> None:
    for wanted in re.findall(r"""(?:from|import)\s+"(\.[^"]+)\"""", path.read_text("utf-8")):
        assert (path.parent / wanted).is_file(), wanted


def test_both_languages_know_the_same_words(blank: Page) -> None:
    words = blank.evaluate(WORDS, WORD_FILES)
    assert set(words["en"]) == set(words["zh"])
    for key, text in words["en"].items():
        if "=>" not in text + words["zh"][key]:
            holes = re.compile(r"\{(\w+)\}")
            assert set(holes.findall(text)) == set(holes.findall(words["zh"][key])), key


def test_every_word_that_is_asked_for_is_there(blank: Page) -> None:
    known = set(blank.evaluate(WORDS, WORD_FILES)["en"])
    asked = {
        key
        for path in SCRIPTS
        for key in re.findall(r"""\bt\(\s*"([a-z_]+\.[a-z_0-9]+)\"""", path.read_text("utf-8"))
    }
    assert len(asked) > 50
    assert asked <= known


def test_the_pages_know_every_word_of_the_domain(blank: Page) -> None:
    """Every word of these lists has a text here, so that nobody reads a code."""
    lists: dict[str, type[StrEnum]] = {
        "audience": Audience,
        "car": CarState,
        "case": CaseKind,
        "case_state": CaseState,
        "change": ChangeReason,
        "clip_status": ClipStatus,
        "cut_status": CutStatus,
        "event": EventType,
        "exception": ExceptionCode,
        "inspect": InspectionKind,
        "kind": EntryKind,
        "milestone": Milestone,
        "mode": Mode,
        "reason": Reason,
        "receipt": ReceiptCondition,
        "role": AgentRole,
        "service": ServiceKind,
        "service_status": ServiceStatus,
        "stage_kind": StageKind,
        "sure": Classifier,
    }
    known = set(blank.evaluate(WORDS, WORD_FILES)["en"])
    missing = {f"{name}.{word}" for name, words in lists.items() for word in words} - known
    assert not missing


def modules_of(name: str) -> set[str]:
    """Every module that a page's first script needs, by following its imports."""
    found: set[Path] = set()
    waiting = [(WEB / name).resolve()]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            imported = re.findall(r"""(?:from|import)\s+"(\.[^"]+)\"""", path.read_text("utf-8"))
            waiting += [(path.parent / wanted).resolve() for wanted in imported]
    return {str(path.relative_to(WEB)) for path in found}


@pytest.mark.parametrize(
    ("page", "first"),
    [("index.html", "buyer/page.js"), ("carrier.html", "carrier/page.js"), ("support.html", "support/page.js")],
)
def test_a_page_names_all_its_modules_so_that_they_come_at_once(page: str, first: str) -> None:
    """Without this, a first visit over a slow line waits once for every step of the imports."""
    named = re.findall(r'<link rel="modulepreload" href="/web/([^"]+)">', (WEB / page).read_text("utf-8"))
    assert sorted(named) == sorted(modules_of(first))


def test_whatever_the_audit_may_say_has_words_in_both_languages() -> None:
    code = "".join(path.read_text("utf-8") for path in (WEB.parent / "tracking").rglob("*.py"))
    written = re.findall(r'[^_]record\(\s*session,\s*[^,]+,\s*"([a-z_]+)",\s*"([a-z_]+)"', code)
    assert len(written) > 10
    for language in ("en", "zh"):
        words = (WEB / "words" / f"support_{language}.js").read_text("utf-8")
        for action, subject in written:
            assert f'"action.{action}"' in words, (language, action)
            assert f'"subject.{subject}"' in words, (language, subject)


def colours_of(sheet: str, dark: bool) -> dict[str, str]:
    """The colours of a file of tokens in one scheme."""
    light, _, night = (WEB / sheet).read_text("utf-8").partition("prefers-color-scheme: dark")
    pairs = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return dict(pairs.findall(light)) | (dict(pairs.findall(night)) if dark else {})


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("sheets", [("tokens.css",), ("tokens.css", "carrier.css")], ids=["buyer", "carrier"])
def test_text_stands_out_from_what_lies_under_it(sheets: tuple[str, ...], dark: bool) -> None:
    """Contrast of at least 4.5 : 1 (WCAG 2.2, AA)."""
    colours: dict[str, str] = {}
    for sheet in sheets:
        colours |= colours_of(sheet, dark)
    grounds = ("paper", "surface", "sunken")
    pairs = [(text, ground) for text in ("ink", "ink-soft", "accent", "bad", "warn") for ground in grounds]
    pairs += [(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "calm", "accent")]
    pairs += [("on-accent", "accent"), ("on-accent", "good"), ("on-film", "film"), ("ink", "accent-soft")]
    for text, ground in pairs:
        high, low = sorted((brightness(colours[text]), brightness(colours[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
