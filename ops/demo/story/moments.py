"""When things happened, so that the story is believable whenever it is loaded.

A clip drawn at dusk was filmed at dusk, and nothing was filmed in the future: each light has its hour, and the
story takes the last time that this hour has passed.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LATELY = timedelta(minutes=30)  # a clip needs as long to arrive
ON_THE_ROAD = {
    "motorway-rain": time(8, 30),
    "motorway-day": time(13, 20),
    "motorway-dusk": time(17, 50),
    "motorway-night": time(22, 10),
}
AT_THE_DOOR = {"street-day": time(10, 40), "street-dusk": time(18, 0)}


def last(hour: time, before: datetime) -> datetime:
    """Return the last time the clock in China showed `hour` before that moment."""
    local = before.astimezone(ZONE)
    found = datetime.combine(local.date(), hour, ZONE)
    return found if found <= local else found - timedelta(days=1)


def on_day(day: datetime, hour: time, days: int = 0) -> datetime:
    """Return `hour` on the local day of `day`, or so many days later."""
    return datetime.combine(day.astimezone(ZONE).date() + timedelta(days=days), hour, ZONE)


def latest_first(hours: dict[str, time], now: datetime) -> list[tuple[str, datetime]]:
    """Return each clip with its last moment long enough ago, the latest first."""
    found = [(clip, last(hour, now - LATELY)) for clip, hour in hours.items()]
    return sorted(found, key=lambda pair: pair[1], reverse=True)
