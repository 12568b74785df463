"""Support works on cases: nobody overwrites unseen, and the order's exception lives as long as its case."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from store.database import Database
from store.tables import Agent, AuditEntry
from store.words import AgentRole
from tests.api.conftest import Person
from tests.api.handover.buyers import Owner
from tests.api.inspections.conftest import DENT, SCRATCH, Reports
from tests.api.inspections.support import Desk
from tests.api.shop import event, send, stage
from tests.conftest import MovableClock

SETTLED = {"text": "Repaired at our cost.", "lang": "en"}


def test_a_case_holds_what_was_found_and_when_it_is_due(reports: Reports, desk: Desk) -> None:
    reports.made("yard", DENT)
    case = desk.case()
    read = desk.person.get(f"/v1/support/cases/{case['id']}")
    assert (read.json, read.headers["ETag"]) == (case, '"1"')
    assert case["order"] == {"id": desk.order_id, "number": "A-1"}
    assert (case["kind"], case["exception"], case["state"]) == ("concern", "damage", "open")
    assert (case["policy"], case["due_at"], case["overdue"]) == ("standard", "2026-11-22T08:30:00.000Z", False)
    assert [damage["area"] for damage in case["damages"]] == [DENT["area"]]
    reports.made("rail", DENT, SCRATCH)
    assert len(desk.case()["damages"]) == 2  # one person looks after it


def test_a_change_names_the_version_that_was_seen(
    reports: Reports, desk: Desk, sign_in: Callable[..., Person]
) -> None:
    reports.made("yard", DENT)
    case, path = desk.case(), f"/v1/support/cases/{desk.case()['id']}/messages"
    first = desk.change(case, "messages", text="Looking into it.", internal=True)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    late = Desk(sign_in("console"), desk.order_id).change(case, "decline", **SETTLED)
    assert (late.status_code, late.json["code"]) == (412, "case_changed")
    assert late.json["changed_by"]["name"] == "Mei"
    assert (late.json["version"], late.json["changed_at"]) == (2, "2026-11-20T08:30:00.000Z")
    assert desk.person.post(path, json={"text": "x"}).json["code"] == "precondition_required"
    for tag in ("*", "2", '"x"'):
        bad = desk.person.post(path, json={"text": "x"}, headers={"If-Match": tag})
        assert (bad.status_code, bad.json["code"]) == (400, "bad_if_match")
    nowhere = desk.change({"id": f"cas_{'0' * 32}", "version": 1}, "messages", text="x")
    assert nowhere.status_code == 404
    assert [message["text"] for message in desk.case()["messages"]] == ["Looking into it."]


def test_the_exception_leaves_when_its_case_is_settled_and_comes_back_with_it(
    reports: Reports, desk: Desk, owner: Owner
) -> None:
    reports.made("yard", SCRATCH, DENT)
    scratch, dent = desk.case()["damages"]
    desk.decide(scratch, "publish")
    assert "exception" not in owner.order()["flags"]  # too small to be one
    desk.decide(dent, "publish")
    assert owner.order()["flags"]["exception"] == {
        "code": "damage",
        "text": "There is damage on your car. Our support is looking after it",
        "since": "2026-11-17T00:00:00.000Z",
    }
    assert owner.order("zh")["flags"]["exception"]["text"] == "您的爱车有损伤，客服正在处理"
    for_support = desk.person.get(f"/v1/support/orders/{desk.order_id}", headers={"Accept-Language": "en"}).json
    assert for_support["flags"] == owner.order()["flags"]
    assert owner.timeline("case") == ["Our support is looking after the damage to your car"]
    settled = desk.change(desk.case(), "resolve", **SETTLED, amount="350.00", currency="CNY").json
    assert (settled["state"], settled["amount"], settled["currency"]) == ("resolved", "350.00", "CNY")
    assert settled["closed_at"] and settled["messages"][-1]["text"] == SETTLED["text"]
    assert "exception" not in owner.order()["flags"]
    assert owner.timeline("case") == ["Our support has settled the damage to your car"]
    again = desk.change(settled, "resolve", **SETTLED)
    assert (again.status_code, again.json["code"]) == (409, "case_closed")
    reopened = desk.change(settled, "reopen", reason="the paint came off").json
    assert (reopened["state"], reopened["closed_at"]) == ("open", None)
    assert owner.order()["flags"]["exception"]["code"] == "damage"
    assert desk.change(reopened, "decline", **SETTLED).json["state"] == "declined"
    assert owner.timeline("case") == ["Our support has closed the case about the damage to your car"]


def test_who_may_give_a_case_to_whom(
    reports: Reports, desk: Desk, sign_in: Callable[..., Person], database: Database
) -> None:
    reports.made("yard", DENT)
    other = Desk(sign_in("console", name="Fang"), desk.order_id)
    chief = Desk(sign_in("console", role=AgentRole.SUPERVISOR), desk.order_id)
    mine = desk.change(desk.case(), "assign", owner="me").json
    assert mine["owner"]["name"] == "Mei"
    taken = other.change(mine, "assign", owner="me")
    assert (taken.status_code, taken.json["code"]) == (403, "role_too_low")
    given = desk.change(mine, "assign", owner=f"agt_{other.person.of.id.hex}").json
    assert given["owner"]["name"] == "Fang"
    assert chief.change(given, "assign", owner="me").status_code == 200
    assert chief.change(chief.case(), "assign", owner=None).json["owner"] is None
    with database.writing() as session:
        session.get_one(Agent, other.person.of.id).disabled_at = other.person.of.created_at
    for nobody in (other.person.of.id.hex, "0" * 32):
        unknown = chief.change(chief.case(), "assign", owner=f"agt_{nobody}")
        assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_agent")


def test_cases_are_found_by_state_owner_and_whether_they_are_overdue(
    reports: Reports, desk: Desk, sign_in: Callable[..., Person], clock: MovableClock
) -> None:
    reports.made("yard", DENT)
    desk.change(desk.case(), "assign", owner="me")
    waiting = desk.change(desk.case(), "messages", text="May we repair it?", wait_for="buyer").json
    assert waiting["state"] == "waiting_buyer"
    me = f"agt_{desk.person.of.id.hex}"
    for query in ("state=waiting_buyer", "owner=me", f"owner={me}", "overdue=false"):
        assert len(desk.cases(f"?{query}")) == 1, query
    for query in ("state=open", "owner=nobody", f"owner=agt_{'0' * 32}", "overdue=true"):
        assert desk.cases(f"?{query}") == [], query
    assert desk.person.get("/v1/support/cases?owner=x").status_code == 422
    clock.forward(days=3)
    later = Desk(sign_in("console"), desk.order_id)
    assert later.cases("?overdue=true")[0]["overdue"]
    assert later.cases("?overdue=false") == []


def test_an_accident_shows_until_support_settled_it_whatever_is_reported_afterwards(
    reports: Reports, desk: Desk, owner: Owner
) -> None:
    river, shop = reports.carriers["rail"], reports.shop
    hit = event(shop, "rail", "holding", "18T09", reason="accident")
    assert send(river, hit) == ["accepted"]
    assert send(river, hit) == ["duplicate"]
    assert owner.order()["flags"]["exception"] == {
        "code": "accident",
        "text": "There was an accident on the way. Our support is looking after your car",
        "since": "2026-11-18T01:00:00.000Z",
    }
    assert owner.timeline("case") == ["Our support is looking after the accident on the way"]
    departed = event(shop, "rail", "departing", "18T12")
    later = event(shop, "rail", "departing", "18T13", event_id="x", corrects="rail-departing")
    assert send(river, departed, later) == ["accepted", "accepted"]  # folds everything once more
    longer = {**stage(2), "ref": "more", "from_place": "WUH-STORE", "to_place": "CKG-YARD"}
    assert shop.put(stages=[stage(0), stage(1), stage(2), longer]).status_code == 200
    assert owner.order()["flags"]["exception"]["code"] == "accident"
    desk.change(desk.case(), "resolve", **SETTLED)
    assert "exception" not in owner.order()["flags"]


@pytest.mark.parametrize("again", [False, True])
def test_an_accident_that_never_was_goes_with_its_report_unless_another_one_tells_of_it(
    reports: Reports, desk: Desk, owner: Owner, again: bool
) -> None:
    river, shop = reports.carriers["rail"], reports.shop
    send(river, event(shop, "rail", "holding", "18T09", reason="accident"))
    if again:
        send(river, event(shop, "rail", "holding", "18T11", event_id="again", reason="accident"))
    wrong = event(shop, "rail", "holding", "18T09", event_id="c", corrects="rail-holding", reason="traffic")
    assert send(river, wrong) == ["accepted"]
    assert desk.case()["state"] == ("open" if again else "withdrawn")
    assert owner.timeline("case") == (["Our support is looking after the accident on the way"] if again else [])
    assert owner.order()["flags"].get("exception", {}).get("since") == ("2026-11-18T03:00:00.000Z" if again else None)


def test_an_accident_that_support_knows_of_stays_when_its_report_is_corrected(
    reports: Reports, desk: Desk, owner: Owner
) -> None:
    river, shop = reports.carriers["rail"], reports.shop
    send(river, event(shop, "rail", "holding", "18T09", reason="accident"))
    body = {"code": "accident", "reason": "the driver called"}
    assert desk.person.post(f"/v1/support/orders/{desk.order_id}/exceptions", json=body).status_code == 201
    wrong = event(shop, "rail", "holding", "18T09", event_id="c", corrects="rail-holding", reason="traffic")
    assert send(river, wrong) == ["accepted"]
    assert desk.case()["state"] == "open"
    assert owner.order()["flags"]["exception"]["code"] == "accident"


def test_a_plan_that_names_an_accident_is_none(reports: Reports, desk: Desk) -> None:
    planned = event(reports.shop, "rail", "departing", "22T09", classifier="planned", reason="accident")
    assert send(reports.carriers["rail"], planned) == ["accepted"]
    assert desk.cases() == []


def test_an_agent_reports_a_theft_and_the_gravest_is_shown(
    reports: Reports, desk: Desk, owner: Owner, database: Database
) -> None:
    send(reports.carriers["rail"], event(reports.shop, "rail", "holding", "18T09", reason="accident"))
    path, body = f"/v1/support/orders/{desk.order_id}/exceptions", {"code": "theft", "reason": "the police called"}
    made = desk.person.post(path, json=body, headers={"Idempotency-Key": "k"})
    assert (made.status_code, made.json["exception"], made.headers["ETag"]) == (201, "theft", '"1"')
    assert desk.person.post(path, json=body).json["id"] == made.json["id"]
    assert owner.order()["flags"]["exception"]["code"] == "theft"
    desk.change(made.json, "resolve", **SETTLED)
    assert owner.order()["flags"]["exception"]["code"] == "accident"
    assert desk.person.post(path, json={"code": "damage", "reason": "x"}).status_code == 422
    assert desk.person.post(path.replace(desk.order_id, f"ord_{'0' * 32}"), json=body).status_code == 404
    reports.shop.put(state="cancelled")
    assert desk.person.post(path, json=body).json["code"] == "order_closed"
    assert "exception" not in owner.order()["flags"]
    with database.reading() as session:
        (line, _again) = session.scalars(select(AuditEntry).where(AuditEntry.action == "exception_reported"))
        assert line.reason == "the police called"
