"""What changed since this device last looked, and how much is unread on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from store.database import Database
from store.words import EntryKind
from tests.api.conftest import Person
from tests.api.shop import ORDER, Shop, report
from tests.conftest import MovableClock
from tests.rows import make_cut, make_order, tell
from tracking.timeline import remove_entry, touch_order


class Device:
    """One signed-in device of a buyer, looking at one order."""

    def __init__(self, person: Person, path: str) -> None:
        self.person, self.path = person, path

    def digest(self) -> dict[str, Any]:
        answer = self.person.get(f"{self.path}/digest", headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def texts(self) -> list[str]:
        return [item["text"] for item in self.digest()["items"]]

    def look(self) -> None:
        seen = self.person.post(f"{self.path}/seen", json={"seq": self.digest()["latest_seq"]})
        assert seen.status_code == 200, seen.json

    def unread(self) -> int:
        (one,) = self.person.get("/v1/orders").json["items"]
        assert one["unread"] == self.person.get(self.path).json["unread"]
        found: int = one["unread"]
        return found


@pytest.fixture
def device(shop: Shop, sign_in: Callable[..., Person], clock: MovableClock) -> Callable[..., Device]:
    """Another device of the buyer of A-1."""

    def enter(phone: str = ORDER["buyer"]["phone"]) -> Device:
        shop.put(buyer={**ORDER["buyer"], "phone": phone})
        code = shop.person.post("/v1/partner/orders/A-1/sessions", json={}).json["code"]
        form = {"grant_type": "urn:roadreel:handoff", "code": code}
        token = shop.person.client.post("/v1/auth/token", data=form).json["access_token"]
        return Device(Person(shop.person.client, token, None, None), f"/v1/orders/{shop.get()['id']}")

    return enter


def test_a_buyer_who_never_looked_is_told_of_no_change_and_has_everything_unread(
    device: Callable[..., Device],
) -> None:
    phone = device()
    assert phone.digest() == {"since": None, "since_seq": 0, "latest_seq": phone.digest()["latest_seq"], "items": []}
    assert phone.unread() > 0


def test_each_device_is_told_what_changed_since_it_looked(
    device: Callable[..., Device], shop: Shop, carrier_of: Callable[..., Person], clock: MovableClock
) -> None:
    phone, tablet = device(), device()
    phone.look()
    assert (phone.texts(), phone.unread()) == ([], 0)
    assert tablet.unread() == 0  # a new device begins where the others are
    tablet.look()
    clock.forward(minutes=5)
    river = carrier_of("river")
    report(river, shop, "rail", "departing", "17T09")
    assert phone.texts() == tablet.texts() == ["Your car is on the train to Wuhan hub"]
    assert phone.digest()["since"] == "2026-11-20T08:30:00.000Z"
    phone.look()
    report(river, shop, "rail", "arriving", "19T08")
    assert phone.texts() == ["Your car is waiting safely at Wuhan hub"]
    assert tablet.texts() == phone.texts()  # the step between is in the timeline
    assert phone.digest()["since"] == "2026-11-20T08:35:00.000Z"
    assert tablet.unread() > phone.unread() > 0
    entry = phone.digest()["items"][0]["entry_id"]
    assert entry in {item["id"] for item in phone.person.get(f"{phone.path}/timeline").json["items"]}


def test_a_look_never_goes_back_nor_beyond_what_there_is(device: Callable[..., Device]) -> None:
    phone = device()
    latest = phone.digest()["latest_seq"]
    for seq, seen in ((latest + 99, latest), (0, latest)):
        assert phone.person.post(f"{phone.path}/seen", json={"seq": seq}).json == {"seen_seq": seen, "unread": 0}


def test_an_order_that_went_to_somebody_else_starts_afresh_and_so_it_does_when_it_comes_back(
    device: Callable[..., Device], shop: Shop
) -> None:
    former = device()
    former.look()
    new = device("+8613900139000")
    assert former.person.get(f"{former.path}/digest").status_code == 404
    assert (new.digest()["since"], new.texts()) == (None, [])
    new.look()
    shop.put()
    assert (former.digest()["since"], former.texts()) == (None, [])
    assert former.unread() > 0


def test_nothing_that_was_taken_back_is_named(
    sign_in: Callable[..., Person], database: Database, clock: MovableClock
) -> None:
    person = sign_in("buyer")
    with database.writing() as session:
        order = make_order(session, person.of)
        tell(session, order)
    device = Device(person, f"/v1/orders/ord_{order.id.hex}")
    device.look()
    with database.writing() as session:
        order = session.merge(order)
        for number in range(3):
            cut = make_cut(session, order)
            tell(
                session,
                order,
                kind=EntryKind.CLIP,
                code="clip_published",
                params={},
                subject=f"clip:{number}",
                cut=cut,
            )
    assert device.texts() == ["3 new videos of your car"]
    with database.writing() as session:
        order = session.merge(order)
        remove_entry(session, order, "clip:0", clock())
        remove_entry(session, order, "clip:1", clock())
    assert device.texts() == ["New video of your car"]
    with database.writing() as session:
        order = session.merge(order)
        remove_entry(session, order, "clip:2", clock())
        touch_order(order, clock())
    assert device.texts() == []


def test_a_digest_costs_the_same_however_much_was_told(sign_in: Callable[..., Person], database: Database) -> None:
    person = sign_in("buyer")
    with database.writing() as session:
        order = make_order(session, person.of)
        tell(session, order)
    device = Device(person, f"/v1/orders/ord_{order.id.hex}")
    device.look()
    costs = []
    for more in (1, 40):
        with database.writing() as session:
            order = session.merge(order)
            for _ in range(more):
                tell(session, order)
        with counted(database) as statements:
            device.digest()
        costs.append(len(statements))
    assert costs[0] == costs[1] > 0


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(*about: Any) -> None:
        sent.append(about[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)
