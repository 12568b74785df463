"""What a person of support may do with a clip, by its status and the person's role."""

from collections.abc import Mapping
from enum import StrEnum

from store.words import AgentRole, ClipStatus
from tracking.rules.clip_status import UNSETTLED
from tracking.rules.roles import reaches


class ReviewAction(StrEnum):
    """Named as its route is."""

    RELEASE = "release"
    HOLD = "hold"
    REPROCESS = "reprocess"
    REMOVE = "remove"
    REDACTIONS = "redactions"
    ASSIGN = "assign"
    SOURCE = "source"


LEAST = {
    ReviewAction.REMOVE: AgentRole.SUPERVISOR,
    ReviewAction.ASSIGN: AgentRole.SUPERVISOR,
    ReviewAction.SOURCE: AgentRole.SUPERVISOR,
}

_THERE = frozenset(ClipStatus) - {ClipStatus.REMOVED}
_ARRIVED = _THERE - {ClipStatus.AWAITING_UPLOAD}

STATUSES: Mapping[ReviewAction, frozenset[ClipStatus]] = {
    ReviewAction.RELEASE: frozenset({ClipStatus.HELD}),
    ReviewAction.HOLD: UNSETTLED | {ClipStatus.PUBLISHED, ClipStatus.HELD},
    ReviewAction.REPROCESS: _ARRIVED - UNSETTLED,
    ReviewAction.REMOVE: _ARRIVED,
    ReviewAction.REDACTIONS: _THERE,
    ReviewAction.ASSIGN: _THERE,
    ReviewAction.SOURCE: frozenset(ClipStatus),  # it outlives what was made of it
}


def open_actions(
    role: AgentRole | None, status: ClipStatus, *, some_held: bool, arrived: bool
) -> frozenset[ReviewAction]:
    """What is left to be done. `some_held`: a buyer's cut is held apart; `arrived`: there is a source."""
    fits = {action for action, statuses in STATUSES.items() if status in statuses}
    if status is ClipStatus.PUBLISHED and some_held:
        fits.add(ReviewAction.RELEASE)
    if not arrived:
        fits.discard(ReviewAction.SOURCE)
    return frozenset(action for action in fits if reaches(role, LEAST.get(action, AgentRole.AGENT)))
