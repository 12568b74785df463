"""What stands in a handover's way and what the buyer has to do, as the clock has it: worked out, never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from store.tables import Order, Service
from store.words import EventType, HandoverMode, Milestone, OrderState
from tracking.handover.appointment import state_of, window_of
from tracking.handover.zone import zone_of
from tracking.orders.spoken import days_said, hours_said
from tracking.rules.actions import Action, Situation, actions
from tracking.rules.clashes import Handover, Visit, clashes
from tracking.rules.eta import Window
from tracking.rules.money import is_paid

CAME = frozenset({EventType.ARRIVING, EventType.RECEIVING, EventType.UNLOADING})


@dataclass(frozen=True)
class SaidClash:
    """A clash with the parameters of its sentence."""

    code: str
    params: Mapping[str, Any]


def clashes_of(session: Session, order: Order, services: Sequence[Service], now: datetime) -> list[SaidClash]:
    """What does not fit together; nothing once the car was handed over or the order is closed."""
    if _is_over(order):
        return []
    handover = Handover(
        mode=HandoverMode(order.handover["mode"]) if order.handover.get("mode") else None,
        window=window_of(order.handover),
        arrival=_arrival(order),
        visits=[visit_of(service) for service in services],
    )
    found = clashes(handover, now)
    if not found:
        return []
    zone = zone_of(session, order)
    return [
        SaidClash(clash.code, {name: _said(name, value, zone) for name, value in clash.params.items()})
        for clash in found
    ]


def actions_of(order: Order, services: Sequence[Service], now: datetime, *, signed: bool) -> list[Action]:
    """What the buyer has to do, and what of it is done; nothing in a closed order."""
    if order.state is not OrderState.OPEN:
        return []
    return actions(
        Situation(
            milestone=order.milestone,
            appointment=state_of(order),
            window=window_of(order.handover),
            balance_paid=is_paid(order.handover.get("balance_due")),
            bring=bool(order.handover.get("bring")),
            signed=signed,
            at_the_door=_came(order) or _has_begun(order, now),
            services=[visit_of(service) for service in services],
        )
    )


def visit_of(service: Service) -> Visit:
    """A service for the rules."""
    window = None
    if service.appointment_earliest is not None and service.appointment_latest is not None:
        window = Window(service.appointment_earliest, service.appointment_latest)
    return Visit(service.kind, service.status, window)


def _is_over(order: Order) -> bool:
    return order.state is not OrderState.OPEN or order.milestone is Milestone.DELIVERED


def _came(order: Order) -> bool:
    """The newest report says that the car came somewhere; out for delivery, that is the buyer's door."""
    return (order.fold.get("latest") or {}).get("type") in CAME


def _has_begun(order: Order, now: datetime) -> bool:
    window = window_of(order.handover)
    return window is not None and window.earliest <= now


def _arrival(order: Order) -> Window | None:
    earliest, latest = order.eta.get("earliest"), order.eta.get("latest")
    if not earliest or not latest:
        return None
    return Window(datetime.fromisoformat(earliest).astimezone(UTC), datetime.fromisoformat(latest).astimezone(UTC))


def _said(name: str, value: Any, zone: Any) -> Any:
    """A window in words: an appointment to the minute, what is expected by its days."""
    if not isinstance(value, Window):
        return value
    return days_said(value, zone) if name == "expected" else hours_said(value, zone)
