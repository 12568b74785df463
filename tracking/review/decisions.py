"""What a person decides about footage. Each decision is one commit with its line in the audit.

The clip's row is locked first, then the orders, as by a worker that settles it; an attempt that runs meanwhile finds
that the clip was decided on and writes nothing against it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import wire_id
from store.tables import Clip, Cut, Rendition
from store.words import ClipStatus, CutStatus
from tracking.audit import record
from tracking.clips.attempts import move, outputs_prefix, start_over
from tracking.clips.cuts import cuts_of, orders_shown, publish_cuts, untell_cuts
from tracking.clips.keeping import boxes_wait, forget_outputs, kept_attempt, take_back
from tracking.review.lease import decided, free_clip
from tracking.rules.clip_status import UNSETTLED
from tracking.sign_in.identity import Caller

CutIds = Collection[UUID] | None


def release(
    session: Session, caller: Caller, clip_id: UUID, reason: str, now: datetime, cut_ids: CutIds = None
) -> Clip:
    """Show the clip to its buyers, or with `cut_ids` only to theirs; of a held clip the other cuts are held.

    What was made of a held clip is stored already, so only rows change. Raises NotFound, WrongState (`claimed`,
    `clip_removed`, `not_held`, `redactions_pending`).
    """
    clip = free_clip(session, caller, clip_id, now)
    chosen, others = _chosen(session, clip, cut_ids)
    if clip.status not in {ClipStatus.HELD, ClipStatus.PUBLISHED}:
        raise WrongState(f"Only what is held can be released; this clip is {clip.status}.", code="not_held")
    if boxes_wait(clip):
        raise WrongState("Boxes were drawn that are not hidden yet: reprocess it.", code="redactions_pending")
    if clip.status is ClipStatus.HELD:
        _let_go(clip, now)
        _mark(others, CutStatus.HELD)
    _mark(chosen, CutStatus.PUBLISHED)
    session.flush()
    publish_cuts(session, clip, orders_shown(session, clip), now)
    _note(session, caller, clip, "clip_released", reason, now, cut_ids)
    return clip


def hold(session: Session, caller: Caller, clip_id: UUID, reason: str, now: datetime, cut_ids: CutIds = None) -> Clip:
    """Show the clip, or these cuts of it, to nobody until a person releases it.

    A clip that is being processed is held once it is done. Raises NotFound, WrongState (`claimed`, `clip_removed`,
    `nothing_to_hold`).
    """
    clip = free_clip(session, caller, clip_id, now)
    chosen, _others = _chosen(session, clip, cut_ids)
    if cut_ids is not None:
        _mark(chosen, CutStatus.HELD)
        untell_cuts(session, chosen, now)
    else:
        _hold_whole(session, clip, now)
        clip.held_by_id, clip.hold_reason = caller.agent_id, reason
    _note(session, caller, clip, "clip_held", reason, now, cut_ids)
    return clip


def remove(
    session: Session, caller: Caller, clip_id: UUID, reason: str, now: datetime, cut_ids: CutIds = None
) -> Sequence[str]:
    """Take the clip, or these cuts of it, away for good; with its last cut goes the clip.

    The beginnings of the keys whose objects are to be deleted after the commit; what is left of them the sweep finds.
    Raises NotFound, WrongState (`claimed`, `clip_removed`, `nothing_arrived`).
    """
    clip = free_clip(session, caller, clip_id, now)
    _must_have_arrived(clip)
    chosen, others = _chosen(session, clip, cut_ids)
    untell_cuts(session, chosen, now)
    for cut in chosen:
        cut.status, cut.removed_at = CutStatus.REMOVED, now
    gone = _forget_files(session, chosen)
    if cut_ids is None or not others:
        take_back(session, clip, now)
        clip.held_by_id = clip.hold_reason = None
        move(clip, ClipStatus.REMOVED, now)
        forget_outputs(session, clip)
        gone = [outputs_prefix(clip.id)]
    _note(session, caller, clip, "clip_removed", reason, now, cut_ids)
    return gone


def reprocess(
    session: Session, caller: Caller, clip_id: UUID, reason: str, now: datetime, *, look_again: bool = False
) -> Clip:
    """Make everything of the clip anew, with the boxes that were drawn. What is shown stays so until the new verdict.

    With `look_again` the outcome is held for a person, whatever the verdict. Raises NotFound, WrongState
    (`claimed`, `clip_removed`, `being_processed`, `nothing_arrived`).
    """
    clip = free_clip(session, caller, clip_id, now)
    _must_have_arrived(clip)
    if clip.status in UNSETTLED:
        raise WrongState("This clip is being processed already.", code="being_processed")
    if look_again:
        clip.held_by_id, clip.hold_reason = caller.agent_id, reason
    start_over(session, clip, now)
    _note(session, caller, clip, "clip_reprocessed", reason, now, None, look_again=look_again)
    return clip


def _let_go(clip: Clip, now: datetime) -> None:
    clip.published_attempt, clip.held_attempt = clip.held_attempt, None
    clip.held_by_id = clip.hold_reason = None
    clip.verdict_code = clip.verdict_params = clip.verdict_at_s = None
    move(clip, ClipStatus.PUBLISHED, now)
    clip.percent = 100


def _must_have_arrived(clip: Clip) -> None:
    if clip.status is ClipStatus.AWAITING_UPLOAD:
        raise WrongState("Nothing of this clip arrived yet; its carrier may give it up.", code="nothing_arrived")


def _hold_whole(session: Session, clip: Clip, now: datetime) -> None:
    kept = kept_attempt(clip)
    if clip.status in UNSETTLED:  # its attempt goes on, and finds that a person holds it
        take_back(session, clip, now)
    elif clip.status is ClipStatus.PUBLISHED:
        take_back(session, clip, now)
        clip.held_attempt = kept
        move(clip, ClipStatus.HELD, now)
    elif clip.status is not ClipStatus.HELD:
        raise WrongState(f"There is nothing to hold: this clip is {clip.status}.", code="nothing_to_hold")


def _chosen(session: Session, clip: Clip, cut_ids: CutIds) -> tuple[list[Cut], list[Cut]]:
    """The cuts that are meant and the other ones, the removed among neither. Raises NotFound for another clip's."""
    cuts = [cut for cut in cuts_of(session, clip) if cut.status is not CutStatus.REMOVED]
    if cut_ids is None:
        return cuts, []
    if not set(cut_ids) <= {cut.id for cut in cuts}:
        raise NotFound(errors={"cut_ids": ["Not all of them are cuts of this clip."]})
    return [cut for cut in cuts if cut.id in cut_ids], [cut for cut in cuts if cut.id not in cut_ids]


def _forget_files(session: Session, cuts: Sequence[Cut]) -> Sequence[str]:
    """The keys of the files that only these cuts have; those of the whole clip are other buyers' too."""
    own = Rendition.cut_id.in_([cut.id for cut in cuts])
    return session.scalars(delete(Rendition).where(own).returning(Rendition.key)).all()


def _mark(cuts: Sequence[Cut], status: CutStatus) -> None:
    for cut in cuts:
        cut.status = status


def _note(
    session: Session,
    caller: Caller,
    clip: Clip,
    action: str,
    reason: str,
    now: datetime,
    cut_ids: CutIds,
    **more: Any,
) -> None:
    decided(clip)
    cuts = {} if cut_ids is None else {"cut_ids": [wire_id("cut", cut_id) for cut_id in cut_ids]}
    record(session, caller, action, "clip", clip.id, now, reason=reason, details={**cuts, **more})
