"""What happens is told to those it concerns, in the words of the contract, and never who the buyer is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from sqlalchemy import select

from api.openapi import document
from store.database import Database
from store.tables import Buyer, Damage, Order, Stage, WebhookDelivery
from store.words import ClipStatus, VerdictCode
from tests.api.conftest import Person
from tests.api.inspections.conftest import DENT, Reports
from tests.api.inspections.support import Desk
from tests.api.shop import OTHER_VIN, VIN, Shop, report, stage
from tests.tracking.clips.conftest import arrived, made_by
from tracking.clips.attempts import move, take
from tracking.clips.settle import hold, publish, reject
from tracking.damages.telling import tell_damage

Told = Callable[[], list[dict[str, Any]]]
URL = "https://systems.example/roadreel"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    return document()


@pytest.fixture
def listening(shop: Shop, carrier_of: Callable[..., Person], contract: dict[str, Any]) -> dict[str, str]:
    """The shop and both carriers listen to all there is."""
    listeners = {"partner": shop.person, "northern": carrier_of("northern"), "river": carrier_of("river")}
    ids = {}
    for name, person in listeners.items():
        audience = "partner" if name == "partner" else "carrier"
        events = [key.split()[1] for key in contract["webhooks"] if key.startswith(audience)]
        answer = person.post("/v1/webhooks", json={"url": URL, "events": events})
        assert answer.status_code == 201, answer.json
        ids[answer.json["id"].removeprefix("whk_")] = name
    return ids


@pytest.fixture
def told(listening: dict[str, str], database: Database, contract: dict[str, Any]) -> Told:
    """What was told since the last look, each as the contract has it; `to` says to whom."""
    seen: set[Any] = set()

    def look() -> list[dict[str, Any]]:
        with database.reading() as session:
            rows = session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)).all()
        fresh = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in fresh)
        messages = []
        for row in fresh:
            message, to = json.loads(row.body), listening[row.webhook_id.hex]
            audience = "partner" if to == "partner" else "carrier"
            as_promised(contract, f"{audience} {row.event_type}", message)
            if audience == "carrier":
                for private in ("A-1", "Lin Yue", "13800138000", "ord_"):
                    assert private not in row.body
            messages.append({**message["data"], "to": to, "type": message["type"]})
        return messages

    return look


def as_promised(contract: dict[str, Any], name: str, message: dict[str, Any]) -> None:
    """The message has what the contract says, and nothing that it does not say."""
    schema = contract["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"]
    OAS31Validator({**schema, "components": contract["components"]}).validate(message)
    reference = schema["properties"]["data"]["$ref"].rpartition("/")[2]
    assert set(message["data"]) <= set(contract["components"]["schemas"][reference]["properties"])


def of_type(messages: list[dict[str, Any]], type_: str) -> list[dict[str, Any]]:
    return [message for message in messages if message["type"] == type_]


def test_a_shop_is_told_where_its_order_stands_and_when_it_arrives(shop: Shop, told: Told, carrier_of: Any) -> None:
    assert shop.put().status_code == 201
    first = of_type(told(), "order.milestone_changed")
    assert [(each["former"], each["milestone"]) for each in first] == [("ordered", "vin_assigned")]
    assert first[0]["order_number"] == "A-1"
    assert shop.put().status_code == 200
    assert told() == []
    report(carrier_of("river"), shop, "rail", "departing", "17T09")
    news = told()
    [moved] = of_type(news, "order.milestone_changed")
    assert (moved["to"], moved["milestone"], moved["since"]) == ("partner", "in_transit", "2026-11-17T01:00:00.000Z")
    [eta] = of_type(news, "order.eta_changed")
    assert eta["eta"]["state"] == "estimated"
    assert eta["eta"]["earliest"] < eta["eta"]["latest"]


def test_a_correction_that_takes_a_milestone_back_is_told(shop: Shop, told: Told, carrier_of: Any) -> None:
    shop.put()
    river = carrier_of("river")
    report(river, shop, "rail", "departing", "17T09")
    told()
    report(river, shop, "rail", "departing", "18T09", event_id="right", corrects="rail-departing")
    report(river, shop, "rail", "loading", "18T09", event_id="righter", corrects="right")
    [back] = of_type(told(), "order.milestone_changed")
    assert back["former"] == "in_transit"


def test_carriers_are_told_what_the_shop_changes_in_their_work(shop: Shop, told: Told) -> None:
    shop.put()
    added = of_type(told(), "stage.changed")
    assert sorted((each["to"], each["change"], each["kind"], each["vin"]) for each in added) == [
        ("northern", "added", "storage", VIN),
        ("northern", "added", "transport", VIN),
        ("river", "added", "transport", VIN),
    ]
    shop.put(stages=[stage(0), stage(1, planned_end="2026-11-19T20:00:00+08:00"), stage(2)])
    [changed] = of_type(told(), "stage.changed")
    assert (changed["to"], changed["change"], changed["planned_end"]) == (
        "river",
        "changed",
        "2026-11-19T12:00:00.000Z",
    )
    shop.put(stages=[stage(0), stage(1, carrier="northern", trip="N-1"), stage(2)])
    moved = of_type(told(), "stage.changed")
    assert [(each["to"], each["change"]) for each in moved] == [("river", "withdrawn"), ("northern", "added")]
    shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN}, stages=[stage(0)])
    swapped = of_type(told(), "stage.changed")
    assert sorted((each["change"], each["vin"]) for each in swapped) == [
        ("changed", OTHER_VIN),
        ("withdrawn", VIN),
        ("withdrawn", VIN),
    ]
    shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN}, stages=[stage(0)], state="cancelled")
    assert [each["change"] for each in of_type(told(), "stage.changed")] == ["withdrawn"]


def test_a_receipt_is_told(shop: Shop, told: Told, sign_in: Any, database: Database) -> None:
    shop.put()
    told()
    with database.reading() as session:
        buyer = session.scalars(select(Buyer)).one()
    said = {
        "received_at": "2026-11-20T15:00:00+08:00",
        "condition": "with_remarks",
        "odometer": 12,
        "damages": [{"area": "10", "type": "12", "severity": 2}],
        "signed_by": "Lin Yue",
    }
    person = sign_in("buyer", of=buyer)
    answer = person.post(f"/v1/orders/{shop.get()['id']}/receipt", json=said)
    assert answer.status_code in {200, 201}, answer.json
    [receipt] = of_type(told(), "receipt.recorded")
    assert (receipt["condition"], receipt["damages"]) == ("with_remarks", 1)


def test_carrier_and_shop_are_told_what_became_of_footage(
    shop: Shop, told: Told, database: Database, clock: Any
) -> None:
    shop.put()
    told()
    doubt = (VerdictCode.NEEDS_REVIEW, {"why": "plate"})
    with database.writing() as session:
        [rail] = session.scalars(select(Stage).where(Stage.ref == "rail"))
        clip = arrived(session, rail, clock())
        attempt = take(session, clip.id, clock())
        publish(session, attempt, made_by(attempt), clock())
        second = arrived(session, rail, clock())
        attempt = take(session, second.id, clock())
        hold(session, attempt, made_by(attempt), *doubt, clock())
        third = arrived(session, rail, clock())
        reject(session, take(session, third.id, clock()), VerdictCode.TOO_DARK, {}, clock())
    news = told()
    [shown] = of_type([each for each in news if each["to"] == "partner"], "clip.published")
    assert shown["cut_id"].startswith("cut_")
    carriers = [each for each in news if each["to"] == "river"]
    assert [(each["type"], each["status"], each["verdict"]) for each in carriers] == [
        ("clip.published", "published", None),
        ("clip.held", "held", {"code": "needs_review", "params": {"why": "plate"}}),
        ("clip.rejected", "rejected", {"code": "too_dark", "params": {}}),
    ]
    assert {tuple(each["stage_ids"]) for each in carriers} == {(f"stg_{rail.id.hex}",)}
    shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN})
    [gone] = of_type(told(), "clip.removed")
    assert gone["cut_id"] == shown["cut_id"]


def test_the_shop_is_told_once_of_a_clip_that_is_made_again(
    shop: Shop, told: Told, database: Database, clock: Any
) -> None:
    shop.put()
    with database.writing() as session:
        [rail] = session.scalars(select(Stage).where(Stage.ref == "rail"))
        clip = arrived(session, rail, clock())
        for _again in range(2):
            attempt = take(session, clip.id, clock())
            publish(session, attempt, made_by(attempt), clock())
            move(clip, ClipStatus.UPLOADED, clock())
    assert len([each for each in of_type(told(), "clip.published") if each["to"] == "partner"]) == 1


def test_a_condition_report_is_told_to_its_carrier_and_a_shown_damage_to_the_shop(
    shop: Shop, told: Told, carrier_of: Callable[..., Person], database: Database, clock: Any
) -> None:
    reports = Reports(shop, carrier_of)
    made = reports.made("rail", DENT)
    news = told()
    [recorded] = of_type(news, "inspection.recorded")
    assert (recorded["to"], recorded["inspection_id"], recorded["damages"]) == ("river", made["id"], 1)
    with database.writing() as session:
        [damage] = session.scalars(select(Damage))
        damage.published_at, damage.is_new = clock(), True
        order = session.get_one(Order, damage.order_id)
        tell_damage(session, order, damage, clock())
        tell_damage(session, order, damage, clock())
    [shown] = of_type(told(), "damage.published")
    assert (shown["damage_id"], shown["severity"]) == (made["damages"][0]["id"], DENT["severity"])


def test_a_carrier_is_told_of_its_trips(shop: Shop, told: Told, carrier_of: Callable[..., Person]) -> None:
    shop.put(stages=[stage(0), stage(1, trip=None), stage(2)])
    told()
    river, rail = carrier_of("river"), shop.stage_ids()["rail"]
    run = {key: stage(1)[key] for key in ("mode", "from_place", "to_place", "planned_start", "planned_end")}
    trip = river.post("/v1/carrier/trips", json={"ref": "R-9", **run}).json
    [made] = of_type(told(), "trip.changed")
    assert (made["to"], made["trip_id"], made["ref"], made["cars"]) == ("river", trip["id"], "R-9", [])
    answer = river.patch(f"/v1/carrier/trips/{trip['id']}", json={"add": [{"stage_id": rail, "position": "A1"}]})
    assert answer.status_code == 200, answer.json
    [changed] = of_type(told(), "trip.changed")
    assert changed["cars"] == [{"stage_id": rail, "position": "A1", "state": "expected"}]


def test_a_shop_is_told_when_its_buyer_is_answered_and_not_of_notes_among_staff(
    shop: Shop, told: Told, carrier_of: Callable[..., Person], sign_in: Callable[..., Person]
) -> None:
    Reports(shop, carrier_of).made("rail", DENT)
    desk = Desk(sign_in("console"), shop.get()["id"])
    told()
    case = desk.change(desk.case(), "messages", text="Ask the yard", internal=True).json
    assert of_type(told(), "case.answered") == []
    assert desk.change(case, "messages", text="We looked at it").status_code == 200
    [answered] = of_type(told(), "case.answered")
    assert (answered["case_id"], answered["state"]) == (case["id"], "open")
