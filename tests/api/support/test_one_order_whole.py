"""One order with all that was said and filmed, and the trail that looking leaves."""

import pytest

from store.ids import from_wire
from store.tables import Clip, ClipCar, Cut, Stage
from store.words import ClipStatus, CutStatus, VerdictCode
from tests.api.shop import OTHER_VIN, VIN, event, order, send, stage
from tests.rows import make_clip
from tracking.sign_in.limits import record
from tracking.support.looks import LOOKS


@pytest.fixture
def filmed(database, shop, order_id, clock):
    """A clip of A-1 on the train in this status."""

    def make(status, **about):
        with database.writing() as session:
            on = session.get_one(Stage, from_wire("stg", shop.stage_ids()["rail"]))
            clip = make_clip(session, on.carrier_id, **{"status": status, "published_attempt": None, **about})
            session.add(ClipCar(clip_id=clip.id, stage_id=on.id, order_id=on.order_id))
            return clip, on

    return make


def test_an_order_is_shown_with_everything_that_belongs_to_it(agent, shop, on_the_rail, carrier_of):
    whole = agent.get(f"/v1/support/orders/{on_the_rail}").json
    assert whole["buyer"] | {"id": ""} == {"id": "", "name": "Lin Yue", "phone": "+8613800138000", "locale": "zh"}
    assert (whole["vehicle"]["vin"], whole["vehicle"]["former"]) == (VIN, [])
    assert [part["ref"] for part in whole["stages"]] == ["yard", "rail", "truck"]
    rail = whole["stages"][1]
    assert (rail["carrier"], rail["trip"]["ref"], rail["from_place"]["code"]) == (
        {"code": "river", "name": "River Rail"},
        "R-77",
        "CKG-YARD",
    )
    assert rail["actual_start"] == "2026-11-17T01:00:00.000Z"
    [reported] = whole["events"]
    assert (reported["type"], reported["carrier"]["code"]) == ("departing", "river")
    assert reported["happened_at"] == "2026-11-17T09:00:00.000+08:00"  # as the reporter's clock said
    assert reported["recorded_at"].endswith("Z")
    assert whole["services"][0]["amount"] == "3200.00"
    assert whole["access"] == {"sessions": 0, "playback_tokens": 0}
    assert whole["partner"]["name"] == "Shop"


def test_withdrawn_stages_and_former_cars_stay_readable(agent, shop, order_id):
    shop.put(stages=[stage(1), stage(2)], vehicle=order()["vehicle"] | {"vin": OTHER_VIN})
    whole = agent.get(f"/v1/support/orders/{order_id}").json
    assert {part["ref"]: part["withdrawn_at"] is not None for part in whole["stages"]} == {
        "yard": True,
        "rail": False,
        "truck": False,
    }
    assert [car["vin"] for car in whole["vehicle"]["former"]] == [VIN]


def test_corrected_and_planned_reports_are_told_from_the_rest(agent, shop, on_the_rail, carrier_of):
    river = carrier_of("river")
    wrong = event(shop, "rail", "departing", "17T09")
    assert send(
        river,
        event(shop, "rail", "departing", "17T11", event_id="fixed", corrects=wrong["event_id"]),
        event(shop, "rail", "arriving", "19T08", classifier="planned"),
    ) == ["accepted", "accepted"]
    events = {one["event_id"]: one for one in agent.get(f"/v1/support/orders/{on_the_rail}/events").json["items"]}
    assert events["rail-departing"]["corrected_at"]
    assert events["fixed"]["corrects"] == events["rail-departing"]["id"]
    assert events["rail-arriving"]["classifier"] == "planned"


def test_reports_that_wait_for_a_stage_of_their_carrier_are_shown(agent, shop, sign_in, order_id, carrier_of):
    said = {"event_id": "lost", "vin": VIN, "type": "storing", "classifier": "actual"}
    stranger = sign_in("carrier")
    assert send(stranger, {**said, "happened_at": "2026-11-19T08:00:00+08:00"}) == ["parked"]
    [parked] = agent.get(f"/v1/support/orders/{order_id}").json["parked_events"]
    assert (parked["event_id"], parked["vin"], parked["body"]["type"]) == ("lost", VIN, "storing")


