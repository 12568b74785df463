"""What is told of footage: to its carrier what became of a clip, to the shop what its buyer is shown of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import wire_id
from store.tables import Clip, ClipCar, Order, Stage
from store.words import CarrierEvent, ClipStatus, PartnerEvent
from tracking.webhooks.tell import tell_carrier, tell_partner

TOLD = {
    ClipStatus.PUBLISHED: CarrierEvent.CLIP_PUBLISHED,
    ClipStatus.REJECTED: CarrierEvent.CLIP_REJECTED,
    ClipStatus.HELD: CarrierEvent.CLIP_HELD,
}


def tell_status(session: Session, clip: Clip, now: datetime) -> None:
    """Tell the clip's carrier that it is published, rejected or held; nobody is told of the steps between."""
    event = TOLD.get(clip.status)
    if event is None:
        return
    own = select(Stage.id).join(ClipCar, ClipCar.stage_id == Stage.id).where(ClipCar.clip_id == clip.id)
    stages = session.scalars(own.where(Stage.carrier_id == clip.carrier_id).order_by(Stage.id))
    verdict = clip.verdict_code and {"code": clip.verdict_code.value, "params": clip.verdict_params or {}}
    data = {
        "clip_id": wire_id("clp", clip.id),
        "status": clip.status.value,
        "stage_ids": [wire_id("stg", stage_id) for stage_id in stages],
        "verdict": verdict,
    }
    tell_carrier(session, clip.carrier_id, event, data, now)


def tell_shown(session: Session, order: Order, cut_id: UUID, now: datetime, *, removed: bool) -> None:
    """Tell the shop that its buyer is shown a cut, or no longer."""
    event = PartnerEvent.CLIP_REMOVED if removed else PartnerEvent.CLIP_PUBLISHED
    tell_partner(session, order, event, {"cut_id": wire_id("cut", cut_id)}, now)
