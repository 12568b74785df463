"""What the pages show: orders that the shop puts, footage that its carrier's driver sends."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.journey.people import Machine, Phone
from tests.journey.shop import order_of, vin_number

SERIALS = count(101)


@dataclass
class Shop:
    """The shop's system and a driver of its carrier."""

    machine: Machine
    carrier: Machine
    driver: Phone

    @classmethod
    def opened(cls, machine: Machine) -> "Shop":
        """Name a driver and sign them in."""
        key = machine.ask("POST", "/v1/partner/carriers/CHANGTU/keys", 201)
        carrier = Machine(machine.installation).sign_in_with(key)
        shop = cls(machine, carrier, Phone(machine.installation))
        shop.driver.sign_in_by_phone(shop.hire(), "driver")
        return shop

    def hire(self) -> str:
        """The phone of one more driver."""
        phone = f"+86138001{next(SERIALS):05}"
        self.carrier.ask("POST", "/v1/carrier/drivers", 201, json={"phone": phone, "name": "Wang Qiang"})
        return phone

    def sell(self, phone: str, *, trip: str | None = None, **more: Any) -> Any:
        """A new order for the buyer with this phone; `trip` shares a truck with others."""
        serial = next(SERIALS)
        order = order_of(phone, vin_number(serial), datetime.now(UTC), trip=trip or f"CT-{serial}") | more
        return self.machine.ask("PUT", f"/v1/partner/orders/B-{serial}", json=order) | {"vin": vin_number(serial)}

    def report(self, order: Any, type_: str, *, hours: float, **more: Any) -> None:
        """What happened, or is expected, so many hours from now at an order's only stage."""
        event = {
            "event_id": f"{order['number']}-{next(SERIALS)}",
            "stage_id": order["stages"][0]["id"],
            "type": type_,
            "classifier": "actual",
            "happened_at": (datetime.now(UTC) + timedelta(hours=hours)).isoformat(),
        }
        answer = self.driver.ask("POST", "/v1/events", 200, json={"events": [event | more]})
        assert answer["results"][0]["status"] == "accepted", answer

    def film(self, order: Any, footage: Path) -> Any:
        """The published clip of an order's only stage, filmed half an hour ago."""
        stage_id = order["stages"][0]["id"]
        clip_id = self.driver.upload(footage, datetime.now(UTC) - timedelta(minutes=30), stage_id=stage_id)
        clip = self.driver.settled(clip_id)
        assert clip["status"] == "published", clip
        return clip
