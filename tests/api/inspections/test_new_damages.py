"""What no report before had opens a case, and the buyer is shown it when an agent says so or its time has passed."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.ids import from_wire, wire_id
from store.tables import AuditEntry, Clip, Cut, Damage, Order, Stage
from tests.api.conftest import Person
from tests.api.handover.buyers import Owner
from tests.api.inspections.conftest import DENT, SCRATCH, Reports
from tests.api.inspections.support import Desk
from tests.api.shop import ORDER, OTHER_VIN, VIN
from tests.conftest import MovableClock
from tests.rows import make_clip, make_renditions, make_upload
from tracking.clips.cuts import add_cars, publish_cuts, untell_cuts
from tracking.damages.deciding import due_damages, publish_damage

SHOWN = "A damage was found on your car in Wuhan hub: bonnet, dented, paint whole (up to 30 cm)"
HANDED_OVER = {"kind": "handover", "inspected_at": "2026-11-19T08:00:00+08:00"}
TAKEN_OVER = {"kind": "pickup", "inspected_at": "2026-11-19T09:00:00+08:00"}


def told(owner: Owner, code: str) -> list[dict[str, Any]]:
    """The buyer's entries with that code."""
    page = owner.person.get(f"{owner.path}/timeline?kind=inspection", headers={"Accept-Language": "en"}).json
    return [entry for entry in page["items"] if entry["code"] == code]


def test_a_new_damage_waits_for_support_and_is_then_told_in_words(
    reports: Reports, desk: Desk, owner: Owner, database: Database
) -> None:
    reports.made("rail", SCRATCH)
    reports.made("rail", SCRATCH, DENT, **HANDED_OVER)
    _known, waiting = desk.reports()[1]["damages"]
    assert (waiting["is_new"], waiting["status"]) == (True, "waiting")
    assert waiting["publish_at"] == "2026-11-21T08:30:00.000Z"
    assert told(owner, "damage_published") == []
    assert told(owner, "condition_checked")[0]["text"] == "Condition checked in Wuhan hub"
    published = desk.decide(waiting, "publish")
    assert (published.status_code, published.json["status"]) == (200, "published")
    (entry,) = told(owner, "damage_published")
    assert (entry["text"], entry["place"]["code"]) == (SHOWN, "WUH-HUB")
    assert "note" not in str(entry) and "clip" not in entry
    before = owner.order()["version"]
    assert desk.decide(waiting, "publish").json == published.json
    assert owner.order()["version"] == before
    with database.reading() as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "damage_published"))
        assert (line.reason, line.actor_id) == ("seen in the clip", desk.person.of.id)


def test_a_known_damage_opens_no_case_and_cannot_be_published(reports: Reports, desk: Desk, owner: Owner) -> None:
    reports.made("yard", DENT)
    desk.decide(desk.reports()[0]["damages"][0], "dismiss")
    reports.made("rail", DENT)
    known = desk.reports()[1]["damages"][0]
    assert (known["status"], known["case_id"]) == ("known", None)
    refused = desk.decide(known, "publish")
    assert (refused.status_code, refused.json["code"]) == (409, "damage_known")
    assert len(desk.cases()) == 1


def test_a_damage_that_grew_says_so(reports: Reports, desk: Desk, owner: Owner) -> None:
    reports.made("yard", {**DENT, "severity": 1})
    reports.made("rail", DENT)
    grown = desk.reports()[1]["damages"][0]
    assert grown["former_severity"] == 1
    desk.decide(grown, "publish")
    (entry,) = told(owner, "damage_grown")
    assert entry["text"].startswith("A damage on your car has grown, as was found in Chongqing yard: bonnet")


