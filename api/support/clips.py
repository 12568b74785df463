"""Reviewing footage: what is held, and what a person decides about it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from api.caching import NO_STORE
from api.caller import caller, now, objects, reading, require, writing
from api.fields import path_id
from api.idempotency import refuses_idempotency_key
from api.nothing import NothingSchema
from api.paging import Page, PageQuery, page_of, page_schema
from api.support.blueprint import blp
from api.support.clip_answers import reviewed_answer, reviewed_item
from api.support.clip_schemas import (
    ClipAssignSchema,
    ClipDecisionSchema,
    ClipReprocessSchema,
    CutsDecisionSchema,
    RedactionsSchema,
    ReviewedClipSchema,
    ReviewItemSchema,
    SourceSchema,
)
from store.errors import WrongState
from store.objects import StorageDown
from store.tables import Clip
from store.words import UploadStatus
from tracking.audit import record
from tracking.review import decisions, lease, marking
from tracking.review.looking import note_list
from tracking.review.reading import Reviewed, cars_shown, held_clips, playable_outputs, reviewed_clip
from tracking.review.withdrawing import withdraw

log = structlog.get_logger("roadreel.api")

MEDIA_LIVE = timedelta(minutes=10)
SOURCE_LIVES = timedelta(minutes=2)
PRIVATE = {"Cache-Control": NO_STORE}


@blp.get("/review")
@require("console")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(ReviewItemSchema))
def list_held(query: dict[str, Any]) -> Page:
    """List the clips that wait for a person, the longest wait first

    Published ones too of which a cut is held: that buyer waits. Their place is by when they were published. Which
    clips were shown is recorded, again when there are others or an hour has passed.
    """
    with writing() as session:
        by = (Clip.status_at, Clip.id)
        page = page_of(session, held_clips(), by, query["cursor"], query["limit"], ascending=True)
        found = [Reviewed(*row) for row in page.items]
        cars = cars_shown(session, [each.clip for each in found])
        note_list(session, caller(), [each.clip.id for each in found], now())
        return Page([reviewed_item(each, cars[each.clip.id], now()) for each in found], page.next_cursor)


@blp.get("/clips/<clip_id>")
@require("console")
@blp.response(200, ReviewedClipSchema)
def show_clip(clip_id: str) -> Any:
    """Read one clip with what can be played of it

    The addresses are good for ten minutes. Recorded.
    """
    with writing() as session:
        answer = _reviewed(session, path_id("clp", clip_id))
        record(session, caller(), "clip_seen", "clip", answer["id"], now())
    return answer, 200, PRIVATE


@blp.post("/clips/<clip_id>/claim")
@require("console")
@blp.arguments(NothingSchema, required=False)
@blp.response(200, ReviewedClipSchema)
def claim_clip(_nothing: Any, clip_id: str) -> Any:
    """Take a clip to look at it, for two minutes

    Again while looking prolongs it. Somebody else's is 409 `claimed` and says whose.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        lease.claim(session, caller(), wanted, now())
        session.flush()
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/release")
@require("console")
@blp.arguments(CutsDecisionSchema)
@blp.response(200, ReviewedClipSchema)
def release_clip(wish: dict[str, Any], clip_id: str) -> Any:
    """Show a clip to its buyers

    All of it in one commit: what was made of a held clip is stored already. With `cut_ids` only to those buyers.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        decisions.release(session, caller(), wanted, wish["reason"], now(), wish["cut_ids"])
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/hold")
@require("console")
@blp.arguments(CutsDecisionSchema)
@blp.response(200, ReviewedClipSchema)
def hold_clip(wish: dict[str, Any], clip_id: str) -> Any:
    """Show a clip to nobody until a person releases it

    What buyers saw of it goes at once, addresses of its files included; with `cut_ids` those addresses last as long
    as they were given out for, because other buyers watch the same files. One that is being processed is held when
    it is done.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        decisions.hold(session, caller(), wanted, wish["reason"], now(), wish["cut_ids"])
    if wish["cut_ids"] is None:
        _withdraw(wanted)
    with reading() as session:
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/remove")
@require("console", role="supervisor")
@blp.arguments(CutsDecisionSchema)
@blp.response(200, ReviewedClipSchema)
def remove_clip(wish: dict[str, Any], clip_id: str) -> Any:
    """Take a clip away for good

    What was made of it is deleted; the source stays, for supervisors. With `cut_ids` only those buyers lose
    it; with the last of them goes the clip.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        gone = decisions.remove(session, caller(), wanted, wish["reason"], now(), wish["cut_ids"])
    _delete(wanted, gone)
    with reading() as session:
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/reprocess")
@require("console")
@blp.arguments(ClipReprocessSchema)
@blp.response(202, ReviewedClipSchema)
def reprocess_clip(wish: dict[str, Any], clip_id: str) -> Any:
    """Make everything of a clip anew, with the boxes that were drawn

    What buyers see stays until the new verdict. What a person held stays held.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        decisions.reprocess(session, caller(), wanted, wish["reason"], now(), look_again=wish["look_again"])
        return _reviewed(session, wanted), 202, PRIVATE


