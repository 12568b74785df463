"""What the shop of the journeys sells, and by which road it goes."""

from datetime import datetime, timedelta
from typing import Any

from tests.journey.people import Caller

PLANT = {"name": "Nanhai plant", "name_zh": "南海工厂", "kind": "plant", "lat": 23.03, "lon": 113.12}
STORE = {"name": "Wuhan store", "name_zh": "武汉门店", "kind": "store", "lat": 30.59, "lon": 114.3}
DRIVER_PHONE = "+8613800138001"
BUYER_PHONE = "+8613900139001"
OTHER_PHONE = "+8613900139002"


def open_shop(shop: Caller) -> None:
    """Put the places and the carrier that orders will name."""
    for code, place in (("NANHAI", PLANT), ("WUHAN", STORE)):
        shop.ask("PUT", f"/v1/partner/places/{code}", json=place | {"time_zone": "Asia/Shanghai"})
    shop.ask("PUT", "/v1/partner/carriers/CHANGTU", json={"name": "Changtu Logistics"})


def order_of(phone: str, vin: str, now: datetime, *, trip: str = "CT-1") -> dict[str, Any]:
    """An order whose car goes from the plant to the store by truck, starting an hour ago."""

    def at(hours: float) -> str:
        return (now + timedelta(hours=hours)).isoformat()

    return {
        "ordered_at": at(-240),
        "state": "open",
        "buyer": {"phone": phone, "name": "Li Na", "locale": "en"},
        "vehicle": {"make": "Linhai", "model": "M5", "colour": "blue", "vin": vin},
        "promised": {"earliest": at(24), "latest": at(72)},
        "handover": {"mode": "pickup", "place_code": "WUHAN"},
        "stages": [
            {
                "ref": "leg-1",
                "kind": "transport",
                "mode": "truck",
                "carrier": "CHANGTU",
                "trip": trip,
                "from_place": "NANHAI",
                "to_place": "WUHAN",
                "planned_start": at(-1),
                "planned_end": at(20),
            }
        ],
        "services": [{"ref": "ins-1", "kind": "insurance", "status": "done"}],
    }


def vin_number(serial: int) -> str:
    """A Chinese VIN with its check digit right (ISO 3779, GB 16735)."""
    values = dict(zip("ABCDEFGH", range(1, 9), strict=True)) | dict(zip("JKLMN", range(1, 6), strict=True))
    values |= {"P": 7, "R": 9} | dict(zip("STUVWXYZ", range(2, 10), strict=True))
    vin = f"LRR0000000A{serial:06d}"
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(w * (int(c) if c.isdigit() else values[c]) for c, w in zip(vin, weights, strict=True))
    return vin[:8] + "0123456789X"[total % 11] + vin[9:]
