"""From rows to what buyer and shop read of a handover."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.tables import ChangeRequest, Order, Receipt, Service
from store.words import AppointmentState, Locale, Milestone, OrderState
from tracking.handover.appointment import latest_request, state_of, window_of
from tracking.handover.reading import actions_of, clashes_of
from tracking.handover.zone import zone_of
from tracking.orders.spoken import hours_said
from tracking.rules.receipt import closes_at
from tracking.sentences import is_known, sentence


def agreed_answer(
    session: Session, order: Order, services: Sequence[Service], language: Locale, now: datetime
) -> dict[str, Any]:
    """What both sides read alike: how the appointment stands, what was asked for, what does not fit."""
    asked = latest_request(session, order)
    return {
        "appointment": appointment_answer(session, order, language),
        **({"change_request": change_request_answer(asked, language)} if asked else {}),
        "clashes": [
            {"code": clash.code, "params": clash.params, "text": sentence(clash.code, clash.params, language)}
            for clash in clashes_of(session, order, services, now)
        ],
    }


def appointment_answer(session: Session, order: Order, language: Locale) -> dict[str, Any]:
    """How shop and buyer stand about the time."""
    state, window = state_of(order), window_of(order.handover)
    if order.milestone is Milestone.DELIVERED:
        return {"state": state.value, "text": sentence("handover_over", {}, language)}
    if window is None or state is AppointmentState.NONE or order.state is not OrderState.OPEN:
        return {"state": AppointmentState.NONE.value, "text": sentence("handover_none", {}, language)}
    said = {"appointment": hours_said(window, zone_of(session, order))}
    told = {name: order.appointment[name] for name in ("since", "by") if name in order.appointment}
    return {"state": state.value, "text": sentence(f"handover_{state.value}", said, language), **told}


def change_request_answer(asked: ChangeRequest, language: Locale) -> dict[str, Any]:
    """What the buyer asked for, and what became of it."""
    optional = {
        "note": asked.note,
        "lang": asked.lang,
        "answer": asked.answer and asked.answer.value,
        "answered_at": asked.answered_at,
    }
    return {
        "id": asked.id,
        "windows": asked.windows,
        "reason": asked.reason.value,
        "text": sentence(f"change_{asked.reason.value}", {}, language),
        "asked_at": asked.asked_at,
        **{name: value for name, value in optional.items() if value is not None},
    }


def bring_answer(bring: Sequence[str], language: Locale) -> list[dict[str, str]]:
    """What to bring, in words; a code that only the shop knows is shown as the shop wrote it."""
    return [{"code": code, "text": _bring_said(code, language)} for code in bring]


def _bring_said(code: str, language: Locale) -> str:
    known = f"bring_{code}"
    return sentence(known, {}, language) if is_known(known) else code.replace("_", " ")


def action_answers(
    order: Order, services: Sequence[Service], language: Locale, now: datetime, *, signed: bool
) -> list[Any]:
    """What the buyer has to do."""
    return [
        {
            "code": action.code,
            "text": sentence(f"do_{action.code}", {}, language),
            **({"due_at": action.due_at} if action.due_at else {}),
            "done": action.done,
        }
        for action in actions_of(order, services, now, signed=signed)
    ]


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """What the buyer signed."""
    columns = ("id", "received_at", "signed_by", "recorded_at")
    optional = {"odometer": receipt.odometer_km, "remarks": receipt.remarks, "lang": receipt.lang}
    return {
        **{name: getattr(receipt, name) for name in columns},
        "condition": receipt.condition.value,
        "open_until": closes_at(receipt.recorded_at),
        "damages": [
            {"area": damage.area, "type": damage.type, "severity": damage.severity}
            | ({"note": damage.note} if damage.note else {})
            for damage in receipt.damages
        ],
        **{name: value for name, value in optional.items() if value is not None},
    }
