"""From an order's rows to what the shop reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from api.handover.answers import agreed_answer, receipt_answer
from store.tables import Order, Service, Stage
from store.words import HandoverMode, Locale
from tracking.handover.receipts import receipt_of
from tracking.reading.orders import services_of
from tracking.rules.plan_doubts import Planned, doubts
from tracking.rules.vin import doubt_of
from tracking.sentences import is_known


def partner_order_answer(session: Session, order: Order, language: Locale, now: datetime) -> dict[str, Any]:
    """The whole order in the shop's words, with what the buyer said and did."""
    stages = session.scalars(
        select(Stage)
        .where(Stage.order_id == order.id, Stage.withdrawn_at.is_(None))
        .options(
            joinedload(Stage.carrier),
            joinedload(Stage.trip),
            joinedload(Stage.from_place),
            joinedload(Stage.to_place),
        )
        .order_by(Stage.position)
    )
    services = services_of(session, order)
    receipt = receipt_of(session, order)
    stages = list(stages)
    return {
        "id": order.id,
        "number": order.number,
        "source_version": order.source_version,
        "ordered_at": order.ordered_at,
        "state": order.state,
        "buyer": order.buyer,
        "vehicle": order.vehicle,
        "promised": _window(order.promised_earliest, order.promised_latest),
        "handover": {
            **order.handover,
            "mode": HandoverMode(order.handover["mode"]),
            **agreed_answer(session, order, services, language, now),
        },
        **({"receipt": receipt_answer(receipt)} if receipt else {}),
        "stages": [_stage(stage) for stage in stages],
        "services": [_service(service) for service in services],
        "milestone": order.milestone,
        "version": order.version,
        "warnings": _warnings(order, stages),
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def _warnings(order: Order, stages: Sequence[Stage]) -> list[str]:
    """What is odd about the order: the shop should look at it again."""
    vin = order.vehicle.vin
    doubt = doubt_of(vin) if vin else None
    plan = [
        Planned(
            stage.from_place.code,
            stage.to_place.code,
            stage.planned_start,
            stage.planned_end,
            stage.trip.ref if stage.trip else None,
        )
        for stage in stages
    ]
    unknown = any(not is_known(f"bring_{code}") for code in order.handover.get("bring") or [])
    return [*([doubt] if doubt else []), *doubts(plan), *(["bring_unknown"] if unknown else [])]


def _stage(stage: Stage) -> dict[str, Any]:
    columns = ("id", "ref", "kind", "mode", "trip_id")
    times = (f"{sure}_{end}" for sure in ("planned", "estimated", "actual") for end in ("start", "end"))
    return {name: getattr(stage, name) for name in (*columns, *times)} | {
        "carrier": stage.carrier.code,
        "trip": stage.trip.ref if stage.trip else None,
        "from_place": stage.from_place.code,
        "to_place": stage.to_place.code,
    }


def _service(service: Service) -> dict[str, Any]:
    columns = ("ref", "kind", "status", "provider", "amount", "currency")
    appointment = _window(service.appointment_earliest, service.appointment_latest)
    return {name: getattr(service, name) for name in columns} | {"appointment": appointment}


def _window(earliest: Any, latest: Any) -> dict[str, Any] | None:
    return None if earliest is None else {"earliest": earliest, "latest": latest}
