"""What is ahead: the next step and the ETA, with its history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from store.tables import Order, Vehicle
from store.words import EntryKind, Milestone, OrderState
from tracking.orders.ahead import Ahead
from tracking.orders.chain import Chain
from tracking.orders.spoken import at, days_said
from tracking.rules.eta import HISTORY, Outlook, Window, direction, estimate, is_news
from tracking.rules.journey import on_hold
from tracking.rules.next_step import DEPARTURE, step_window
from tracking.rules.plan import Part, arrival_of, expected, lateness
from tracking.rules.road import UNEXPLAINED
from tracking.timeline import write_entry

HOME_ZONE = "Asia/Shanghai"  # where days begin while the plan names no place
KEPT_HISTORY = 50
SOONEST_LOOK, LATEST_LOOK = timedelta(hours=1), timedelta(hours=24)


def due(order: Order, parts: Sequence[Part], late: timedelta) -> datetime | None:
    """When the car is to be handed over: as agreed, else as the plan has it."""
    agreed = appointment_of(order)
    arrival = arrival_of(parts)
    return agreed.latest if agreed else expected(arrival, late) if arrival else order.promised_latest


def appointment_of(order: Order) -> Window | None:
    """The window that buyer and shop agreed for the handover."""
    window = order.handover.get("window")
    if not window:
        return None
    return _read(window)


def next_expected(
    order: Order, vehicle: Vehicle, chain: Chain, ahead: Ahead, late: timedelta
) -> dict[str, Any] | None:
    """`{code, params, earliest, latest, due?}` of the next thing to expect; None when there is none, or no plan.

    Whether it is overdue depends on the present: the reader compares `due`, or `latest` where history has no say.
    """
    if order.state is not OrderState.OPEN or order.milestone is Milestone.DELIVERED:
        return None
    step = ahead.step
    if step is not None:
        stage = next(stage for stage in chain.stages if stage.position == step.position)
        place = stage.from_place if step.code == DEPARTURE else stage.to_place
        told = {"code": step.code, "params": at(place)}
        if ahead.forecast is None:
            return told | _spelled(step_window(step, late))
        usual = Window(ahead.forecast.next_earliest, ahead.forecast.next_latest)
        return told | _spelled(usual) | {"due": ahead.forecast.next_due.isoformat()}
    if chain.legs:
        window = appointment_of(order)
        code = "expect_pickup" if order.milestone is Milestone.AVAILABLE_FOR_PICKUP else "expect_handover"
        return {"code": code, "params": at(chain.legs[-1].to_place)} | _spelled(window)
    return {"code": "expect_vin", "params": {}} | _spelled(None) if vehicle.vin is None else None


def renew_eta(
    session: Session, order: Order, chain: Chain, parts: Sequence[Part], ahead: Ahead, now: datetime
) -> bool:
    """Write the order's ETA anew; whether a reader sees a difference. A shift worth saying becomes an entry."""
    state, window, basis = estimate(_outlook(order, parts, ahead, now))
    before = order.eta
    reason = _reason(order, parts)
    eta: dict[str, Any] = {
        "state": state,
        **_spelled(window),
        **_spelled(_promised(order), "promised_"),
        **_evidence(ahead if basis == HISTORY else None),
        "basis": basis,
    }
    if reason and state != "none":
        eta["reason"] = reason
    if _without_evidence(before) == _without_evidence(eta):
        return False  # one more case alone is nothing to wake a phone for
    history = list(before.get("history", []))
    zone = ZoneInfo(chain.stages[-1].to_place.time_zone if chain.stages else HOME_ZONE)
    if window is not None and is_news(_last_said(history), window, zone):
        history.append({"at": now.isoformat(), **_spelled(window)} | ({"reason": reason} if reason else {}))
        if len(history) > 1:
            _write_shift(session, order, history, zone, now)
    order.eta = {**eta, "updated_at": now.isoformat(), "history": history[-KEPT_HISTORY:]}
    return True


def look_again_at(order: Order, ahead: Ahead, now: datetime) -> datetime | None:
    """When the estimate is due for another look though nobody reports anything; None when nothing is ahead.

    The nearer the next step the sooner: after a quarter of the time until, or since, it is due.
    """
    if order.state is not OrderState.OPEN or order.milestone is Milestone.DELIVERED:
        return None
    if ahead.forecast is None:
        return now + LATEST_LOOK  # by then history may have something to say
    return now + min(max(abs(ahead.forecast.next_due - now) / 4, SOONEST_LOOK), LATEST_LOOK)


def _evidence(ahead: Ahead | None) -> dict[str, Any]:
    """What a range from history rests on; a promise or an appointment rests on somebody's word."""
    found = ahead.forecast if ahead else None
    return {"coverage": found.coverage if found else None, "cases": found.cases if found else 0}


def _without_evidence(eta: Mapping[str, Any]) -> dict[str, Any]:
    beside = {"coverage", "cases", "updated_at", "history"}
    return {name: value for name, value in eta.items() if name not in beside}


def _reason(order: Order, parts: Sequence[Part]) -> str | None:
    """Why the journey runs late: as the carrier said with its times, else why the car is held."""
    _late, reason = lateness(parts)
    held = order.fold["held"][2] if on_hold(order.fold) else ""  # type: ignore[arg-type]
    return reason or (held if held != UNEXPLAINED else None) or None


def _outlook(order: Order, parts: Sequence[Part], ahead: Ahead, now: datetime) -> Outlook:
    late, _reason = lateness(parts)
    arrival = arrival_of(parts)
    found = ahead.forecast
    return Outlook(
        promised=_promised(order),
        appointment=appointment_of(order),
        planned=arrival.planned if arrival else None,
        expected=found.middle if found else expected(arrival, late) if arrival else None,
        range=Window(found.earliest, found.latest) if found else None,
        reported=any(part.start.known or part.end.known for part in parts),
        waiting=order.milestone is Milestone.AVAILABLE_FOR_PICKUP,
        over=order.milestone is Milestone.DELIVERED or order.state is not OrderState.OPEN,
        new=now - order.created_at < LATEST_LOOK,
    )


def _write_shift(
    session: Session, order: Order, history: list[dict[str, Any]], zone: ZoneInfo, now: datetime
) -> None:
    before, after = history[-2], history[-1]
    was, is_now = _read(before), _read(after)
    course = direction(was, is_now)
    reason = after.get("reason") if course == "later" else None
    code = "eta_later_because" if reason else f"eta_{course}"
    params = {
        "days": days_said(is_now, zone),
        "earliest": after["earliest"],
        "latest": after["latest"],
        "former_earliest": before["earliest"],
        "former_latest": before["latest"],
    }
    write_entry(
        session,
        order,
        kind=EntryKind.ETA,
        code=code,
        params=params | ({"reason": reason} if reason else {}),
        subject=f"eta:{order.latest_seq + 1}",  # each shift is said once, and stays said
        happened_at=now,
        now=now,
    )


def _last_said(history: list[dict[str, Any]]) -> Window | None:
    return _read(history[-1]) if history else None


def _read(window: Mapping[str, str]) -> Window:
    earliest, latest = (datetime.fromisoformat(window[name]).astimezone(UTC) for name in ("earliest", "latest"))
    return Window(earliest, latest)


def _promised(order: Order) -> Window | None:
    if order.promised_earliest is None or order.promised_latest is None:
        return None
    return Window(order.promised_earliest, order.promised_latest)


def _spelled(window: Window | None, prefix: str = "") -> dict[str, str | None]:
    return {
        f"{prefix}earliest": window.earliest.isoformat() if window else None,
        f"{prefix}latest": window.latest.isoformat() if window else None,
    }
