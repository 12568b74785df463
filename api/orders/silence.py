"""How long nothing was heard, whether that is usual, and what comes next: by the clock, from what the row holds."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from store.words import Locale
from tracking.bodies import wire_time
from tracking.orders.spoken import day_said, duration_said
from tracking.rules.eta import Window
from tracking.rules.lateness import still_ahead
from tracking.rules.silence import UNKNOWN, level_of
from tracking.sentences import sentence

JOIN = {Locale.EN: " ", Locale.ZH: ""}


def silence_answer(
    heard: dict[str, Any], expected: dict[str, Any] | None, zone: ZoneInfo, language: Locale, now: datetime
) -> dict[str, Any]:
    """The silence since the last news. `expected` is the answer about the next step, `zone` where that is.

    The level follows the clock: it changes, and the answer's tag with it, though nothing was written.
    """
    since = datetime.fromisoformat(heard["since"]).astimezone(UTC)
    quiet, usual_s = max(now - since, timedelta(0)), heard.get("usual_s")
    level = level_of(quiet, usual_s)
    code = "silence_few" if level == UNKNOWN and heard["cases"] else f"silence_{level}"
    params: dict[str, Any] = {"quiet": duration_said(quiet), "cases": heard["cases"]}
    if usual_s is not None:
        params["usual"] = duration_said(timedelta(seconds=usual_s))
    answer = {
        "since": wire_time(since),
        "last_kind": heard["kind"],
        "cases": heard["cases"],
        "level": level,
        "code": code,
        "params": params,
        "text": JOIN[language].join([sentence(code, params, language), *_next(expected, zone, language, now)]),
    }
    return answer if usual_s is None else answer | {"usual_s": round(usual_s)}


def _next(expected: dict[str, Any] | None, zone: ZoneInfo, language: Locale, now: datetime) -> list[str]:
    """The sentence about what comes next; none when nothing does."""
    if expected is None:
        return []
    what = {"what": expected["text"]}
    if expected["overdue"]:
        return [sentence("next_overdue", what, language)]
    earliest, latest = (_read(expected.get(name)) for name in ("earliest", "latest"))
    ahead = still_ahead(earliest, latest, now)
    if ahead.latest is None:
        return [sentence("next_some_day", what, language)]
    when = day_said(Window(ahead.earliest or now, ahead.latest), zone, now)
    return [sentence("next_then", {**what, "when": when}, language)]


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
