"""What vouches for a clip, for an agent to show or send."""

from typing import Any

import marshmallow as ma

from api.caching import NO_STORE
from api.caller import caller, now, require, writing
from api.fields import AnswerSchema, Moment, WireId, path_id
from api.orders.schemas import word
from api.support.blueprint import blp
from api.support.clip_answers import car_answer
from api.support.clip_schemas import ClipsCarrierSchema, ShownCarSchema
from api.timeline.schemas import ProofSchema
from store.tables import AuditEntry, Clip
from store.words import ClipStatus, Origin
from tracking.audit import record
from tracking.clips.reading import captured_local
from tracking.review.proof import Proven, proof_for_support
from tracking.review.reading import Reviewed, cars_shown, reviewed_clip
from tracking.support.auditing import names_of

CREDENTIALS = ("state", "generator", "signed_at", "issuer")


class SourceFileSchema(AnswerSchema):
    """The footage as it was sent."""

    content_type = ma.fields.String(required=True, metadata={"description": "As announced"})
    size = ma.fields.Integer(required=True)


class SourceCredentialsSchema(AnswerSchema):
    """Content Credentials (C2PA) in the source: who signed what the camera made."""

    state = ma.fields.String(required=True, metadata={"examples": ["valid", "trusted", "invalid", "unreadable"]})
    generator = ma.fields.String(required=True, allow_none=True)
    signed_at = ma.fields.String(required=True, allow_none=True)
    issuer = ma.fields.String(required=True, allow_none=True)


class FootageDecisionSchema(AnswerSchema):
    """What somebody of support decided about the clip."""

    at = Moment(required=True)
    by = ma.fields.String(required=True)
    action = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    cut_ids = ma.fields.List(
        ma.fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "Only these; null: the whole clip"},
    )


class ClipProofSchema(AnswerSchema):
    id = WireId("clp", required=True)
    status = word(ClipStatus, required=True)
    status_at = Moment(required=True)
    origin = word(Origin, required=True)
    carrier = ma.fields.Nested(ClipsCarrierSchema, required=True)
    photo = ma.fields.Boolean(required=True)
    duration_s = ma.fields.Float(required=True, allow_none=True)
    source = ma.fields.Nested(SourceFileSchema, required=True)
    captured_at = Moment(required=True, metadata={"description": "By the device's clock, with its offset"})
    announced_at = Moment(required=True)
    received_at = Moment(required=True, allow_none=True)
    published_at = Moment(required=True, allow_none=True, metadata={"description": "When buyers first saw it"})
    looked_for = ma.fields.Boolean(required=True, metadata={"description": "False: nothing was looked for to hide"})
    proof = ma.fields.Nested(ProofSchema, required=True)
    source_credentials = ma.fields.Nested(SourceCredentialsSchema, required=True, allow_none=True)
    cars = ma.fields.List(ma.fields.Nested(ShownCarSchema), required=True)
    decisions = ma.fields.List(ma.fields.Nested(FootageDecisionSchema), required=True)


@blp.get("/clips/<clip_id>/proof")
@require("console")
@blp.response(200, ClipProofSchema)
def show_proof(clip_id: str) -> Any:
    """Read what vouches for a clip, and what was decided about it, the oldest first

    Of a removed clip the hashes are those of what buyers saw last. Recorded.
    """
    with writing() as session:
        found = reviewed_clip(session, path_id("clp", clip_id))
        record(session, caller(), "clip_proof_seen", "clip", found.clip.id, now())
        proven = proof_for_support(session, found.clip)
        cars = cars_shown(session, [found.clip])[found.clip.id]
        names = names_of(session, proven.decisions)
        decided = [_decision(line, names) for line in proven.decisions]
        answer = _answer(found, proven) | {"cars": [car_answer(row) for row in cars], "decisions": decided}
    return answer, 200, {"Cache-Control": NO_STORE}


def _answer(found: Reviewed, proven: Proven) -> dict[str, Any]:
    clip, upload = found.clip, found.clip.upload
    names = ("id", "status", "status_at", "origin", "photo", "duration_s")
    return {name: getattr(clip, name) for name in names} | {
        "carrier": found.carrier,
        "source": upload,
        "captured_at": captured_local(clip),
        "announced_at": upload.created_at,
        "received_at": upload.completed_at,
        "published_at": proven.published_at,
        "looked_for": clip.hidden is not None,
        "proof": proven.facts,
        "source_credentials": _credentials(clip),
    }


def _credentials(clip: Clip) -> dict[str, Any] | None:
    kept = clip.source_credentials
    return {name: kept.get(name) for name in CREDENTIALS} if kept else None


def _decision(line: AuditEntry, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "at": line.at,
        "by": names.get(line.actor_id, "") if line.actor_id else "",
        "action": line.action,
        "reason": line.reason,
        "cut_ids": line.details.get("cut_ids"),
    }
