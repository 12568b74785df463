"""What a shop puts in tests: places, carriers and a car's journey from Chongqing to Wuhan."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from store.words import PlaceKind
from tracking.carriers.companies import put_carrier
from tracking.places import put_place

PLACES: dict[str, dict[str, Any]] = {
    "CKG-PLANT": {"name": "Chongqing plant", "name_zh": "重庆工厂", "kind": "plant", "lat": 29.6, "lon": 106.5},
    "CKG-YARD": {"name": "Chongqing yard", "name_zh": "重庆堆场", "kind": "yard", "lat": 29.7, "lon": 106.6},
    "WUH-HUB": {"name": "Wuhan hub", "name_zh": "武汉中转库", "kind": "hub", "lat": 30.6, "lon": 114.3},
    "WUH-STORE": {"name": "Wuhan store", "name_zh": "武汉门店", "kind": "store", "lat": 30.5, "lon": 114.4},
}
CARRIERS = {"northern": {"name": "Northern Line"}, "river": {"name": "River Rail"}}
VIN = "LSVAA4182E2184847"
OTHER_VIN = "WP0ZZZ99ZTS392124"

ORDER: dict[str, Any] = {
    "ordered_at": "2026-11-01T10:00:00+08:00",
    "state": "open",
    "buyer": {"phone": "+8613800138000", "name": "Lin Yue", "locale": "zh"},
    "vehicle": {"make": "Aurora", "model": "E5", "colour": "pearl", "vin": VIN},
    "promised": {"earliest": "2026-11-23T00:00:00+08:00", "latest": "2026-11-25T00:00:00+08:00"},
    "handover": {"mode": "pickup", "place_code": "WUH-STORE"},
    "stages": [
        {
            "ref": "yard",
            "kind": "storage",
            "carrier": "northern",
            "from_place": "CKG-YARD",
            "to_place": "CKG-YARD",
            "planned_start": "2026-11-15T08:00:00+08:00",
            "planned_end": "2026-11-17T08:00:00+08:00",
        },
        {
            "ref": "rail",
            "kind": "transport",
            "mode": "rail",
            "carrier": "river",
            "trip": "R-77",
            "from_place": "CKG-YARD",
            "to_place": "WUH-HUB",
            "planned_start": "2026-11-17T08:00:00+08:00",
            "planned_end": "2026-11-19T08:00:00+08:00",
        },
        {
            "ref": "truck",
            "kind": "transport",
            "mode": "truck",
            "carrier": "northern",
            "trip": "T-8",
            "from_place": "WUH-HUB",
            "to_place": "WUH-STORE",
            "planned_start": "2026-11-20T08:00:00+08:00",
            "planned_end": "2026-11-20T18:00:00+08:00",
        },
    ],
    "services": [{"ref": "s1", "kind": "insurance", "status": "done", "amount": "3200.00", "currency": "CNY"}],
}


def place(code: str, **changes: Any) -> dict[str, Any]:
    """The body of a PUT for that place."""
    return {"time_zone": "Asia/Shanghai", **PLACES[code], **changes}


def order(**changes: Any) -> dict[str, Any]:
    """The body of a PUT for the order, with other members."""
    return {**deepcopy(ORDER), **changes}


def stage(index: int, **changes: Any) -> dict[str, Any]:
    """One of the order's stages, with other members."""
    return {**deepcopy(ORDER["stages"][index]), **changes}


def furnish(session: Session, now: datetime) -> None:
    """Put the places and the carriers."""
    for code in PLACES:
        about = place(code)
        put_place(session, code, {**about, "kind": PlaceKind(about["kind"])}, now)
    for code, about in CARRIERS.items():
        put_carrier(session, code, about, now)


class Shop:
    """A partner whose places and carriers are there."""

    def __init__(self, person: Any) -> None:
        self.person = person

    def put(self, number: str = "A-1", **changes: Any) -> Any:
        """The answer of putting the order."""
        return self.person.put(f"/v1/partner/orders/{number}", json=order(**changes))

    def get(self, number: str = "A-1") -> dict[str, Any]:
        answer = self.person.get(f"/v1/partner/orders/{number}")
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def stage_ids(self, number: str = "A-1") -> dict[str, str]:
        """ref -> id of the order's stages."""
        return {stage["ref"]: stage["id"] for stage in self.get(number)["stages"]}


def event(shop: Shop, ref: str, type_: str, at: str, **about: Any) -> dict[str, Any]:
    """An actual event at a stage of A-1, by day and hour in November: `event(shop, "rail", "departing", "17T09")`."""
    return {
        "event_id": f"{ref}-{type_}",
        "stage_id": shop.stage_ids()[ref],
        "type": type_,
        "classifier": "actual",
        "happened_at": f"2026-11-{at}:00:00+08:00",
        **about,
    }


def send(carrier: Any, *events: dict[str, Any], **about: Any) -> list[str]:
    """Report events; of each its status, or the code it was rejected with."""
    answer = carrier.post("/v1/events", json={"events": list(events), **about})
    assert answer.status_code == 200, answer.json
    assert [result["event_id"] for result in answer.json["results"]] == [one["event_id"].strip() for one in events]
    return [result.get("code", result["status"]) for result in answer.json["results"]]


def report(carrier: Any, shop: Shop, ref: str, type_: str, at: str, **about: Any) -> None:
    """Report one event, which is accepted."""
    assert send(carrier, event(shop, ref, type_, at, **about)) == ["accepted"]