def test_held_removed_and_failed_footage_is_shown_with_its_reason(agent, order_id, filmed, database, clock):
    held, _ = filmed(
        ClipStatus.HELD, held_attempt=1, verdict_code=VerdictCode.NEEDS_REVIEW, verdict_params={}, verdict_at_s=1.5
    )
    failed, _ = filmed(ClipStatus.FAILED, failure="Its worker died each time.")
    gone, on = filmed(ClipStatus.REMOVED)
    with database.writing() as session:
        session.add(
            Cut(
                clip_id=gone.id,
                order_id=on.order_id,
                stage_id=on.id,
                status=CutStatus.REMOVED,
                removed_at=clock(),
                proof={},
            )
        )
    clips = {clip["id"]: clip for clip in agent.get(f"/v1/support/orders/{order_id}").json["clips"]}
    assert clips[_wire(held)]["verdict"] | {"text": ""} == {
        "code": "needs_review",
        "params": {},
        "text": "",
        "at_s": 1.5,
    }
    assert clips[_wire(failed)]["failure"] == "Its worker died each time."
    assert clips[_wire(gone)]["cut"]["status"] == "removed"


def _wire(clip: Clip) -> str:
    return f"clp_{clip.id.hex}"


def test_what_was_taken_back_is_still_in_support_s_timeline(agent, shop, on_the_rail):
    shop.put(vehicle=order()["vehicle"] | {"vin": OTHER_VIN})
    page = agent.get(f"/v1/support/orders/{on_the_rail}/timeline").json
    entries = {entry["code"]: entry for entry in page["items"]}
    assert entries["departed"]["removed"] and entries["departed"]["text"].startswith("Left ")
    assert not entries["vehicle_swapped"]["removed"]
    seqs = [entry["seq"] for entry in page["items"]]
    assert seqs == sorted(seqs, reverse=True)


def test_an_agent_sees_what_the_buyer_sees_and_says_why(agent, shop, on_the_rail, audited):
    path = f"/v1/support/orders/{on_the_rail}/as-buyer"
    assert agent.get(path).status_code == agent.get(f"{path}?reason=%20x%20").status_code == 422
    seen = agent.get(f"{path}?reason=she sees no train", headers={"Accept-Language": "zh"}).json
    assert seen["order"]["progress"]["text"].startswith("您的爱车")
    assert [entry["removed"] for entry in seen["timeline"]] == [False] * len(seen["timeline"])
    assert "+86" not in str(seen)
    assert audited("order_seen_as_buyer")[-1].reason == "she sees no train"


def test_each_look_is_in_the_audit_and_the_order_s_audit_tells(agent, sign_in, order_id, audited):
    for path, action in (
        ("", "order_seen"),
        ("/timeline", "timeline_seen"),
        ("/events", "events_seen"),
        ("/as-buyer?reason=asked", "order_seen_as_buyer"),
        ("/audit", "audit_seen"),
    ):
        answer = agent.get(f"/v1/support/orders/{order_id}{path}", headers={"X-Request-ID": f"req{len(path)}"})
        assert answer.status_code == 200, answer.json
        line = audited(action)[-1]
        assert (line.actor_id, line.request_id) == (agent.of.id, f"req{len(path)}")
    lines = sign_in("console").get(f"/v1/support/orders/{order_id}/audit").json["items"]
    assert [line["action"] for line in lines][-1] == "order_seen"
    assert len(lines) == 6  # the second reader's own look, too
    assert lines[-1]["actor"] == {"audience": "console", "id": f"agt_{agent.of.id.hex}", "name": "Mei"}
    assert lines[-1]["subject"] == {"kind": "order", "id": order_id}


def test_a_look_at_nothing_leaves_no_line(agent, audited):
    assert agent.get(f"/v1/support/orders/ord_{'0' * 32}").status_code == 404
    assert audited("order_seen") == []


def test_a_supervisor_reads_the_whole_audit(supervisor, agent, order_id):
    agent.get(f"/v1/support/orders/{order_id}")
    asked = {"subject": order_id, "actor_id": f"agt_{agent.of.id.hex}", "since": "2026-11-01T00:00:00Z"}
    lines = supervisor.get("/v1/support/audit", query_string=asked).json["items"]
    assert [line["action"] for line in lines] == ["order_seen"]
    assert supervisor.get("/v1/support/audit?action=order_seen").json["items"] == lines
    assert supervisor.get("/v1/support/audit?subject=xyz_1").status_code == 422


def test_nobody_opens_order_after_order(agent, order_id, clock, services, database):
    with database.writing() as session:
        for _ in range(LOOKS.quota):
            record(session, LOOKS, f"console:{agent.of.id.hex}", clock(), services.settings.secret_keys[0])
    assert agent.get(f"/v1/support/orders/{order_id}").status_code == 429
