"""A car goes to another order: what was filmed of it on the way goes along, another buyer's handover does not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.ids import wire_id
from store.tables import Clip, Cut, Order, Stage, TimelineEntry
from store.words import ClipStatus, CutStatus, EntryKind
from tests.api.conftest import Person
from tests.api.handover.buyers import Owner
from tests.api.shop import OTHER_VIN, VIN, Shop, order, report, stage
from tests.rows import make_clip, make_upload
from tracking.clips.cuts import add_cars, cuts_of, orders_shown, publish_cuts
from tracking.reading.shown import is_shown

SECOND = {"phone": "+8613900139000", "name": "Wu Hao", "locale": "en"}
HOME = {"mode": "delivery", "address": "Jianghan Rd 1"}


def film(
    database: Database, ref: str, at: str, status: ClipStatus = ClipStatus.PUBLISHED, number: str = "A-1"
) -> Any:
    """A clip of the car that the order has, at that stage, by day and hour in November; its id."""
    with database.writing() as session:
        found = session.scalars(
            select(Stage).join(Order, Order.id == Stage.order_id).where(Order.number == number, Stage.ref == ref)
        ).one()
        clip = make_clip(
            session,
            found.carrier_id,
            captured_at=datetime.fromisoformat(f"2026-11-{at}:00:00+08:00"),
            status=status,
            published_attempt=1 if status is ClipStatus.PUBLISHED else None,
            held_attempt=1 if status is ClipStatus.HELD else None,
        )
        make_upload(session, clip)
        add_cars(session, clip, [found], clip.created_at)
        return clip.id


def seen(database: Database, number: str) -> set[Any]:
    """The clips that the order's buyer may play, each with its entry in the timeline."""
    with database.reading() as session:
        found = session.execute(
            select(Cut.clip_id, TimelineEntry.removed)
            .join(Clip, Clip.id == Cut.clip_id)
            .join(Order, Order.id == Cut.order_id)
            .outerjoin(TimelineEntry, TimelineEntry.cut_id == Cut.id)
            .where(Order.number == number, is_shown())
        ).all()
        assert all(removed is False for _clip, removed in found), found
        return {clip for clip, _removed in found}


def swap(shop: Shop, **about: Any) -> Any:
    """A-1 gets another car, and A-2 the one it had."""
    assert shop.put(vehicle={**order()["vehicle"], "vin": OTHER_VIN}, **about).status_code == 200
    return take(shop)


def take(shop: Shop, number: str = "A-2", **about: Any) -> Any:
    answer = shop.put(number, buyer=SECOND, **about)
    assert answer.status_code in {200, 201}, answer.json
    return answer


def test_on_the_way_it_goes_along_and_the_last_mile_to_a_buyer_stays(shop: Shop, database: Database) -> None:
    shop.put(handover=HOME)
    yard, rail, door = (
        film(database, *about) for about in (("yard", "16T09"), ("rail", "18T09"), ("truck", "20T09"))
    )
    assert seen(database, "A-1") == {yard, rail, door}
    swap(shop, handover=HOME)
    assert seen(database, "A-1") == set()
    assert seen(database, "A-2") == {yard, rail}


def test_the_new_buyer_reads_of_it_and_nothing_of_the_other_order(
    shop: Shop, database: Database, sign_in: Callable[..., Person]
) -> None:
    first = shop.put(handover=HOME).json
    film(database, "yard", "16T09")
    film(database, "rail", "18T09")
    path = f"/v1/orders/{swap(shop, handover=HOME).json['id']}"
    owner = Owner(shop, sign_in, database, SECOND["phone"])
    answer = owner.person.get(f"{path}/timeline?kind=clip", headers={"Accept-Language": "en"})
    assert [entry["text"] for entry in answer.json["items"]] == [
        "New video of your car on the train to Wuhan hub",
        "New video of your car at Chongqing yard",
    ]
    assert answer.json["items"][1]["place"]["code"] == "CKG-YARD"
    assert "stage" not in str(answer.json)
    for told in (first["id"], *(one["id"] for one in first["stages"])):
        assert told not in answer.get_data(as_text=True)


