"""What lies ahead, as it may be said now: rows hold what was expected, the clock decides what has passed."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from store.words import Locale
from tracking.bodies import wire_time
from tracking.orders.spoken import days_said
from tracking.rules.eta import HISTORY, Window
from tracking.rules.lateness import still_ahead
from tracking.sentences import sentence

EXPECTING = {"promised", "estimated"}
HOME_ZONE = ZoneInfo("Asia/Shanghai")  # days of an ETA's history begin here


def eta_answer(eta: dict[str, Any], language: Locale, now: datetime) -> dict[str, Any]:
    """The ETA. A bound in the past is not shown; when nothing is left, it is overdue."""
    state = eta.get("state", "none")
    ahead = still_ahead(_read(eta.get("earliest")), _read(eta.get("latest")), now)
    answer = {
        "state": "overdue" if ahead.overdue and state in EXPECTING else state,
        "earliest": _told(ahead.earliest),
        "latest": _told(ahead.latest),
        "promised_earliest": _told(_read(eta.get("promised_earliest"))),
        "promised_latest": _told(_read(eta.get("promised_latest"))),
        "coverage": eta.get("coverage"),
        "cases": eta.get("cases", 0),
        "basis": eta.get("basis"),
        "updated_at": _told(_read(eta.get("updated_at"))),
        "history": [_step(step, language) for step in eta.get("history", [])],
    }
    if eta.get("basis"):
        answer["about"] = _about(eta, language)
    return answer | ({"reason": eta["reason"]} if eta.get("reason") else {})


def _about(eta: dict[str, Any], language: Locale) -> dict[str, Any]:
    """What the range rests on, in words; of one from history also how many journeys, and how often such held."""
    code, params = f"eta_by_{eta['basis']}", {}
    if eta["basis"] == HISTORY:
        params = {"cases": eta["cases"]}
        if eta.get("coverage") is not None:
            code, params = "eta_by_history_held", params | {"percent": round(100 * eta["coverage"])}
    return {"code": code, "params": params, "text": sentence(code, params, language)}


def milestone_answer(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A milestone with its times. An estimate of something still to come is left out once it has passed."""
    times = {name: _read(told.get(name)) for name in ("planned", "estimated", "actual")}
    if times["estimated"] and times["estimated"] <= now and told["state"] in {"next", "open"}:
        times["estimated"] = None
    shown = {name: wire_time(at) for name, at in times.items() if at is not None}
    return {"milestone": told["milestone"], "state": told["state"], **shown}


def next_answer(told: dict[str, Any], language: Locale, now: datetime) -> dict[str, Any]:
    """What is expected next, and whether it should have happened by now."""
    window = {name: _read(told.get(name)) for name in ("earliest", "latest")}
    due = _read(told.get("due"))  # by when it usually happens; the window moves on when that has passed
    return {
        "code": told["code"],
        "params": told["params"],
        "text": sentence(told["code"], told["params"], language),
        **{name: wire_time(at) for name, at in window.items() if at is not None},
        "overdue": still_ahead(window["earliest"], window["latest"], now).overdue
        or still_ahead(None, due, now).overdue,
    }


def _step(step: dict[str, Any], language: Locale) -> dict[str, Any]:
    """One step of the ETA's history, as it was said then."""
    earliest, latest = _read(step.get("earliest")), _read(step.get("latest"))
    code, params = "eta_none", {}
    if earliest is not None and latest is not None:
        code, params = "eta_said", {"days": days_said(Window(earliest, latest), HOME_ZONE)}
    if step.get("reason") and code == "eta_said":
        code, params = "eta_said_because", params | {"reason": step["reason"]}
    return {
        "at": _told(_read(step["at"])),
        "earliest": _told(earliest),
        "latest": _told(latest),
        **({"reason": step["reason"]} if step.get("reason") else {}),
        "code": code,
        "params": params,
        "text": sentence(code, params, language),
    }


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _told(moment: datetime | None) -> str | None:
    return wire_time(moment) if moment else None
