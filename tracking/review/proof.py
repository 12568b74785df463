"""What vouches for a clip, for support: what buyers are told and what is kept for staff, and what people decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import AuditEntry, Clip, Cut
from store.words import ClipStatus
from tracking.clips.cuts import cuts_of
from tracking.clips.keeping import kept_attempt
from tracking.clips.proof import facts_of
from tracking.support.auditing import audit_lines

DECISIONS = frozenset(
    {"clip_released", "clip_held", "clip_removed", "clip_reprocessed", "clip_redacted", "clip_assigned"}
)
OUTPUTS = ("sha256", "renditions")


@dataclass(frozen=True)
class Proven:
    """The facts as on the wire; when buyers first saw the clip; the decisions, the oldest first."""

    facts: dict[str, Any]
    published_at: datetime | None
    decisions: Sequence[AuditEntry]


def proof_for_support(session: Session, clip: Clip) -> Proven:
    """The proof of a clip in any status; of a removed one with the hashes of what it was when buyers saw it."""
    cuts = cuts_of(session, clip)
    facts = facts_of(session, clip, kept_attempt(clip))
    if clip.status is ClipStatus.REMOVED:
        facts |= _as_last_shown(cuts)
    first = min((cut.published_at for cut in cuts if cut.published_at), default=None)
    return Proven(facts, first, decisions_about(session, clip.id))


def _as_last_shown(cuts: Sequence[Cut]) -> dict[str, Any]:
    """The hashes that the cut which was taken away last was vouched for with."""
    gone = sorted((cut.removed_at, cut.id, cut) for cut in cuts if cut.removed_at and "renditions" in cut.proof)
    return {name: gone[-1][-1].proof[name] for name in OUTPUTS} if gone else {}


def decisions_about(session: Session, clip_id: UUID) -> Sequence[AuditEntry]:
    """What people decided about the clip, the oldest first."""
    lines = audit_lines(subject=("clip", clip_id)).where(AuditEntry.action.in_(DECISIONS))
    return session.scalars(lines.order_by(AuditEntry.id)).all()
