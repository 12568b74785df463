"""What changed since somebody last looked: a few lines from an allow-list, each of them said by the timeline too.

Only live entries come in, so nothing that was taken back can be named; and every line is an entry's own sentence or a
count of entries, so none can contradict the timeline.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from store.words import EntryKind, Milestone
from tracking.rules.eta import Window, direction

MOST_OF_A_KIND = 5  # lines of one kind; the newest are named
CLOSINGS = frozenset({"cancelled", "returned"})
SWAPPED = "vehicle_swapped"
DAMAGES = frozenset({"damage_published", "damage_grown", "damage_received"})
ARRIVALS = frozenset({"arrived", "received", "stored"})
_FURTHEST = {milestone.value: rank for rank, milestone in enumerate(Milestone)}


@dataclass(frozen=True)
class Told:
    """A live entry of the timeline. `seq` is of its last change, `first_seq` of its being told."""

    id: UUID
    kind: EntryKind
    code: str
    params: Mapping[str, Any]
    subject: str
    happened_at: datetime
    seq: int
    first_seq: int


@dataclass(frozen=True)
class Line:
    """One line of the digest; `entry_id` is None for a count."""

    code: str
    params: Mapping[str, Any]
    entry_id: UUID | None = None


def digest(entries: Iterable[Told], since: int) -> list[Line]:
    """The lines for whoever has read up to the seq `since`, the weightiest first."""
    changed = sorted((entry for entry in entries if entry.seq > since), key=lambda entry: -entry.seq)
    new = [entry for entry in changed if entry.first_seq > since]
    milestones = _milestones(new)
    return [
        *_own(entry for entry in new if entry.code in CLOSINGS and entry.kind is EntryKind.NOTE),
        *_own([entry for entry in new if entry.code == SWAPPED][:1]),
        *_own(entry for entry in changed if entry.kind is EntryKind.CASE),
        *_own(entry for entry in new if entry.kind is EntryKind.INSPECTION and entry.code in DAMAGES),
        *_own(milestones),
        *_window([entry for entry in new if entry.kind is EntryKind.ETA]),
        *_own(_arrival(new, milestones)),
        *_own(entry for entry in changed if entry.kind is EntryKind.SERVICE),
        *_count([entry for entry in new if entry.kind is EntryKind.CLIP], "digest_clips"),
        *_count(_corrected(changed, since), "digest_corrections"),
    ]


def _own(entries: Iterable[Told]) -> list[Line]:
    return [_line(entry) for entry in entries][:MOST_OF_A_KIND]


def _line(entry: Told) -> Line:
    return Line(entry.code, entry.params, entry.id)


def _milestones(new: Sequence[Told]) -> list[Told]:
    """The furthest that was reached, and that the car got its number: the steps between are in the timeline."""
    found = [entry for entry in new if entry.kind is EntryKind.MILESTONE]
    ranked = sorted(found, key=lambda entry: -_rank(entry))
    numbered = [entry for entry in ranked[1:] if _reached(entry) == Milestone.VIN_ASSIGNED]
    return ranked[:1] + numbered


def _rank(entry: Told) -> int:
    return _FURTHEST.get(_reached(entry), -1)


def _reached(entry: Told) -> str:
    return entry.subject.removeprefix("milestone:")


def _window(new: Sequence[Told]) -> list[Line]:
    """From what was said at the last look to what is said now; a window that came back did not move."""
    if not new:
        return []
    last, first = new[0], new[-1]
    was, now = _read(first.params, "former_"), _read(last.params, "")
    if was == now:
        return []
    course = direction(was, now)
    reason = last.params.get("reason") if course == "later" else None
    code = "eta_later_because" if reason else f"eta_{course}"
    said = {name: last.params[name] for name in ("days", "earliest", "latest")}
    former = {name: first.params[name] for name in ("former_earliest", "former_latest")}
    return [Line(code, {**said, **former, **({"reason": reason} if reason else {})}, last.id)]


def _read(params: Mapping[str, Any], prefix: str) -> Window:
    return Window(*(datetime.fromisoformat(params[f"{prefix}{end}"]) for end in ("earliest", "latest")))


def _arrival(new: Sequence[Told], milestones: Sequence[Told]) -> list[Told]:
    """Where the car came last, unless a milestone named says so already."""
    came = [entry for entry in new if entry.kind is EntryKind.EVENT and entry.code in ARRIVALS]
    if not came:
        return []
    last = max(came, key=lambda entry: (entry.happened_at, entry.id))
    said = {milestone.params.get("place_code") for milestone in milestones}
    return [] if last.params.get("place_code") in said else [last]


def _corrected(changed: Sequence[Told], since: int) -> list[Told]:
    """What was read before and has turned out wrong. A correction of what was never read is no news."""
    corrections = [entry for entry in changed if entry.kind is EntryKind.CORRECTION]
    return [entry for entry in corrections if entry.first_seq <= since]


def _count(entries: Sequence[Told], code: str) -> list[Line]:
    """One is named by itself, several are counted."""
    if len(entries) == 1:
        return [_line(entries[0])]
    return [Line(code, {"count": len(entries)}, entries[0].id)] if entries else []