def test_a_car_to_be_picked_up_brings_its_road_to_the_store_and_nothing_from_there(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    store = stage(0, ref="store", from_place="WUH-STORE", to_place="WUH-STORE")
    shop.put(stages=[*order()["stages"], store])
    report(carrier_of("northern"), shop, "truck", "arriving", "20T16")
    road, there, inside = (
        film(database, "truck", "20T09"),
        film(database, "truck", "20T16"),
        film(database, "store", "20T16"),
    )
    assert seen(database, "A-1") == {road, there, inside}
    swap(shop, stages=[*order()["stages"], store])
    assert seen(database, "A-2") == {road}


def test_nothing_goes_along_that_was_filmed_after_a_buyer_had_it(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    shop.put()
    before = film(database, "rail", "18T09")
    report(carrier_of("northern"), shop, "truck", "retail_selling", "19T09")
    after = film(database, "rail", "19T10")
    assert shop.put(state="returned").status_code == 200
    take(shop)
    assert seen(database, "A-2") == {before}
    assert seen(database, "A-1") == {before, after}


def test_the_last_mile_stays_private_when_the_plan_is_changed_afterwards(shop: Shop, database: Database) -> None:
    shop.put(handover=HOME)
    film(database, "truck", "20T09")
    back = stage(2, ref="back", from_place="WUH-STORE", to_place="WUH-HUB", trip="T-9")
    longer = [*order()["stages"], back]
    assert shop.put(stages=longer).status_code == 200, "to be picked up at the hub after all"
    swap(shop, stages=longer)
    assert seen(database, "A-2") == set()


def test_footage_on_its_way_comes_to_the_order_that_has_the_car_by_then(shop: Shop, database: Database) -> None:
    shop.put()
    clip_id = film(database, "rail", "18T09", ClipStatus.PROCESSING)
    swap(shop)
    assert seen(database, "A-2") == set()
    with database.writing() as session:
        publish(session, clip_id)
    assert seen(database, "A-2") == {clip_id}
    assert seen(database, "A-1") == set()


def test_what_a_person_holds_or_removed_does_not_slip_through_with_the_car(shop: Shop, database: Database) -> None:
    shop.put()
    held, gone, waiting = (film(database, "rail", "18T09") for _ in range(3))
    with database.writing() as session:
        clip = session.get_one(Clip, waiting)
        clip.status, clip.published_attempt, clip.held_attempt = ClipStatus.HELD, None, 1
        for clip_id, status in ((held, CutStatus.HELD), (gone, CutStatus.REMOVED)):
            [cut] = cuts_of(session, session.get_one(Clip, clip_id))
            cut.status, cut.removed_at = status, clip.created_at if status is CutStatus.REMOVED else None
    swap(shop)
    assert seen(database, "A-2") == set()
    with database.reading() as session:
        theirs = session.execute(
            select(Cut.clip_id, Cut.status).join(Order, Order.id == Cut.order_id).where(Order.number == "A-2")
        ).all()
        assert {tuple(row) for row in theirs} == {(held, CutStatus.HELD), (waiting, CutStatus.PUBLISHED)}
        told = select(TimelineEntry).join(Order, Order.id == TimelineEntry.order_id)
        assert session.scalars(told.where(Order.number == "A-2", TimelineEntry.kind == EntryKind.CLIP)).all() == []


def test_it_goes_from_hand_to_hand_and_back(shop: Shop, database: Database) -> None:
    shop.put()
    first = film(database, "yard", "16T09")
    swap(shop)
    second = film(database, "rail", "18T09", number="A-2")
    assert seen(database, "A-2") == {first, second}
    assert shop.put("A-2", buyer=SECOND, state="cancelled").status_code == 200
    take(shop, "A-3")
    assert seen(database, "A-3") == {first, second}
    assert shop.put("A-3", buyer=SECOND, state="cancelled").status_code == 200
    assert shop.put().json["vehicle"]["vin"] == VIN
    assert seen(database, "A-1") == {first, second}
    version = shop.get()["version"]
    assert shop.put().json["version"] == version, "the same put again brings nothing twice"


def test_a_closed_order_gets_no_more_footage_until_it_is_opened_again(
    shop: Shop, database: Database, sign_in: Callable[..., Person]
) -> None:
    shop.put()
    before = film(database, "yard", "16T09")
    coming = film(database, "rail", "18T09", ClipStatus.PROCESSING)
    owner = Owner(shop, sign_in, database)
    shop.put(state="cancelled")
    with database.writing() as session:
        publish(session, coming)
    assert seen(database, "A-1") == {before}, "what was shown is still the buyer's to see"
    told = owner.order()
    assert (told["state"], told["eta"]["state"], told["actions"]) == ("cancelled", "none", [])
    assert "next_expected" not in told
    assert owner.person.post(f"{owner.path}/playback").status_code == 201
    shop.put()
    assert seen(database, "A-1") == {before, coming}
    assert owner.order()["next_expected"]["code"] == "expect_departure"


@pytest.mark.parametrize("state", ["cancelled", "returned"])
def test_what_was_planned_for_a_closed_order_is_no_work_any_more(
    shop: Shop, carrier_of: Callable[..., Person], state: str
) -> None:
    shop.put()
    river, northern = carrier_of("river"), carrier_of("northern")
    report(northern, shop, "yard", "storing", "15T09")
    shop.put(state=state)
    assert river.get("/v1/carrier/stages").json["items"] == []
    assert [item["vin"] for item in northern.get("/v1/carrier/stages").json["items"]] == [VIN], "it is still there"
    shop.put()
    assert len(river.get("/v1/carrier/stages").json["items"]) == 1


def publish(session: Session, clip_id: Any) -> None:
    """As the worker does at the end of its pass."""
    clip = session.get_one(Clip, clip_id, with_for_update=True)
    clip.status, clip.published_attempt = ClipStatus.PUBLISHED, 1
    publish_cuts(session, clip, orders_shown(session, clip), clip.created_at)


def test_what_the_former_car_showed_is_still_to_be_filmed_of_the_next(
    shop: Shop, carrier_of: Callable[..., Person], database: Database
) -> None:
    shop.put()
    clip_id = film(database, "rail", "18T09")
    with database.writing() as session:
        session.get_one(Clip, clip_id).shots = ["walkaround"]
    river = carrier_of("river")
    swap(shop)
    theirs = {item["vin"]: item["shot_list"] for item in river.get("/v1/carrier/stages").json["items"]}
    assert {shot["state"] for shot in theirs[OTHER_VIN]} == {"missing"}
    seen_by_carrier = river.get(f"/v1/clips/{wire_id('clp', clip_id)}").json["cars"]
    assert [car["vin"] for car in seen_by_carrier] == [VIN]
