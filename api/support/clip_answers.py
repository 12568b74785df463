"""From a reviewed clip's rows to what the reviewer reads."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from api.support.answers import verdict_answer
from store.tables import Rendition
from store.words import AgentRole, CutStatus, UploadStatus
from tracking.clips.keeping import boxes_wait
from tracking.review.lease import holder_of
from tracking.review.reading import Reviewed
from tracking.rules.review_actions import open_actions


def reviewed_item(found: Reviewed, cars: Sequence[Any], now: datetime) -> dict[str, Any]:
    """One clip of the list."""
    clip = found.clip
    names = ("id", "status", "status_at", "origin", "captured_at", "duration_s", "width", "height", "note", "failure")
    return {name: getattr(clip, name) for name in names} | {
        "carrier": found.carrier,
        "verdict": verdict_answer(clip),
        "held_by": found.holder.name if found.holder else None,
        "hold_reason": clip.hold_reason,
        "claim": _claim(found, now),
        "cars": [car_answer(row) for row in cars],
        "redactions": clip.redactions or [],
        "redacted": not boxes_wait(clip),
    }


def reviewed_answer(
    found: Reviewed,
    cars: Sequence[Any],
    outputs: Sequence[Rendition],
    role: AgentRole | None,
    now: datetime,
    address: Callable[[str], str],
) -> dict[str, Any]:
    """One clip with what can be played of it, and what its reader may do; `address` gives a key's URL."""
    media = [
        {name: getattr(output, name) for name in ("kind", "name", "width", "height")} | {"url": address(output.key)}
        for output in outputs
    ]
    more = {"quality": found.clip.quality, "hidden": found.clip.hidden, "media": media}
    return reviewed_item(found, cars, now) | more | {"actions": _actions(found, cars, role)}


def car_answer(row: Any) -> dict[str, Any]:
    """One car that the clip shows. Of a car the order no longer has, the VIN is the present one's and left out."""
    car, stage, order, vehicle, cut = row
    told = {name: getattr(vehicle, name) for name in ("make", "model", "colour", "vin")}
    return {
        "order_id": order.id,
        "order_number": order.number,
        "stage_id": stage.id,
        "vehicle": told if car.car == vehicle.car else told | {"vin": None},
        "cut": cut,
        "from_s": car.from_s,
        "to_s": car.to_s,
    }


def _actions(found: Reviewed, cars: Sequence[Any], role: AgentRole | None) -> list[str]:
    some_held = any(cut is not None and cut.status is CutStatus.HELD for *_others, cut in cars)
    arrived = found.clip.upload.status is UploadStatus.COMPLETED
    return sorted(open_actions(role, found.clip.status, some_held=some_held, arrived=arrived))


def _claim(found: Reviewed, now: datetime) -> dict[str, Any] | None:
    looker = found.looker
    if looker is None or holder_of(found.clip, now) is None:
        return None
    return {"id": looker.id, "name": looker.name, "until": found.clip.claimed_until}