@blp.post("/clips/<clip_id>/assign")
@require("console", role="supervisor")
@blp.arguments(ClipAssignSchema)
@blp.response(200, ReviewedClipSchema)
def assign_clip(wish: dict[str, Any], clip_id: str) -> Any:
    """Say which cars a clip shows

    `stage_ids` are all of them: other buyers lose their cut of it, and those who had none get one.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        marking.assign(session, caller(), wanted, wish["stage_ids"], wish["reason"], now())
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/redactions")
@require("console")
@blp.arguments(RedactionsSchema)
@blp.response(200, ReviewedClipSchema)
def draw_redactions(wish: dict[str, Any], clip_id: str) -> Any:
    """Draw the boxes that have to be hidden

    In place of those drawn before. They count when the clip is reprocessed; until then it cannot be released.
    """
    wanted = path_id("clp", clip_id)
    with writing() as session:
        marking.draw_boxes(session, caller(), wanted, wish["boxes"], now())
        return _reviewed(session, wanted), 200, PRIVATE


@blp.post("/clips/<clip_id>/source")
@require("console", role="supervisor")
@refuses_idempotency_key
@blp.arguments(ClipDecisionSchema)
@blp.response(200, SourceSchema)
def open_source(wish: dict[str, str], clip_id: str) -> Any:
    """Open the footage as it was sent

    Nothing is hidden in it. The address is good for two minutes; who asked and why is recorded.
    """
    with writing() as session:
        clip = reviewed_clip(session, path_id("clp", clip_id)).clip
        upload = clip.upload
        if upload.status is not UploadStatus.COMPLETED:
            raise WrongState("Nothing of this clip arrived.", code="nothing_arrived")
        record(session, caller(), "source_opened", "clip", clip.id, now(), reason=wish["reason"])
    url = objects().presign_get(upload.key, int(SOURCE_LIVES.total_seconds()))
    return {"url": url, "expires_at": now() + SOURCE_LIVES, "sha256": upload.sha256.hex()}, 200, PRIVATE


def _reviewed(session: Session, clip_id: UUID) -> dict[str, Any]:
    found = reviewed_clip(session, clip_id)
    cars = cars_shown(session, [found.clip])[clip_id]
    outputs = playable_outputs(session, found.clip)
    lives = int(MEDIA_LIVE.total_seconds())
    return reviewed_answer(found, cars, outputs, caller().role, now(), lambda key: objects().presign_get(key, lives))


def _withdraw(clip_id: UUID) -> None:
    try:
        withdraw(objects(), writing, clip_id)
    except StorageDown:  # nobody is given an address any more; those of before end by themselves
        log.warning("addresses_left_to_end", clip=clip_id.hex)


def _delete(clip_id: UUID, prefixes: Sequence[str]) -> None:
    try:
        for prefix in prefixes:
            objects().delete(list(objects().keys(prefix)))
    except StorageDown:  # the rows are gone, so nobody is given an address; the sweep deletes the files
        log.warning("removal_left_to_the_sweep", clip=clip_id.hex)
