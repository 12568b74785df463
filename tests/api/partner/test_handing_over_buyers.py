"""A shop signs its buyers in, gives an order to another person, or another car to an order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.ids import new_id
from store.tables import (
    AuditEntry,
    Buyer,
    Carrier,
    Clip,
    ClipCar,
    Cut,
    Order,
    ParkedEvent,
    PlaybackToken,
    SignedIn,
    Stage,
    TimelineEntry,
)
from store.words import ClipStatus, CutStatus, EntryKind, Origin
from tests.api.conftest import Person
from tests.api.shop import OTHER_VIN, VIN, Shop, event, order, report, send
from tests.rows import make_upload
from tracking.clips.cuts import orders_shown, publish_cuts
from tracking.reading.shown import is_shown
from tracking.timeline import lock_orders

NEW_BUYER = {"phone": "+8613900139000", "name": "Wu Hao", "locale": "en"}


def hand_off(shop: Shop, number: str = "A-1") -> Any:
    return shop.person.post(f"/v1/partner/orders/{number}/sessions", json={"device_name": "Shop app"})


def redeem(shop: Shop, code: str) -> Any:
    return shop.person.client.post("/v1/auth/token", data={"grant_type": "urn:roadreel:handoff", "code": code})


def test_a_code_signs_the_buyer_in_once(shop: Shop) -> None:
    order_id = shop.put().json["id"]
    made = hand_off(shop)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    token = redeem(shop, made.json["code"]).json["access_token"]
    mine = shop.person.client.get("/v1/orders", headers={"Authorization": f"Bearer {token}"})
    assert [item["id"] for item in mine.json["items"]] == [order_id]
    assert redeem(shop, made.json["code"]).status_code == 400


def test_a_code_ends_after_a_minute(shop: Shop, clock: Any) -> None:
    shop.put()
    code = hand_off(shop).json["code"]
    clock.forward(seconds=61)
    assert redeem(shop, code).status_code == 400


def test_the_body_of_a_session_may_be_left_out_and_is_checked_otherwise(shop: Shop) -> None:
    shop.put()
    path = "/v1/partner/orders/A-1/sessions"
    assert shop.person.post(path).status_code == 201
    assert shop.person.post(path, json={"device": "x"}).status_code == 422
    assert shop.person.post(path, json={"device_name": 5}).status_code == 422
    assert shop.person.post("/v1/partner/orders/A-9/sessions").status_code == 404


def test_another_phone_is_another_buyer_and_the_former_one_is_out_at_once(
    shop: Shop, sign_in: Callable[..., Person], database: Database
) -> None:
    order_id = shop.put().json["id"]
    former = sign_in("buyer", of=buyer(database, "+8613800138000"))
    unused = hand_off(shop).json["code"]
    give_playback(database, former)
    assert former.get(f"/v1/orders/{order_id}").status_code == 200
    latest = former.get(f"/v1/orders/{order_id}/timeline").json["latest_seq"]
    assert former.post(f"/v1/orders/{order_id}/seen", json={"seq": latest}).json["unread"] == 0
    assert shop.put(buyer=NEW_BUYER).status_code == 200
    assert former.get(f"/v1/orders/{order_id}").status_code == 404
    assert former.get(f"/v1/orders/{order_id}/timeline").status_code == 404
    assert former.get("/v1/orders").json["items"] == []
    assert redeem(shop, unused).status_code == 400
    with database.reading() as session:
        assert session.scalars(select(PlaybackToken.hash)).all() == []
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "order_transferred"))
        assert (entry.details["former_buyer"], entry.subject_id.hex) == (
            former.of.id.hex,
            order_id.removeprefix("ord_"),
        )
    new = sign_in("buyer", of=buyer(database, NEW_BUYER["phone"]))
    assert new.get(f"/v1/orders/{order_id}").json["unread"] == 2, "whatever the former one has read"


def test_the_same_buyer_under_another_name_keeps_access(shop: Shop, sign_in: Any, database: Database) -> None:
    order_id = shop.put().json["id"]
    person = sign_in("buyer", of=buyer(database, "+8613800138000"))
    shop.put(buyer={"phone": "+86 138 0013 8000", "name": "Lin Y.", "locale": "en"})
    assert person.get(f"/v1/orders/{order_id}").status_code == 200


def test_another_vin_is_another_car(shop: Shop, carrier_of: Callable[..., Person], database: Database) -> None:
    shop.put()
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    cut_id = show_clip(database)
    assert shop.get()["milestone"] == "in_transit"
    swapped = shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN}).json
    assert swapped["milestone"] == "vin_assigned"
    assert swapped["stages"][1]["actual_start"] is None
    with database.reading() as session:
        live = session.scalars(select(TimelineEntry).where(~TimelineEntry.removed).order_by(TimelineEntry.seq)).all()
        assert sorted((entry.kind.value, entry.code) for entry in live) == [
            ("correction", "vehicle_swapped"),
            ("milestone", "ordered"),
            ("milestone", "vin_assigned"),
        ]
        gone = session.scalars(select(TimelineEntry).where(TimelineEntry.removed)).all()
        assert {entry.kind.value for entry in gone} == {"event", "clip", "milestone"}
        assert cuts_shown(session) == []
        assert session.get_one(Cut, cut_id).status is CutStatus.PUBLISHED  # nobody removed it
        [audit] = session.scalars(select(AuditEntry).where(AuditEntry.action == "vehicle_swapped"))
        assert audit.details["vin"] == OTHER_VIN
        assert len(audit.details["clips"]) == 1


@pytest.mark.parametrize("vehicle", [{}, {"vin": None}])
def test_a_put_without_the_vin_keeps_the_car_and_its_story(
    shop: Shop, carrier_of: Callable[..., Person], database: Database, vehicle: dict[str, Any]
) -> None:
    shop.put()
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    cut_id = show_clip(database)
    answer = shop.put(vehicle={"make": "Aurora", "model": "E5", **vehicle}).json
    assert (answer["vehicle"]["vin"], answer["milestone"]) == (VIN, "in_transit")
    with database.reading() as session:
        assert session.get_one(Cut, cut_id).status is CutStatus.PUBLISHED


def test_a_car_that_went_to_another_order_is_not_taken_back_by_leaving_out_the_vin(shop: Shop) -> None:
    shop.put()
    shop.put(state="cancelled")
    shop.put("A-2")
    answer = shop.put(vehicle={"make": "Aurora", "model": "E5"})
    assert (answer.status_code, answer.json["code"]) == (409, "vin_in_use")


def test_the_former_car_s_events_do_not_come_back_with_the_next_one(
    shop: Shop, carrier_of: Callable[..., Person]
) -> None:
    shop.put()
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    report(carrier_of("northern"), shop, "yard", "storing", "16T09")
    changed = shop.put(
        vehicle={**order()["vehicle"], "vin": OTHER_VIN}, handover={"mode": "delivery", "address": "Jianghan Rd 1"}
    )
    assert changed.json["milestone"] == "in_storage"


def test_a_car_that_comes_back_brings_its_story_and_its_footage(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    river, other = carrier_of("river"), {**order()["vehicle"], "vin": OTHER_VIN}
    first = shop.put().json
    departed = event(shop, "rail", "departing", "17T09")
    arrived = event(shop, "rail", "arriving", "19T09")
    wrong = event(shop, "rail", "arriving", "19T08", event_id="fix", corrects="rail-arriving")
    assert send(river, departed, arrived, wrong) == ["accepted"] * 3
    cut_id = show_clip(database)
    before, told = shop.get(), story(database)
    shop.put(vehicle=other)
    report(carrier_of("northern"), shop, "yard", "storing", "16T09")
    with database.reading() as session:
        assert cuts_shown(session) == []
    back = shop.put().json
    assert (back["milestone"], back["stages"]) == (before["milestone"], before["stages"])
    assert back["stages"][0]["actual_start"] is None  # what was told of the other car
    swaps = [("correction", "vehicle_swapped")] * 2
    assert story(database) == sorted([*told, *swaps])
    with database.reading() as session:
        assert cuts_shown(session) == [cut_id]
    assert send(river, departed) == ["duplicate"]
    again = shop.put(vehicle=other).json
    assert (again["milestone"], first["milestone"]) == ("in_storage", "vin_assigned")


def test_a_cut_that_somebody_removed_does_not_come_back_with_its_car(shop: Shop, database: Database) -> None:
    shop.put()
    cut_id = show_clip(database)
    with database.writing() as session:
        cut = session.get_one(Cut, cut_id)
        cut.status, cut.removed_at = CutStatus.REMOVED, cut.clip.created_at
    shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    assert shop.put().status_code == 200
    assert "clip" not in {kind for kind, _code in story(database)}
    with database.reading() as session:
        assert cuts_shown(session) == []


def test_footage_that_is_ready_while_its_car_is_away_comes_with_it(shop: Shop, database: Database) -> None:
    shop.put()
    show_clip(database, status=ClipStatus.PROCESSING)
    shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN})
    with database.writing() as session:
        clip = session.scalars(select(Clip)).one()
        clip.status, clip.published_attempt = ClipStatus.PUBLISHED, 1
        publish_cuts(session, clip, orders_shown(session, clip), clip.created_at)
        assert session.scalars(select(Cut)).all() == []
    shop.put()
    assert ("clip", "clip_published_at") in story(database)
    with database.reading() as session:
        assert len(cuts_shown(session)) == 1


def test_a_stage_of_the_former_car_may_be_withdrawn(shop: Shop, carrier_of: Callable[..., Person]) -> None:
    shop.put()
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    answer = shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN}, stages=[order()["stages"][0]])
    assert answer.status_code == 200


def test_events_about_a_car_nobody_ordered_wait_for_its_order(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    shop.put(vehicle={**order()["vehicle"], "vin": None})
    event = {
        "event_id": "e1",
        "vin": OTHER_VIN,
        "type": "departing",
        "classifier": "actual",
        "happened_at": "2026-11-17T09:00:00+08:00",
    }
    river = carrier_of("river")
    assert river.post("/v1/events", json={"events": [event]}).json["results"][0]["status"] == "parked"
    assert river.post("/v1/events", json={"events": [event]}).json["results"][0]["status"] == "duplicate"
    assert shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN}).json["milestone"] == "in_transit"
    with database.reading() as session:
        assert session.scalars(select(ParkedEvent.applied_at)).one() is not None
    assert river.post("/v1/events", json={"events": [event]}).json["results"][0]["status"] == "duplicate"
    again = {**event, "happened_at": "2026-11-17T10:00:00+08:00"}
    result = river.post("/v1/events", json={"events": [again]}).json["results"][0]
    assert result == {"event_id": "e1", "status": "rejected", "code": "event_id_reused"}


def buyer(database: Database, phone: str) -> Buyer:
    with database.reading() as session:
        return session.scalars(select(Buyer).where(Buyer.phone == phone)).one()


def cuts_shown(session: Session) -> list[Any]:
    return list(session.scalars(select(Cut.id).join(Clip, Clip.id == Cut.clip_id).where(is_shown())))


def story(database: Database) -> list[tuple[str, str]]:
    """Kind and code of everything the buyer reads, but for what was expected when."""
    with database.reading() as session:
        live = session.scalars(
            select(TimelineEntry).where(~TimelineEntry.removed, TimelineEntry.kind != EntryKind.ETA)
        )
        return sorted((entry.kind.value, entry.code) for entry in live)


def give_playback(database: Database, person: Person) -> None:
    with database.writing() as session:
        order_ = session.scalars(select(Order)).one()
        entered = session.get_one(SignedIn, person.session_id)
        session.add(
            PlaybackToken(
                hash=b"x" * 32,
                session_id=entered.id,
                order_id=order_.id,
                created_at=entered.created_at,
                expires_at=entered.created_at + timedelta(minutes=30),
            )
        )


def show_clip(database: Database, status: ClipStatus = ClipStatus.PUBLISHED) -> Any:
    """A clip of the order's car on the train; when it is published, its cut, which has its timeline entry."""
    with database.writing() as session:
        order_ = lock_orders(session, [session.scalars(select(Order.id)).one()])[0]
        stage = session.scalars(select(Stage).where(Stage.ref == "rail")).one()
        carrier = session.scalars(select(Carrier).where(Carrier.code == "river")).one()
        at = order_.created_at
        clip = Clip(
            id=new_id(),
            carrier_id=carrier.id,
            origin=Origin.HANDHELD,
            captured_at=at,
            captured_offset_min=480,
            shots=[],
            status=status,
            published_attempt=1 if status is ClipStatus.PUBLISHED else None,
            attempt=1,
            status_at=at,
            created_at=at,
        )
        session.add(clip)
        session.flush()
        make_upload(session, clip)
        session.add(ClipCar(id=new_id(), clip_id=clip.id, stage_id=stage.id, order_id=order_.id))
        session.flush()
        publish_cuts(session, clip, [order_.id] if status is ClipStatus.PUBLISHED else [], at)
        return session.scalar(select(Cut.id))
