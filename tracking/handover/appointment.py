"""The appointment for the handover, agreed between the shop (by putting the order) and the buyer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.errors import Refused, TooMany, WrongState
from store.ids import UnknownId, from_wire, new_id
from store.tables import ChangeRequest, Order
from store.words import AppointmentState, ChangeAnswer, ChangeReason, Milestone, OrderState
from tracking.bodies import wire_time
from tracking.handover.telling import SUBJECT, tell_appointment
from tracking.rules.appointment import ANSWERS, Act, act_of_shop, after
from tracking.rules.eta import Window
from tracking.timeline import remove_entry, touch_order

SHOP, BUYER = "shop", "buyer"
A_DAY, MOST_A_DAY = timedelta(days=1), 20


@dataclass(frozen=True)
class Wanted:
    """What a buyer asks for instead. `lang` is the language of the note."""

    windows: Sequence[Window]
    reason: ChangeReason
    note: str | None = None
    lang: str | None = None


def state_of(order: Order) -> AppointmentState:
    """How shop and buyer stand."""
    return AppointmentState(order.appointment.get("state", AppointmentState.NONE))


def window_of(handover: Mapping[str, Any]) -> Window | None:
    """The window in a handover as it is kept."""
    window = handover.get("window")
    return read_window(window) if window else None


def read_window(window: Mapping[str, str]) -> Window:
    """A window as it is kept in JSON."""
    earliest, latest = (datetime.fromisoformat(window[end]).astimezone(UTC) for end in ("earliest", "latest"))
    return Window(earliest, latest)


def kept_window(window: Window) -> dict[str, str]:
    """A window as JSON."""
    return {"earliest": wire_time(window.earliest), "latest": wire_time(window.latest)}


def open_request(session: Session, order: Order) -> ChangeRequest | None:
    """The request that waits for the shop's answer."""
    query = select(ChangeRequest).where(ChangeRequest.order_id == order.id, ChangeRequest.answered_at.is_(None))
    return session.scalar(query)


def latest_request(session: Session, order: Order) -> ChangeRequest | None:
    """What the order's present buyer asked last, answered or not."""
    mine = select(ChangeRequest).where(ChangeRequest.order_id == order.id, ChangeRequest.buyer_id == order.buyer_id)
    return session.scalar(mine.order_by(ChangeRequest.asked_at.desc(), ChangeRequest.id.desc()).limit(1))


def shop_put(session: Session, order: Order, before: Mapping[str, Any] | None, now: datetime) -> None:
    """The shop put the order's handover where `before` was (None: the order is new). The order must be locked.

    Its `answers` is the wire id of the request that the shop answers; one that was answered already is no news.
    Raises Refused (`unknown_change_request`).
    """
    request = open_request(session, order)
    put = window_of(order.handover)
    former = before or {}
    elsewhere = _where(former) != _where(order.handover)
    is_other = elsewhere or put != window_of(former)
    agreed = bool(order.handover.get("agreed"))
    act = act_of_shop(
        window_of(former),
        put,
        elsewhere=elsewhere,
        agreed=agreed and (is_other or not former.get("agreed")),  # said once, it is no news
        answering=_answers(session, order, request, order.handover.get("answers")),
        asked_for=[read_window(window) for window in request.windows] if request else [],
    )
    if act is None:
        return
    if request is not None:
        _answer(request, ANSWERS[act], now)
    _move(session, order, act, SHOP, now, told=before is not None and order.state is OrderState.OPEN)


def confirm(session: Session, order: Order, window: Window | None, now: datetime) -> None:
    """The buyer confirms the appointment. Saying so twice changes nothing. The order must be locked.

    `window`: what the buyer saw. Raises WrongState: `order_closed`, `no_appointment`, `appointment_changed` when the
    shop named another one meanwhile, `appointment_passed`.
    """
    _must_be_open(order)
    after(state_of(order), Act.CONFIRM)
    agreed = window_of(order.handover)
    if window is not None and window != agreed:
        detail = "The shop named another time meanwhile: look again before you confirm."
        raise WrongState(detail, code="appointment_changed")
    if state_of(order) is AppointmentState.CONFIRMED:
        return
    if agreed is not None and agreed.latest <= now:
        raise WrongState("This appointment has passed: ask for another one.", code="appointment_passed")
    withdraw_request(session, order, now)
    _move(session, order, Act.CONFIRM, BUYER, now)


