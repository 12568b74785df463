"""The timeline's lines about services: one for each, always as it stands now."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.tables import Order, Service
from store.words import EntryKind
from tracking.handover.reading import visit_of
from tracking.handover.zone import zone_of
from tracking.orders.spoken import hours_said
from tracking.rules.service_news import code_of, is_told
from tracking.timeline import remove_entry, write_entry


def service_said(session: Session, order: Order, service: Service) -> tuple[str, dict[str, Any]]:
    """Code and parameters of the sentence that says how a service stands; an amount comes with its currency."""
    visit = visit_of(service)
    params: dict[str, Any] = {"service": service.kind.value}
    if visit.window is not None and code_of(visit).endswith("_for"):
        params["appointment"] = hours_said(visit.window, zone_of(session, order))
    if service.amount is not None:
        params |= {"amount": f"{service.amount:.2f}", "currency": service.currency}
    return code_of(visit), params


def tell_service(session: Session, order: Order, service: Service, now: datetime) -> None:
    """Write how the service stands, where that is worth a line. The order must be locked."""
    if not is_told(visit_of(service)):
        forget_service(session, order, service, now)
        return
    code, params = service_said(session, order, service)
    write_entry(
        session,
        order,
        kind=EntryKind.SERVICE,
        code=code,
        params=params,
        subject=_subject(service),
        happened_at=now,
        now=now,
    )


def forget_service(session: Session, order: Order, service: Service, now: datetime) -> None:
    """Take back what was told of a service that is no longer part of the order."""
    remove_entry(session, order, _subject(service), now)


def _subject(service: Service) -> str:
    return f"service:{service.id.hex}"
