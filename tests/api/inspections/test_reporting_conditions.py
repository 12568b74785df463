"""Carriers report the condition of cars: checked whole, written once, and only by whom the stage is assigned to."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from store.database import Database
from store.ids import from_wire, wire_id
from store.tables import Clip, Damage, Inspection, Stage, Vehicle
from store.words import ClipStatus
from tests.api.conftest import Person
from tests.api.inspections.conftest import DENT, SCRATCH, Reports, report
from tests.rows import make_carrier, make_clip, make_upload
from tracking.clips.cuts import add_cars

SIGNED = {"name": "Zhao Min", "strokes_svg": "M0 0L10 10"}


def film(database: Database, reports: Reports, ref: str = "yard", **about: Any) -> Clip:
    """A clip of the car at that stage, by the stage's carrier unless another is given."""
    with database.writing() as session:
        stage = session.get_one(Stage, from_wire("stg", reports.shop.stage_ids()[ref]))
        clip = make_clip(session, about.pop("carrier_id", None) or stage.carrier_id, **about)
        make_upload(session, clip)
        add_cars(session, clip, [stage], clip.created_at)
        return clip


def test_a_report_is_answered_as_it_was_taken(reports: Reports, database: Database) -> None:
    clip = film(database, reports)
    damage = {**DENT, "clip_id": wire_id("clp", clip.id), "at_s": 2.5, "note": "by the left lamp"}
    made = reports.made("yard", damage, odometer=12, signature=SIGNED)
    assert made["damages"][0].items() >= {**damage, "code_set": "roadreel-1"}.items()
    assert made["damages"][0]["labels"] == {"area": "发动机罩", "type": "凹陷但漆面完好", "size": "30厘米以内"}
    assert made["inspected_at"] == "2026-11-17T08:00:00+08:00"
    assert (made["odometer"], made["signature"]) == (12, SIGNED)
    listed = reports.carriers["yard"].get(reports.path("yard")).json
    assert listed == {"items": [made], "next_cursor": None}


def test_the_same_report_sent_again_is_the_same_report(reports: Reports, database: Database) -> None:
    made = reports.made("yard", DENT, headers={"Idempotency-Key": "k-1"})
    keyed = reports.send("yard", DENT, headers={"Idempotency-Key": "k-1"})
    unkeyed = reports.send("yard", DENT, inspected_at="2026-11-17T00:00:00Z")
    assert (keyed.status_code, keyed.json) == (201, made)
    assert (unkeyed.status_code, unkeyed.json) == (200, made)
    assert reports.send("yard", SCRATCH, headers={"Idempotency-Key": "k-1"}).json["code"] == "idempotency_key_reused"
    assert reports.made("yard", DENT, odometer=3)["id"] != made["id"]
    with database.reading() as session:
        assert session.scalar(select(func.count(Inspection.id))) == 2
        assert session.scalar(select(func.count(Damage.id))) == 2


def test_a_driver_reports_for_its_carrier(reports: Reports, carrier_of: Callable[..., Person]) -> None:
    driver = carrier_of("northern", "driver")
    made = driver.post(reports.path("yard"), json=report(signature={"none": "nobody_there"}))
    assert (made.status_code, made.json["signature"]) == (201, {"none": "nobody_there"})


def test_a_stage_of_somebody_else_is_as_unknown_as_one_that_is_not_there(reports: Reports) -> None:
    river = reports.carriers["rail"]
    paths = (reports.path("yard"), f"/v1/stages/stg_{'0' * 32}/inspections")
    bodies = []
    for path in paths:
        for answer in (river.post(path, json=report()), river.get(path)):
            assert answer.status_code == 404
            bodies.append({name: value for name, value in answer.json.items() if name != "request_id"})
    assert all(body == bodies[0] for body in bodies)


