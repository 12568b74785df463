"""From rows to what support reads of damages and custodies."""

from typing import Any

from api.inspections.answers import damage_answer, inspection_answer
from api.languages import language
from store.tables import Carrier, Damage, Order, Place
from store.words import Locale
from tracking.bodies import place_name
from tracking.damages.custody import Custody, Looked


def decided_answer(damage: Damage) -> dict[str, Any]:
    """A damage with what became of it."""
    names = (
        "order_id",
        "inspection_id",
        "found_at",
        "is_new",
        "former_severity",
        "case_id",
        "publish_at",
        "published_at",
        "dismissed_at",
    )
    return damage_answer(damage) | {name: getattr(damage, name) for name in names} | {"status": _status(damage)}


def chain_answer(order: Order, custodies: list[Custody], receipt: Looked | None) -> dict[str, Any]:
    """The whole chain."""
    return {
        "order_id": order.id,
        "order_number": order.number,
        "custodies": [_custody(custody) for custody in custodies],
        "receipt": _looked(receipt) if receipt else None,
    }


def _status(damage: Damage) -> str:
    if damage.dismissed_at is not None:
        return "dismissed"
    if damage.published_at is not None:
        return "published"
    return "waiting" if damage.is_new else "known"


def _custody(custody: Custody) -> dict[str, Any]:
    stage = custody.stage
    names = ("kind", "mode", "actual_start", "actual_end")
    return {name: getattr(stage, name) for name in names} | {
        "stage_id": stage.id,
        "carrier": _carrier(stage.carrier),
        "from_place": _place(stage.from_place),
        "to_place": _place(stage.to_place),
        "withdrawn": stage.withdrawn_at is not None,
        "reports": [
            inspection_answer(each.inspection) | _looked(each) for each in custody.reports if each.inspection
        ],
    }


def _looked(looked: Looked) -> dict[str, Any]:
    return {
        "damages": [decided_answer(damage) for damage in looked.damages],
        "new": sum(damage.is_new for damage in looked.damages),
        "held_by": _carrier(looked.held_by) if looked.held_by else None,
        "unlisted": looked.unlisted,
    }


def _carrier(carrier: Carrier) -> dict[str, str]:
    return {"code": carrier.code, "name": carrier.name}


def _place(place: Place) -> dict[str, str]:
    return {"code": place.code, "name": place_name(place, Locale(language()))}
