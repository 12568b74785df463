"""The buyer of A-1, whose handover is in four days."""

from typing import Any

from sqlalchemy import select

from store.database import Database
from store.tables import Buyer
from tests.api.conftest import Person
from tests.api.shop import ORDER, Shop

WINDOW = {"earliest": "2026-11-24T01:00:00.000Z", "latest": "2026-11-24T04:00:00.000Z"}
NEXT_DAY = {"earliest": "2026-11-25T01:00:00.000Z", "latest": "2026-11-25T09:00:00.000Z"}
EARLY_NEXT_DAY = {"earliest": "2026-11-25T01:00:00.000Z", "latest": "2026-11-25T03:00:00.000Z"}
PROMISED = {"earliest": "2026-11-23T00:00:00+08:00", "latest": "2026-11-24T08:00:00+08:00"}


def handover(window: dict[str, str] | None = WINDOW, **about: Any) -> dict[str, Any]:
    """The member `handover` of a PUT."""
    return {"mode": "pickup", "place_code": "WUH-STORE", "window": window, **about}


class Owner:
    """The buyer of an order that the shop put."""

    def __init__(self, shop: Shop, sign_in: Any, database: Database, phone: str = ORDER["buyer"]["phone"]) -> None:
        with database.reading() as session:
            row = session.scalars(select(Buyer).where(Buyer.phone == phone)).one()
        self.person: Person = sign_in("buyer", of=row)
        self.path = f"/v1/orders/{shop.get()['id']}"

    def order(self, language: str = "en") -> dict[str, Any]:
        answer = self.person.get(self.path, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def handover(self, language: str = "en") -> dict[str, Any]:
        found: dict[str, Any] = self.order(language)["handover"]
        return found

    def timeline(self, kind: str) -> list[str]:
        """The texts of the entries of one kind, newest first."""
        answer = self.person.get(f"{self.path}/timeline?kind={kind}", headers={"Accept-Language": "en"})
        return [entry["text"] for entry in answer.json["items"]]

    def confirm(self, **body: Any) -> Any:
        return self.person.post(f"{self.path}/handover/confirm", json=body)

    def ask(self, *windows: dict[str, str], reason: str = "work", **about: Any) -> Any:
        body = {"windows": list(windows), "reason": reason, **about}
        return self.person.post(f"{self.path}/handover/change-request", json=body)

    def receive(self, headers: dict[str, str] | None = None, **about: Any) -> Any:
        """Sign the receipt."""
        body = {
            "received_at": "2026-11-20T10:00:00+08:00",
            "condition": "as_expected",
            "signed_by": "Lin Yue",
            **about,
        }
        return self.person.post(f"{self.path}/receipt", json=body, headers=headers or {})
