"""The one sentence that says how the order stands."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import Order, Place, Stage, Vehicle
from store.words import EventType, Milestone, OrderState
from tracking.orders.chain import Chain
from tracking.orders.spoken import at, towards
from tracking.rules import journey
from tracking.rules.journey import THE_END

Said = tuple[str, dict[str, Any]]

# Steps between two milestones that a buyer wants to hear of: event -> code.
BETWEEN = {
    EventType.ACCEPTING: "accepted",
    EventType.LOADING: "loaded",
    EventType.UNLOADING: "unloaded",
    EventType.ARRIVING: "arrived",
    EventType.RECEIVING: "arrived",
}


def progress_of(session: Session, order: Order, vehicle: Vehicle, chain: Chain) -> Said:
    """Code and parameters of the order's progress: its milestone, or the step since then (`substatus`)."""
    if order.state is not OrderState.OPEN:
        return order.state.value, {}
    if journey.on_hold(order.fold):  # type: ignore[arg-type]
        _at, _name, reason, place = order.fold["held"]
        held = on_hold_said(session.get(Place, UUID(hex=place)) if place else None, reason)
        if held:
            return held
    latest, status = order.fold.get("latest"), order.fold.get("status")
    if latest and (status is None or latest["key"] > status["key"]):
        said = _since_milestone(session, chain, latest)
        if said:
            return said
    stage = stage_at(chain, status["key"][0]) if status else None
    place = session.get(Place, UUID(hex=status["place"])) if status and status["place"] else None
    return milestone_said(order.milestone, vehicle, chain, stage, place)


def milestone_said(
    milestone: Milestone, vehicle: Vehicle, chain: Chain, stage: Stage | None, place: Place | None
) -> Said:
    """The sentence for a milestone, with the leg or the place that made it actual."""
    match milestone:
        case Milestone.VIN_ASSIGNED:
            return milestone.value, {"vin": vehicle.vin}
        case Milestone.IN_TRANSIT if stage is not None:
            leg = next((leg for leg in chain.legs if leg.position >= stage.position), stage)
            if leg.mode is None:
                return "on_the_way", {}
            return milestone.value, {"mode": leg.mode.value, **towards(leg.to_place)}
        case Milestone.IN_TRANSIT:
            return "on_the_way", {}
        case Milestone.IN_STORAGE | Milestone.AVAILABLE_FOR_PICKUP:
            where = place or (stage.to_place if stage else None)
            return milestone.value, at(where) if where else {"place": {"en": "its place", "zh": "停放处"}}
    return milestone.value, {}


def on_hold_said(place: Place | None, reason: str) -> Said | None:
    """That the car waits, where, and why when somebody said."""
    if place is None:
        return None
    if reason and reason != "other":
        return "on_hold_because", {**at(place), "reason": reason}
    return "on_hold", at(place)


def stage_at(chain: Chain, position: int) -> Stage | None:
    """The stage at that position; the last one at the end of the journey."""
    if position == THE_END:
        return chain.stages[-1] if chain.stages else None
    return next((stage for stage in chain.stages if stage.position == position), None)


def _since_milestone(session: Session, chain: Chain, latest: dict[str, Any]) -> Said | None:
    code = BETWEEN.get(EventType(latest["type"]))
    stage = stage_at(chain, latest["key"][0])
    place = session.get(Place, UUID(hex=latest["place"])) if latest["place"] else None
    if code is None or stage is None or place is None:
        return None
    return event_said(code, place, chain, stage)


def event_said(code: str, place: Place, chain: Chain, stage: Stage) -> Said:
    """Code and parameters of an event's sentence at `place`; loading names what the car is loaded onto."""
    if code in {"loaded", "unloaded"}:
        mode = chain.mode_at(stage) if code == "loaded" else stage.mode
        if mode is None:
            return f"{code}_here", at(place)
        return code, {**at(place), "mode": mode.value}
    return code, at(place)
