"""What a shop is told of an order: its milestone and its ETA, when they are not what they were."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from store.tables import Order
from store.words import Milestone, PartnerEvent
from tracking.bodies import wire_time
from tracking.webhooks.tell import tell_partner

ETA_TIMES = ("earliest", "latest", "promised_earliest", "promised_latest")
ETA = ("state", *ETA_TIMES, "reason")


@dataclass(frozen=True)
class Standing:
    """Where an order stands, as far as its shop is told."""

    milestone: Milestone
    eta: dict[str, Any]


def standing_of(order: Order) -> Standing:
    """Where the order stands now."""
    return Standing(order.milestone, {name: _spelled(name, order.eta.get(name)) for name in ETA})


def tell_changes(session: Session, order: Order, before: Standing, now: datetime) -> None:
    """Tell the shop what became of its order since `before`."""
    after = standing_of(order)
    if after.milestone is not before.milestone:
        data = {
            "milestone": after.milestone.value,
            "former": before.milestone.value,
            "since": wire_time(order.milestone_since),
        }
        tell_partner(session, order, PartnerEvent.MILESTONE_CHANGED, data, now)
    if after.eta != before.eta:
        tell_partner(session, order, PartnerEvent.ETA_CHANGED, {"eta": after.eta}, now)


def _spelled(name: str, value: str | None) -> str | None:
    """Times as they are written everywhere else."""
    return wire_time(datetime.fromisoformat(value).astimezone(UTC)) if value and name in ETA_TIMES else value
