"""A running installation with a shop, a driver and a buyer, for what is measured from end to end."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json import loads
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.installation import Installation, running_installation
from tests.journey.people import Caller, Machine, Phone
from tests.journey.shop import BUYER_PHONE, DRIVER_PHONE, open_shop, order_of, vin_number


@dataclass
class Way:
    """Who takes part."""

    installation: Installation
    folder: Path
    driver: Phone
    buyer: Caller
    order_id: str
    stage_id: str

    def announced(self, footage: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The upload of a copy of `footage` that nobody sent before, and its parts, all of them in storage."""
        copy = self.folder / f"{secrets.token_hex(4)}-{footage.name}"
        shutil.copy(footage, copy)
        with copy.open("ab") as file:  # an empty box makes it another file (ISO/IEC 14496-12)
            file.write((24).to_bytes(4, "big") + b"free" + secrets.token_bytes(16))
        upload = self.driver.announce(copy, datetime.now(UTC) - timedelta(minutes=5), stage_id=self.stage_id)
        parts = self.driver.send(upload, copy, {part["number"] for part in upload["parts"]})
        copy.unlink()
        return upload, parts

    def complete(self, upload: dict[str, Any], parts: list[dict[str, Any]]) -> None:
        """What the driver's phone says last."""
        self.driver.ask("POST", f"/v1/uploads/{upload['id']}/complete", 202, json={"parts": parts})

    def entries(self) -> list[dict[str, Any]]:
        """The videos in the buyer's timeline, the newest first."""
        items: list[dict[str, Any]] = self.buyer.ask("GET", f"/v1/orders/{self.order_id}/timeline?kind=clip")["items"]
        return items


@contextmanager
def way(*, workers: int = 1) -> Iterator[Way]:
    """Start everything in a folder of its own, and stop it at the end of the block."""
    with (
        TemporaryDirectory(prefix="roadreel bench ") as place,
        running_installation(Path(place) / "var", workers=workers) as installation,
    ):
        Path(place).chmod(0o755)
        yield _opened(installation, Path(place))


def _opened(installation: Installation, folder: Path) -> Way:
    shop = Machine(installation).sign_in_with(
        loads(installation.command("key", "make", "--partner", "shop", "--json"))
    )
    open_shop(shop)
    order = shop.ask("PUT", "/v1/partner/orders/N-1", json=order_of(BUYER_PHONE, vin_number(1), datetime.now(UTC)))
    carrier = Machine(installation).sign_in_with(shop.ask("POST", "/v1/partner/carriers/CHANGTU/keys", 201))
    carrier.ask("POST", "/v1/carrier/drivers", 201, json={"phone": DRIVER_PHONE, "name": "Wang Qiang"})
    driver, buyer = Phone(installation), Caller(installation)
    driver.sign_in_by_phone(DRIVER_PHONE, "driver")
    buyer.sign_in_by_phone(BUYER_PHONE, "buyer")
    [stage] = driver.ask("GET", f"/v1/carrier/stages?vin={vin_number(1)[-8:]}")["items"]
    return Way(installation, folder, driver, buyer, str(order["id"]), str(stage["id"]))