def test_a_dismissed_damage_never_shows_and_one_that_was_shown_is_taken_back(
    reports: Reports, desk: Desk, owner: Owner, database: Database, clock: MovableClock
) -> None:
    reports.made("yard", SCRATCH, DENT)
    scratch, dent = desk.reports()[0]["damages"]
    desk.decide(dent, "publish")
    assert owner.order()["flags"]["exception"]["code"] == "damage"
    assert desk.decide(dent, "dismiss").json["status"] == "dismissed"
    assert desk.decide(scratch, "dismiss").json["status"] == "dismissed"
    assert told(owner, "damage_published") == []
    assert "exception" not in owner.order()["flags"]
    assert desk.decide(dent, "publish").json["code"] == "damage_dismissed"
    with database.reading() as session:
        assert due_damages(session, clock() + timedelta(days=9)) == []


def test_what_nobody_decided_is_shown_when_its_time_has_passed(
    reports: Reports, owner: Owner, database: Database, clock: MovableClock
) -> None:
    reports.made("yard", DENT)
    with database.writing() as session:
        assert due_damages(session, clock() + timedelta(hours=23)) == []
        (due,) = due_damages(session, clock() + timedelta(hours=24))
        publish_damage(session, due, None, clock())
        assert due_damages(session, clock() + timedelta(hours=24)) == []
    assert len(told(owner, "damage_published")) == 1


def test_nothing_is_shown_by_itself_on_a_closed_order_or_of_a_former_car(
    reports: Reports, database: Database, clock: MovableClock
) -> None:
    reports.made("yard", DENT)
    later = clock() + timedelta(days=2)
    for change in ({"state": "cancelled"}, {"vehicle": {"make": "Aurora", "model": "E5", "vin": OTHER_VIN}}):
        assert reports.shop.put(**change).status_code == 200
        with database.reading() as session:
            assert due_damages(session, later) == []
    assert reports.shop.put().status_code == 200
    with database.reading() as session:
        assert len(due_damages(session, later)) == 1


def test_a_swapped_car_takes_its_damages_along_and_brings_them_back(
    reports: Reports, desk: Desk, owner: Owner
) -> None:
    reports.made("yard", DENT)
    damage = desk.reports()[0]["damages"][0]
    desk.decide(damage, "publish")
    reports.shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN})
    assert owner.timeline("inspection") == []
    assert owner.timeline("case") == []
    assert "exception" not in owner.order()["flags"]
    assert desk.reports() == []
    assert desk.decide(damage, "publish").json["code"] == "former_car"
    reports.shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": VIN})
    assert len(told(owner, "damage_published")) == 1
    assert owner.order()["flags"]["exception"]["code"] == "damage"


def test_the_still_is_of_the_published_cut_and_goes_with_it(
    reports: Reports, desk: Desk, owner: Owner, database: Database, clock: MovableClock
) -> None:
    with database.writing() as session:
        clip = filmed(session, reports)
    reports.made("rail", {**DENT, "clip_id": wire_id("clp", clip.id), "at_s": 3.2}, **HANDED_OVER)
    desk.decide(desk.reports()[0]["damages"][0], "publish")
    assert "clip" not in told(owner, "damage_published")[0]  # not published yet: no frame of the source
    with database.writing() as session:
        publish_cuts(session, session.merge(clip), [orders(session).id], clock())
    shown = told(owner, "damage_published")[0]["clip"]
    assert shown["at_s"] == 3.2
    assert shown["still"] == f"/v1/cuts/{shown['id']}/storyboard.jpg#xywh=0,90,160,90"
    with database.writing() as session:
        untell_cuts(session, session.scalars(select(Cut)).all(), clock())
    (entry,) = told(owner, "damage_published")
    assert "clip" not in entry and "at_s" not in entry["params"]


def filmed(session: Session, reports: Reports) -> Clip:
    stage = session.get_one(Stage, from_wire("stg", reports.shop.stage_ids()["rail"]))
    clip = make_clip(session, stage.carrier_id)
    make_upload(session, clip)
    make_renditions(session, clip)
    clip.status = clip.status.UPLOADED
    add_cars(session, clip, [stage], clip.created_at)
    clip.status = clip.status.PUBLISHED
    return clip


