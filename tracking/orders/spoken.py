"""Parameters of sentences: places by their names in both languages."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from store.tables import Place
from tracking.rules.eta import Window


def place_names(place: Place) -> dict[str, str | None]:
    """The pair that sentences choose from."""
    return {"en": place.name, "zh": place.name_zh}


def at(place: Place) -> dict[str, Any]:
    """`place` as a sentence's parameters: its names, and its code for programs."""
    return {"place": place_names(place), "place_code": place.code}


def towards(place: Place) -> dict[str, Any]:
    """The place headed for."""
    return {"to_place": place_names(place), "to_place_code": place.code}


def days_said(window: Window, zone: tzinfo) -> dict[str, str]:
    """A range of days where the car is handed over: "26 November", "24 to 26 November"; "11月24日至26日"."""
    first, last = window.earliest.astimezone(zone).date(), window.latest.astimezone(zone).date()
    english, chinese = f"{last.day} {last:%B}", f"{last.month}月{last.day}日"
    if first == last:
        return {"en": english, "zh": chinese}
    if first.month == last.month:
        return {"en": f"{first.day} to {english}", "zh": f"{first.month}月{first.day}日至{last.day}日"}
    return {"en": f"{first.day} {first:%B} to {english}", "zh": f"{first.month}月{first.day}日至{chinese}"}


def hours_said(window: Window, zone: tzinfo) -> dict[str, str]:
    """A range of hours where the car is handed over: "24 November, 09:00 to 12:00"; "11月24日09:00至12:00"."""
    first, last = window.earliest.astimezone(zone), window.latest.astimezone(zone)
    english, chinese = f"{first.day} {first:%B}, {first:%H:%M}", f"{first.month}月{first.day}日{first:%H:%M}"
    if first == last:
        return {"en": english, "zh": chinese}
    if first.date() == last.date():
        return {"en": f"{english} to {last:%H:%M}", "zh": f"{chinese}至{last:%H:%M}"}
    return {
        "en": f"{english} to {last.day} {last:%B}, {last:%H:%M}",
        "zh": f"{chinese}至{last.month}月{last.day}日{last:%H:%M}",
    }


def duration_said(length: timedelta) -> dict[str, str]:
    """ "less than an hour", "31 h", "4 days": hours up to three days, whole ones, rounded down."""
    hours = int(length.total_seconds() // 3600)
    if hours < 1:
        return {"en": "less than an hour", "zh": "不到1小时"}
    if hours < 72:
        return {"en": f"{hours} h", "zh": f"{hours}小时"}
    return {"en": f"{hours // 24} days", "zh": f"{hours // 24}天"}


def day_said(window: Window, zone: tzinfo, now: datetime) -> dict[str, str]:
    """ "today", "tomorrow", else the days of the window, in `zone`."""
    first, last = window.earliest.astimezone(zone).date(), window.latest.astimezone(zone).date()
    away = (first - now.astimezone(zone).date()).days
    near = {0: {"en": "today", "zh": "今天"}, 1: {"en": "tomorrow", "zh": "明天"}}
    if first == last and away in near:
        return near[away]
    return days_said(window, zone)
