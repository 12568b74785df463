"""What is told of a car's condition: to the carrier that its report is in, to the shop what its buyer is shown."""

from datetime import datetime

from sqlalchemy.orm import Session

from store.ids import wire_id
from store.tables import Damage, Inspection, Order
from store.words import CarrierEvent, PartnerEvent
from tracking.bodies import wire_time
from tracking.webhooks.tell import tell_carrier, tell_partner


def tell_inspection(session: Session, inspection: Inspection, now: datetime) -> None:
    """Tell the carrier that a report by its crew was recorded."""
    data = {
        "inspection_id": wire_id("ins", inspection.id),
        "stage_id": wire_id("stg", inspection.stage_id),
        "kind": inspection.kind.value,
        "inspected_at": wire_time(inspection.inspected_at),
        "damages": len(inspection.damages),
    }
    tell_carrier(session, inspection.carrier_id, CarrierEvent.INSPECTION_RECORDED, data, now)


def tell_published(session: Session, order: Order, damage: Damage, now: datetime) -> None:
    """Tell the shop that its buyer is shown a damage."""
    data = {
        "damage_id": wire_id("dmg", damage.id),
        "area": damage.area,
        "type": damage.type,
        "severity": damage.severity,
    }
    tell_partner(session, order, PartnerEvent.DAMAGE_PUBLISHED, data, now)