def orders(session: Session) -> Order:
    return session.scalars(select(Order)).one()


def test_what_the_buyer_finds_opens_a_case_unless_a_carrier_had_it(
    reports: Reports, desk: Desk, owner: Owner
) -> None:
    reports.made("truck", SCRATCH, kind="delivery", inspected_at="2026-11-20T10:00:00+08:00")
    desk.decide(desk.reports()[0]["damages"][0], "publish")
    signed = owner.receive(condition="with_remarks", damages=[SCRATCH, DENT])
    assert signed.status_code == 201, signed.json
    receipt = desk.custody()["receipt"]
    assert [damage["status"] for damage in receipt["damages"]] == ["known", "published"]
    assert receipt["held_by"]["code"] == "northern"
    (entry,) = told(owner, "damage_received")
    assert entry["text"].startswith("A damage was noted when the car was received: bonnet")
    assert owner.receive(condition="with_remarks", damages=[DENT]).status_code == 200
    assert len(desk.custody()["receipt"]["damages"]) == 2
    unknown = owner.receive(condition="with_remarks", damages=[{**DENT, "area": "98"}])
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_damage_code")


REPORTS = [
    ("yard", (), {"kind": "handover", "inspected_at": "2026-11-17T07:00:00+08:00"}),
    ("rail", (SCRATCH,), {"inspected_at": "2026-11-17T08:00:00+08:00"}),
    ("rail", (SCRATCH, DENT), HANDED_OVER),
    ("truck", (DENT,), TAKEN_OVER),
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_reports_in_any_order_end_in_the_same_state(
    reports: Reports, desk: Desk, owner: Owner, order: tuple[int, ...]
) -> None:
    for index in order:
        ref, damages, about = REPORTS[index]
        reports.made(ref, *damages, **about)
        for damage in itertools.chain(*(report["damages"] for report in desk.reports())):
            if damage["status"] == "waiting" and damage["severity"] == DENT["severity"]:
                desk.decide(damage, "publish")
    assert [[damage["status"] for damage in report["damages"]] for report in desk.reports()] == [
        [],
        ["waiting"],
        ["known", "published"],
        ["known"],
    ]
    assert [report["held_by"]["code"] for report in desk.reports()] == ["northern", "northern", "river", "river"]
    assert [len(report["unlisted"]) for report in desk.reports()] == [0, 0, 0, 1]
    assert [entry["text"] for entry in told(owner, "damage_published")] == [SHOWN]
    case = desk.case()
    assert [damage["severity"] for damage in case["damages"]] == [SCRATCH["severity"], DENT["severity"]]
    exception = owner.order()["flags"]["exception"]
    assert (exception["code"], exception["since"]) == ("damage", "2026-11-19T00:00:00.000Z")


def test_nobody_but_support_decides(
    reports: Reports, desk: Desk, owner: Owner, sign_in: Callable[..., Person], database: Database
) -> None:
    reports.made("yard", DENT)
    damage = desk.reports()[0]["damages"][0]
    assert desk.decide(damage, "publish", reason="").status_code == 422
    assert desk.decide({"id": f"dmg_{'0' * 32}"}, "publish").status_code == 404
    assert owner.person.post(f"/v1/support/damages/{damage['id']}/publish", json={}).status_code == 403
    with database.reading() as session:
        assert session.scalars(select(Damage.published_at)).one() is None


def test_a_plan_in_another_order_tells_new_damages_anew(reports: Reports, desk: Desk) -> None:
    reports.made("yard", DENT)
    reports.made("rail", DENT)
    assert [report["damages"][0]["status"] for report in desk.reports()] == ["waiting", "known"]
    (before,) = desk.case()["damages"]
    stages = [ORDER["stages"][index] for index in (1, 0, 2)]
    assert reports.shop.put(stages=stages).status_code == 200
    assert [report["damages"][0]["status"] for report in desk.reports()] == ["waiting", "known"]
    (after,) = desk.case()["damages"]
    assert before["id"] != after["id"]
