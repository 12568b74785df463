"""What vouches for a cut: hashes, times, who filmed it, what was hidden, and whether the clocks agree."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Carrier, Clip, Rendition
from tracking.bodies import wire_time
from tracking.rules.clocks import AGREE, Times, agreement


def proof_of(session: Session, clip: Clip, published_at: datetime) -> dict[str, Any]:
    """The proof of every cut of a published clip, as on the wire. It names no order and no person."""
    return facts_of(session, clip, clip.published_attempt) | {"published_at": wire_time(published_at)}


def facts_of(session: Session, clip: Clip, attempt: int | None) -> dict[str, Any]:
    """What is known of any clip, with the hashes of what an attempt made of it."""
    upload, videos = clip.upload, _videos(session, clip, attempt)
    received_at = upload.completed_at or upload.created_at
    state, apart = agreement(
        Times(
            captured_at=clip.captured_at,
            duration=timedelta(seconds=clip.duration_s or 0),
            in_file=clip.source_captured_at,
            in_file_zoned=clip.source_offset_min is not None,
            sent_at=upload.sent_at,
            announced_at=upload.created_at,
            received_at=received_at,
        )
    )
    credentials = clip.source_credentials or {}
    return {
        "sha256": {"source": upload.sha256.hex()} | ({"download": videos[0].sha256.hex()} if videos else {}),
        "renditions": {video.name: video.sha256.hex() for video in videos},
        "captured_at": wire_time(clip.captured_at),
        "received_at": wire_time(received_at),
        "carrier": session.get_one(Carrier, clip.carrier_id).name,
        "hidden": clip.hidden or {},
        "clocks": state,
        **({} if state == AGREE else {"clocks_apart_s": round(apart.total_seconds())}),
        "signed": clip.signed,
        **({"source_credentials": credentials["state"]} if credentials else {}),
    }


def _videos(session: Session, clip: Clip, attempt: int | None) -> Sequence[Rendition]:
    """What plays; buyers download the first one, the largest."""
    made = select(Rendition).where(
        Rendition.clip_id == clip.id, Rendition.attempt == attempt, Rendition.kind == "video"
    )
    return session.scalars(made.order_by((Rendition.width * Rendition.height).desc(), Rendition.id)).all()
