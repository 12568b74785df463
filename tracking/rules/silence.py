"""Whether nothing heard for so long is usual here."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tracking.rules.rulers import ENOUGH, FEWEST, Known
from tracking.rules.samples import QUIET, Sample, at_share

NORMAL, UNUSUAL, UNKNOWN = "normal", "unusual", "unknown"
USUAL = 0.9  # of the pauses between two pieces of news were not longer
SHORTEST = timedelta(minutes=10)  # what is told within minutes is one piece of news


def usual_pause(lanes: Sequence[str], known: Known) -> tuple[float | None, int]:
    """(seconds, cases): how long it may be quiet at this kind of stage; None when fewer than five cases are known.

    Lanes go from most alike to hardly; the first with enough cases tells.
    """
    counted = [
        (known[lane]["rulers"][QUIET], lane) for lane in lanes if QUIET in known.get(lane, {}).get("rulers", {})
    ]
    for least in (ENOUGH, FEWEST):
        for (cases, points), _lane in counted:
            if cases >= least:
                return at_share(points, USUAL), cases
    return None, max((measured[0] for measured, _lane in counted), default=0)


def level_of(quiet: timedelta, usual_s: float | None) -> str:
    """`normal`, `unusual`, or `unknown` where too little is known to say."""
    if usual_s is None:
        return UNKNOWN
    return NORMAL if quiet.total_seconds() <= usual_s else UNUSUAL


def pause_sample(pause: timedelta, name: str, at: float) -> Sample:
    """What one pause teaches."""
    measures: dict[str, Any] = {QUIET: pause.total_seconds()}
    return {"id": name, "at": at, "troubled": False, **measures}
