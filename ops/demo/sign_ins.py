"""`demo.json`: who may try the installation, with what."""

import json
from pathlib import Path
from typing import Any

from ops.demo.buyers import handed_over
from ops.demo.caller import Answer, Caller, patient
from ops.demo.keys import write_private
from ops.demo.orders import Known, learn
from ops.demo.story.parts import Story
from ops.demo.story.people import TRUCK


def write_sign_ins(data: Path, story: Story, shop: Caller, carrier: Caller, agent: dict[str, str]) -> None:
    """Write `demo.json` with a fresh token of the buyer; the one from the last start ends."""
    path = data / "demo.json"
    _forget(path, shop)
    known = Known()
    learn(known, story.hero, shop.get(f"/v1/partner/orders/{story.hero}"))
    hero = next(order for order in story.orders if order.number == story.hero)
    stages = _stages(carrier)
    first = known.stages[story.hero, "truck"]
    company = next(company for company in story.carriers if company.code == TRUCK)
    content = {
        "base_url": shop.base_url,
        "buyer": {
            "phone": hero.buyer.phone,
            "order_id": known.orders[story.hero],
            "access_token": handed_over(shop, story.hero)["access_token"],
        },
        "driver": {"phone": company.drivers[0].phone},
        "carrier": {
            "code": company.code,
            **vars(carrier.key),
            "stage_ids": [first, *(stage for stage in stages if stage != first)],
            "trip_ids": list(known.trips.values()),
        },
        "agent": agent,
        "partner": vars(shop.key),
    }
    write_private(path, content)


def sign_in_lines(data: Path) -> list[str]:
    """Return what to tell whoever started this."""
    content: dict[str, Any] = json.loads((data / "demo.json").read_text("utf-8"))
    buyer, driver = content["buyer"]["phone"], content["driver"]["phone"]
    return [
        f"To try it, sign in as the buyer {buyer} or the driver {driver}; codes arrive in {data / 'outbox'}.",
        f"All keys, and the support's password, are in {data / 'demo.json'}.",
    ]


def _stages(carrier: Caller) -> list[str]:
    """Return the ids of all the carrier's stages."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = carrier.get("/v1/carrier/stages", limit="100", **({"cursor": cursor} if cursor else {}))
        found += [stage["id"] for stage in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _forget(path: Path, shop: Caller) -> None:
    """End the session of the token in the file from the last start; it may have ended by itself."""
    if not path.exists():
        return
    former: Answer = json.loads(path.read_text("utf-8"))
    token = former.get("buyer", {}).get("access_token")
    if token:
        patient(lambda: shop.http.post(f"{shop.base_url}/v1/auth/revoke", data={"token": token}))