def test_a_stage_that_was_withdrawn_or_whose_order_was_closed_takes_no_report(reports: Reports) -> None:
    path = reports.path("rail")
    reports.shop.put(state="cancelled")
    closed = reports.carriers["rail"].post(path, json=report())
    assert (closed.status_code, closed.json["code"]) == (409, "order_closed")
    stages = [stage for stage in reports.shop.get()["stages"] if stage["ref"] == "nothing"]
    reports.shop.put(stages=stages)
    assert reports.carriers["rail"].post(path, json=report()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"damages": [{**DENT, "area": "98"}]}, "damages.0.area", "unknown_damage_code"),
        ({"damages": [DENT, {**DENT, "type": "98"}]}, "damages.1.type", "unknown_damage_code"),
        ({"damages": [{**DENT, "area": "7"}]}, "damages.0.area", "invalid"),
        ({"damages": [{**DENT, "severity": 7}]}, "damages.0.severity", "invalid"),
        ({"damages": [{**DENT, "severity": "3"}]}, "damages.0.severity", "invalid"),
        ({"damages": [DENT] * 101}, "damages", "invalid"),
        ({"damages": [{**DENT, "clip_id": f"clp_{'0' * 32}"}]}, "damages.0.clip_id", "unknown_clip"),
        ({"damages": [{**DENT, "at_s": 1.0}]}, "damages.0.at_s", "clip_missing"),
        ({"inspected_at": "2026-11-20T17:00:00+08:00"}, "inspected_at", "time_out_of_range"),
        ({"inspected_at": "1999-11-20T17:00:00+08:00"}, "inspected_at", "time_out_of_range"),
        ({"inspected_at": "2026-11-20T17:00:00"}, "inspected_at", "invalid"),
        ({"odometer": -1}, "odometer", "invalid"),
        ({"odometer": 1.5}, "odometer", "invalid"),
        ({"signature": {}}, "signature.name", "invalid"),
        ({"signature": {"name": "Zhao Min", "none": "refused"}}, "signature.name", "invalid"),
        ({"signature": {"none": "asleep"}}, "signature.none", "invalid"),
        ({"signature": {"none": "refused", "strokes_svg": "M0 0"}}, "signature.strokes_svg", "invalid"),
        ({"signature": {"name": "x", "strokes_svg": "<script>"}}, "signature.strokes_svg", "invalid"),
        ({"kind": "arrival"}, "kind", "invalid"),
        ({"buyer": "Lin Yue"}, "buyer", "invalid"),
    ],
)
def test_what_cannot_be_is_named(reports: Reports, changes: dict[str, Any], field: str, code: str) -> None:
    answer = reports.carriers["yard"].post(reports.path("yard"), json=report(**changes))
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert field in answer.json["errors"]


def test_a_clip_must_show_that_very_car_and_be_one_s_own(reports: Reports, database: Database) -> None:
    with database.writing() as session:
        stranger = make_carrier(session).id
    clips = [
        film(database, reports, carrier_id=stranger),
        film(database, reports, status=ClipStatus.REMOVED),
        film(database, reports),
    ]
    with database.writing() as session:  # the order has another car by now
        former = film(database, reports)
        session.execute(Vehicle.__table__.update().values(car=2))
    for clip in (*clips, former):
        answer = reports.send("yard", {**DENT, "clip_id": wire_id("clp", clip.id)})
        assert answer.json["code"] == "unknown_clip"
    now_shown = film(database, reports)
    late = reports.send("yard", {**DENT, "clip_id": wire_id("clp", now_shown.id), "at_s": 99.0})
    assert (late.status_code, late.json["code"]) == (422, "at_s_out_of_range")


def test_the_codes_are_listed_in_the_reader_s_language(reports: Reports) -> None:
    codes = reports.carriers["yard"].get("/v1/damage-codes", headers={"Accept-Language": "en"}).json
    assert codes["code_set"] == "roadreel-1"
    assert {"code": "03", "label": "front bumper"} in codes["areas"]
    assert {"code": "12", "label": "scratched"} in codes["types"]
    assert [severity["code"] for severity in codes["severities"]] == ["1", "2", "3", "4", "5", "6"]
