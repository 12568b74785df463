"""From rows to what a carrier reads. Only what is named here goes out."""

from typing import Any

from api.languages import language
from store.tables import Place, Stage, Trip, Vehicle
from store.words import Locale
from tracking.bodies import place_name
from tracking.clips.wording import verdict_words
from tracking.sentences import sentence


def stage_answer(stage: Stage, vehicle: Vehicle, status: str, shots: list[dict[str, Any]]) -> dict[str, Any]:
    """One stage of the caller's carrier."""
    times = {
        f"{sure}_{end}": getattr(stage, f"{sure}_{end}")
        for sure in ("planned", "estimated", "actual")
        for end in ("start", "end")
    }
    return {
        "id": stage.id,
        "vin": vehicle.vin,
        "vehicle": vehicle,
        "kind": stage.kind,
        "mode": stage.mode,
        "status": status,
        "from_place": place_answer(stage.from_place),
        "to_place": place_answer(stage.to_place),
        **times,
        "trip": stage.trip,
        "state": stage.car_state,
        "shot_list": [shot_answer(shot) for shot in shots],
    }


def trip_answer(trip: Trip, cars: list[tuple[Stage, Vehicle]], shots: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """One trip with the cars it carries."""
    return {
        "id": trip.id,
        "ref": trip.ref,
        "mode": trip.mode,
        "from_place": place_answer(trip.from_place),
        "to_place": place_answer(trip.to_place),
        "planned_start": trip.planned_start,
        "planned_end": trip.planned_end,
        "cars": [car_answer(stage, vehicle) for stage, vehicle in cars],
        "shot_list": [shot_answer(shot) for shot in furthest_behind(shots)],
    }


def car_answer(stage: Stage, vehicle: Vehicle) -> dict[str, Any]:
    """One car on a trip."""
    return {
        "stage_id": stage.id,
        "vin": vehicle.vin,
        "vehicle": vehicle,
        "position": stage.trip_position,
        "state": stage.car_state,
        "actual_start": stage.actual_start,
        "actual_end": stage.actual_end,
    }


def furthest_behind(shots: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The shot list of a whole trip: of each shot, the car that lacks it most."""
    order = ("rejected", "missing", "sending", "checking", "ok")
    worst: dict[str, dict[str, Any]] = {}
    for shot in (shot for listed in shots for shot in listed):
        known = worst.get(shot["code"])
        if known is None or order.index(shot["state"]) < order.index(known["state"]):
            worst[shot["code"]] = shot
    return list(worst.values())


def place_answer(place: Place) -> dict[str, Any]:
    """A place with all a driver needs to find it."""
    columns = ("code", "kind", "address", "lat", "lon", "time_zone")
    name = place_name(place, Locale(language()))
    return {column: getattr(place, column) for column in columns} | {"name": name}


def shot_answer(shot: dict[str, Any]) -> dict[str, Any]:
    """One line of a shot list, in the reader's language."""
    spoken = Locale(language())
    answer = {**shot, "label": sentence(f"shot_{shot['code']}", {}, spoken)}
    if verdict := shot.get("verdict"):
        code, params = verdict["code"], verdict["params"]
        text = verdict_words(code, params, spoken)
        answer["verdict"] = {**verdict, **text}
    return answer
