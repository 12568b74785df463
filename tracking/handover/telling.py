"""What the timeline says of the handover's appointment: one entry, always as it stands now."""

from datetime import datetime

from sqlalchemy.orm import Session

from store.tables import Order
from store.words import AppointmentState, EntryKind
from tracking.handover.zone import zone_of
from tracking.orders.spoken import hours_said
from tracking.rules.eta import Window
from tracking.timeline import remove_entry, write_entry

SUBJECT = "handover"


def tell_appointment(
    session: Session, order: Order, state: AppointmentState, window: Window | None, now: datetime
) -> None:
    """Say how the appointment stands; nothing where there is none."""
    if window is None:
        remove_entry(session, order, SUBJECT, now)
        return
    write_entry(
        session,
        order,
        kind=EntryKind.SERVICE,
        code=f"handover_{state.value}",
        params={"appointment": hours_said(window, zone_of(session, order))},
        subject=SUBJECT,
        happened_at=now,
        now=now,
    )
