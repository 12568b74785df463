"""What the counted frames say about a clip as a whole. Header counts and durations are never asked."""

from __future__ import annotations

from media.frames import TICKS, Counted
from media.job import Job
from media.outcome import Verdict

MOST_DAMAGED = 0.10  # of the packets; a tenth is visible as smears through most of a clip


def damage_verdict(counted: Counted) -> Verdict | None:
    """`corrupt` when too much of the clip could not be decoded whole; `at_s` is where it began."""
    share = counted.damaged / max(1, counted.packets)
    if not counted.frames or share > MOST_DAMAGED:
        at = (counted.first_damage or 0) / TICKS
        return Verdict("corrupt", {"share": round(min(1.0, share), 3)}, round(at, 3))
    return None


def length_verdict(counted: Counted, job: Job) -> Verdict | None:
    """`too_short` or `too_long`, with the limit."""
    lasts = counted.end / TICKS
    if lasts < job.min_duration_s:
        return Verdict("too_short", {"duration_s": round(lasts, 2), "min_s": job.min_duration_s})
    if lasts > job.max_duration_s:
        return Verdict("too_long", {"max_s": job.max_duration_s}, job.max_duration_s)
    return None
