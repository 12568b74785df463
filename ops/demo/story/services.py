"""What comes with a car."""

from datetime import datetime, time, timedelta

from ops.demo.story.moments import on_day
from ops.demo.story.parts import Words


def services(arrival: datetime, *, over: bool = False) -> tuple[Words, ...]:
    """Return the services of a car arriving then; all are done when it is `over`."""
    charger, office = on_day(arrival, time(9, 0), -2), on_day(arrival, time(10, 0), -1)
    return (
        {"ref": "deposit", "kind": "deposit", "status": "done", "amount": "5000.00", "currency": "CNY"},
        {"ref": "finance", "kind": "finance", "status": "done", "provider": "Linhai Finance"},
        {"ref": "insurance", "kind": "insurance", "status": "done", "provider": "长桥保险"},
        {
            "ref": "registration",
            "kind": "registration",
            "status": "done" if over else "scheduled",
            "appointment": {"earliest": office, "latest": office + timedelta(hours=1)},
        },
        {
            "ref": "charger",
            "kind": "charger_installation",
            "status": "done" if over else "scheduled",
            "provider": "沐光充电",
            "appointment": {"earliest": charger, "latest": charger + timedelta(hours=3)},
        },
    )