def request_change(session: Session, order: Order, wanted: Wanted, now: datetime) -> ChangeRequest:
    """The buyer asks for another appointment; a request that still waits is replaced. The order must be locked.

    Raises WrongState as `confirm`; Refused (`window_in_the_past`) for times that cannot be; TooMany after 20 a day.
    """
    _must_be_open(order)
    after(state_of(order), Act.REQUEST)
    errors = {
        f"windows.{index}.earliest": ["This lies in the past."]
        for index, window in enumerate(wanted.windows)
        if window.earliest <= now
    }
    if errors:
        raise Refused("Name times that are still to come.", code="window_in_the_past", errors=errors)
    windows = [kept_window(window) for window in wanted.windows]
    waiting = open_request(session, order)
    if waiting is not None and (waiting.windows, waiting.reason, waiting.note) == (
        windows,
        wanted.reason,
        wanted.note,
    ):
        return waiting
    _check_often(session, order, now)
    withdraw_request(session, order, now)
    request = ChangeRequest(
        id=new_id(),
        order_id=order.id,
        buyer_id=order.buyer_id,
        instead_of=order.handover["window"],
        windows=windows,
        reason=wanted.reason,
        note=wanted.note,
        lang=wanted.lang if wanted.note else None,
        asked_at=now,
    )
    session.add(request)
    _move(session, order, Act.REQUEST, BUYER, now)
    return request


def start_afresh(session: Session, order: Order, now: datetime) -> None:
    """The order went to somebody else, or was closed: nobody has agreed to anything yet. It must be locked."""
    withdraw_request(session, order, now)
    if state_of(order) is not AppointmentState.NONE:
        order.appointment = _told(AppointmentState.PROPOSED, SHOP, now)
        remove_entry(session, order, SUBJECT, now)


def withdraw_request(session: Session, order: Order, now: datetime) -> None:
    """End the request that waits, if there is one: nobody asks for it any more."""
    if (waiting := open_request(session, order)) is not None:
        _answer(waiting, ChangeAnswer.WITHDRAWN, now)
        session.flush()


def _where(handover: Mapping[str, Any]) -> list[Any]:
    """What a buyer agrees to beside the time."""
    return [handover.get(name) for name in ("mode", "place_code", "address")]


def _must_be_open(order: Order) -> None:
    if order.state is not OrderState.OPEN:
        raise WrongState("This order is closed.", code="order_closed")
    if order.milestone is Milestone.DELIVERED:
        raise WrongState("The car was handed over already.", code="already_delivered")


def _check_often(session: Session, order: Order, now: datetime) -> None:
    mine = select(func.count()).where(ChangeRequest.order_id == order.id, ChangeRequest.buyer_id == order.buyer_id)
    lately = mine.where(ChangeRequest.asked_at > now - A_DAY)
    if (session.scalar(lately) or 0) >= MOST_A_DAY:
        raise TooMany(
            "You asked for many other times today. Call the shop, or try again tomorrow.",
            retry_after_s=int(A_DAY.total_seconds()),
            limit=("change-requests", MOST_A_DAY, int(A_DAY.total_seconds())),
        )


def _answers(session: Session, order: Order, waiting: ChangeRequest | None, answers: str | None) -> bool:
    """Whether the shop answers the request that waits."""
    if answers is None:
        return False
    query = select(ChangeRequest.id).where(ChangeRequest.order_id == order.id)
    try:
        found = session.scalar(query.where(ChangeRequest.id == from_wire("hcr", answers)))
    except UnknownId:
        found = None
    if found is None:
        detail = "There is no such request for another appointment."
        raise Refused(detail, code="unknown_change_request", errors={"handover.answers": [detail]})
    return waiting is not None and waiting.id == found


def _answer(request: ChangeRequest, answer: ChangeAnswer, now: datetime) -> None:
    request.answer, request.answered_at = answer, now


def _move(session: Session, order: Order, act: Act, who: str, now: datetime, *, told: bool = True) -> None:
    state = after(state_of(order), act)
    order.appointment = _told(state, who, now) if state is not AppointmentState.NONE else {}
    if told:
        tell_appointment(session, order, state, window_of(order.handover), now)
        touch_order(order, now)


def _told(state: AppointmentState, who: str, now: datetime) -> dict[str, str]:
    return {"state": state.value, "since": wire_time(now), "by": who}
