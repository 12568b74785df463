"""What a buyer is told of an event: code and parameters of its timeline entry."""

from typing import Any

from store.tables import Place, Stage
from store.words import EventType, Reason
from tracking.orders.chain import Chain
from tracking.orders.progress import Said, event_said
from tracking.orders.spoken import towards

CODES = {
    EventType.ACCEPTING: "accepted",
    EventType.LOADING: "loaded",
    EventType.DEPARTING: "departed",
    EventType.ARRIVING: "arrived",
    EventType.UNLOADING: "unloaded",
    EventType.STORING: "stored",
    EventType.HOLDING: "on_hold",
    EventType.INSPECTING: "inspected",
    EventType.REPAIRING: "repairing",
    EventType.STAGING_OUTBOUND: "staged",
    EventType.SHIPPING: "shipped",
    EventType.RECEIVING: "received",
    EventType.COMMISSIONING: "commissioned",
    EventType.RETAIL_SELLING: "handed_over",
}


def said_of(
    type_: EventType, reason: Reason | None, place: Place, named: Place | None, chain: Chain, stage: Stage
) -> Said:
    """Code and parameters for an actual event at `place`; `named` is the place when the reporter named one."""
    if type_ is EventType.TRANSPORTING:
        return _under_way(named, chain, stage)
    code, params = event_said(CODES[type_], place, chain, stage)
    if reason is None or reason is Reason.OTHER:
        return code, params
    params = {**params, "reason": reason.value}
    return ("on_hold_because", params) if type_ is EventType.HOLDING else (code, params)


def _under_way(named: Place | None, chain: Chain, stage: Stage) -> tuple[str, dict[str, Any]]:
    if named is not None:
        return event_said("passed", named, chain, stage)
    if stage.mode is None:
        return "on_the_way", {}
    return "under_way", {"mode": stage.mode.value, **towards(stage.to_place)}


def correction_said(reason: Reason | None) -> Said:
    """That an earlier report was wrong, and why when the reporter said."""
    if reason is None or reason is Reason.OTHER:
        return "corrected", {}
    return "corrected_because", {"reason": reason.value}
