"""Which status of a clip may follow which, and what each means for announcing the same footage again."""

from collections.abc import Mapping

from store.errors import WrongState
from store.words import ClipStatus, VerdictCode

NEXT: Mapping[ClipStatus, frozenset[ClipStatus]] = {
    ClipStatus.AWAITING_UPLOAD: frozenset({ClipStatus.UPLOADED, ClipStatus.REMOVED}),
    ClipStatus.UPLOADED: frozenset({ClipStatus.PROCESSING, ClipStatus.FAILED, ClipStatus.REMOVED}),
    ClipStatus.PROCESSING: frozenset(
        {
            ClipStatus.UPLOADED,  # handed back: we failed, another attempt follows
            ClipStatus.PUBLISHED,
            ClipStatus.HELD,
            ClipStatus.REJECTED,
            ClipStatus.FAILED,
            ClipStatus.REMOVED,
        }
    ),
    ClipStatus.PUBLISHED: frozenset({ClipStatus.HELD, ClipStatus.UPLOADED, ClipStatus.REMOVED}),
    ClipStatus.HELD: frozenset({ClipStatus.PUBLISHED, ClipStatus.REJECTED, ClipStatus.UPLOADED, ClipStatus.REMOVED}),
    ClipStatus.REJECTED: frozenset({ClipStatus.UPLOADED, ClipStatus.REMOVED}),
    ClipStatus.FAILED: frozenset({ClipStatus.UPLOADED, ClipStatus.REMOVED}),
    ClipStatus.REMOVED: frozenset(),
}

# Waiting for us: a worker has it or must get it.
UNSETTLED = frozenset({ClipStatus.UPLOADED, ClipStatus.PROCESSING})
SETTLED = frozenset(ClipStatus) - UNSETTLED - {ClipStatus.AWAITING_UPLOAD}

_BAD_BYTES = frozenset({VerdictCode.HASH_MISMATCH, VerdictCode.CORRUPT})


def may_follow(before: ClipStatus, after: ClipStatus) -> bool:
    """Whether a clip may go from `before` to `after` in one step."""
    return after in NEXT[before]


def step_to(before: ClipStatus, after: ClipStatus) -> ClipStatus:
    """`after`, when it may follow `before`. Raises WrongState."""
    if not may_follow(before, after):
        raise WrongState(f"A clip that is {before.value} cannot become {after.value}.")
    return after


def counts(status: ClipStatus, verdict: VerdictCode | None) -> bool:
    """Whether the same footage, announced again, is the same clip.

    What was removed, what we failed on, and what arrived broken may be sent again as something new.
    """
    if status in {ClipStatus.REMOVED, ClipStatus.FAILED}:
        return False
    return not (status is ClipStatus.REJECTED and verdict in _BAD_BYTES)
