"""Footage that a person decides about: one at a time, each decision recorded, buyers told at once."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from store.objects import ObjectStore
from store.tables import Cut, Rendition, TimelineEntry
from store.words import ClipStatus, CutStatus, VerdictCode
from tests.fleet import make_carrier, make_stage
from tests.rows import make_clip
from tests.storage_proxy import storage_proxy
from tests.tracking.clips.conftest import arrived as arrived_clip
from tests.tracking.clips.conftest import made_by
from tracking.clips.attempts import Superseded, take
from tracking.clips.cuts import add_cars
from tracking.clips.outputs import Made
from tracking.clips.settle import hold, publish

BOX = {"x": 0.25, "y": 0.1, "w": 0.5, "h": 0.2, "from_s": 0.5, "to_s": 9.0}
WHY = {"reason": "a face at the gate"}


@pytest.fixture
def object_store(objects):
    return objects


@pytest.fixture
def stages(session):
    """One carrier's stages of two orders."""
    carrier = make_carrier(session)
    return [make_stage(session, carrier.id) for _ in range(2)]


@pytest.fixture
def arrived(session, stages, clock):
    """A clip of both cars whose bytes arrived."""
    clip = arrived_clip(session, stages[0], clock())
    add_cars(session, clip, stages[1:], clock())
    return clip


@pytest.fixture
def made(objects, tmp_path):
    """What an attempt made, its file in storage."""

    def make(attempt) -> Made:
        file = tmp_path / "360p.mp4"
        file.write_bytes(b"footage!!")
        done = made_by(attempt)
        objects.put(done.outputs[0].key, file, "video/mp4")
        return done

    return make


@pytest.fixture
def held(session, arrived, made, clock):
    """That clip, held by its verdict."""
    attempt = take(session, arrived.id, clock())
    hold(session, attempt, made(attempt), VerdictCode.NEEDS_REVIEW, {"because": "models_missing"}, clock(), at_s=1)
    session.flush()
    return arrived


@pytest.fixture
def published(session, arrived, made, clock):
    attempt = take(session, arrived.id, clock())
    publish(session, attempt, made(attempt), clock())
    session.flush()
    return arrived


@pytest.fixture
def decide(agent, supervisor, session):
    """POST a decision; the answer, with the rows read again."""

    def post(clip, what, body=WHY, by=None, status=200):
        who = by or (supervisor if what in {"remove", "assign", "source"} else agent)
        answer = who.post(f"/v1/support/clips/clp_{clip.id.hex}/{what}", json=body)
        assert answer.status_code == status, answer.json
        session.expire_all()
        return answer.json

    return post


def told(session) -> dict:
    """Of each order whether its entry is shown."""
    return {entry.order_id: not entry.removed for entry in session.scalars(select(TimelineEntry))}


def test_what_is_held_is_listed_with_the_reason_the_longest_wait_first(agent, session, held, stages, clock):
    make_clip(session, held.carrier_id, status=ClipStatus.HELD, held_attempt=1, published_attempt=None)  # at 8:00
    items = agent.get("/v1/support/review").json["items"]
    assert [item["id"] == f"clp_{held.id.hex}" for item in items] == [False, True]
    item = items[1]
    assert (item["verdict"]["code"], item["verdict"]["at_s"]) == ("needs_review", 1.0)
    assert item["verdict"]["text"]
    assert {car["order_number"] for car in item["cars"]} == {stage.order.number for stage in stages}
    assert all(car["cut"]["id"].startswith("cut_") for car in item["cars"])
    assert (item["held_by"], item["claim"], item["redacted"]) == (None, None, True)


def test_a_cut_that_is_held_apart_is_listed_until_somebody_decides(held, decide, agent, session):
    first, second = session.scalars(select(Cut).order_by(Cut.id)).all()
    decide(held, "release", WHY | {"cut_ids": [f"cut_{first.id.hex}"]})
    [item] = agent.get("/v1/support/review").json["items"]
    assert (item["id"], item["status"]) == (f"clp_{held.id.hex}", "published")
    assert {car["cut"]["id"]: car["cut"]["status"] for car in item["cars"]}[f"cut_{second.id.hex}"] == "held"
    decide(held, "release", WHY | {"cut_ids": [f"cut_{second.id.hex}"]})
    assert agent.get("/v1/support/review").json["items"] == []


def test_a_reviewer_plays_what_was_made_and_never_the_source(agent, held, audited):
    answer = agent.get(f"/v1/support/clips/clp_{held.id.hex}")
    assert answer.headers["Cache-Control"] == "no-store"
    [video] = answer.json["media"]
    assert httpx.get(video["url"]).content == b"footage!!"
    assert "incoming/" not in answer.get_data(as_text=True)
    assert audited("clip_seen")[-1].subject_id == held.id


def test_one_person_at_a_time_looks_at_a_clip(agent, supervisor, held, decide, clock):
    first = decide(held, "claim", {})
    assert first["claim"]["name"] == "Mei"
    for what, body in (
        ("claim", {}),
        ("release", WHY),
        ("hold", WHY),
        ("remove", WHY),
        ("reprocess", WHY),
        ("redactions", {"boxes": []}),
        ("assign", WHY | {"stage_ids": [f"stg_{'0' * 32}"]}),
    ):
        refused = decide(held, what, body, by=supervisor, status=409)
        assert (refused["code"], refused["by"]["name"]) == ("claimed", "Mei")
    clock.forward(seconds=119)
    decide(held, "claim", {})  # prolonged
    clock.forward(seconds=119)
    decide(held, "claim", {}, by=supervisor, status=409)
    clock.forward(seconds=2)
    decide(held, "release", by=supervisor)


def test_a_released_clip_is_in_every_buyer_s_timeline_at_once(held, decide, session, stages, audited):
    answer = decide(held, "release")
    assert (answer["status"], answer["verdict"], answer["claim"]) == ("published", None, None)
    assert (held.published_attempt, held.held_attempt) == (1, None)
    assert told(session) == {stage.order_id: True for stage in stages}
    line = audited("clip_released")[-1]
    assert (line.subject_id, line.reason) == (held.id, "a face at the gate")
    decide(held, "release")  # said twice is said once
    assert told(session) == {stage.order_id: True for stage in stages}


def test_a_clip_is_released_to_one_buyer_and_later_to_the_other(held, decide, session, stages):
    cuts = {cut.order_id: cut for cut in session.scalars(select(Cut))}
    first, second = (cuts[stage.order_id] for stage in stages)
    decide(held, "release", WHY | {"cut_ids": [f"cut_{first.id.hex}"]})
    assert (first.status, second.status) == (CutStatus.PUBLISHED, CutStatus.HELD)
    assert told(session) == {first.order_id: True}
    decide(held, "release", WHY | {"cut_ids": [f"cut_{second.id.hex}"]})
    assert told(session) == {first.order_id: True, second.order_id: True}
    decide(held, "hold", WHY | {"cut_ids": [f"cut_{first.id.hex}"]})
    assert told(session) == {first.order_id: False, second.order_id: True}
    assert held.status is ClipStatus.PUBLISHED
    decide(held, "hold", WHY | {"cut_ids": [f"cut_{'0' * 32}"]}, status=404)


def test_what_a_person_holds_goes_from_every_timeline_and_comes_back(published, decide, session, stages, agent):
    answer = decide(published, "hold")
    assert (answer["status"], answer["held_by"], answer["hold_reason"]) == ("held", "Mei", "a face at the gate")
    assert not any(told(session).values())
    assert len(answer["media"]) == 1  # still there to be looked at
    decide(published, "release")
    assert told(session) == {stage.order_id: True for stage in stages}


def test_an_address_given_out_before_a_hold_leads_nowhere_after_it(published, decide, session, objects):
    [before] = session.scalars(select(Rendition.key)).all()
    given_out = objects.presign_get(before, 1800)
    assert httpx.get(given_out).status_code == 200
    [media] = decide(published, "hold")["media"]
    assert httpx.get(given_out).status_code == 404
    assert httpx.get(media["url"]).content == b"footage!!"
    assert len(list(objects.keys(f"published/{published.id.hex}/1/"))) == 1
    decide(published, "release")
    [now_at] = session.scalars(select(Rendition.key)).all()
    assert objects.head(now_at)
    assert now_at != before


def test_a_hold_while_a_clip_is_made_again_deletes_what_was_shown(published, decide, session, objects, clock):
    decide(published, "reprocess", status=202)
    take(session, published.id, clock())
    decide(published, "hold")
    assert session.scalars(select(Rendition)).all() == []
    assert list(objects.keys(f"published/{published.id.hex}/")) == []


def test_what_one_buyer_loses_plays_on_for_the_others(published, decide, session, objects):
    cut = session.scalars(select(Cut)).first()
    before = session.scalars(select(Rendition.key)).all()
    decide(published, "hold", WHY | {"cut_ids": [f"cut_{cut.id.hex}"]})
    assert session.scalars(select(Rendition.key)).all() == before
    assert list(objects.keys(f"published/{published.id.hex}/")) == before


def test_a_hold_counts_when_storage_is_away(published, decide, session, objects, storage_settings, monkeypatch):
    with storage_proxy(storage_settings.s3_endpoint) as proxy:
        proxy.refusing = (b"PUT",)
        away = ObjectStore(replace(storage_settings, s3_endpoint=proxy.endpoint))
        monkeypatch.setattr(objects, "copy", away.copy)
        assert decide(published, "hold")["status"] == "held"
    assert proxy.refused
    assert not any(told(session).values())
    [kept] = session.scalars(select(Rendition.key)).all()
    assert objects.head(kept)


def test_a_removed_clip_is_gone_with_its_files_and_stays_so(published, decide, session, objects, stages):
    assert list(objects.keys(f"published/{published.id.hex}/"))
    answer = decide(published, "remove")
    assert (answer["status"], answer["media"]) == ("removed", [])
    assert list(objects.keys(f"published/{published.id.hex}/")) == []
    assert session.scalars(select(Rendition)).all() == []
    assert not any(told(session).values())
    for what in ("release", "hold", "reprocess", "remove"):
        assert decide(published, what, status=409)["code"] == "clip_removed"


def test_a_removed_cut_is_gone_for_one_buyer_and_the_last_takes_the_clip_along(published, decide, session, objects):
    first, second = session.scalars(select(Cut).order_by(Cut.id)).all()
    decide(published, "remove", WHY | {"cut_ids": [f"cut_{first.id.hex}"]})
    assert (first.status, second.status, published.status) == ("removed", "published", "published")
    assert told(session) == {first.order_id: False, second.order_id: True}
    assert list(objects.keys(f"published/{published.id.hex}/"))
    decide(published, "remove", WHY | {"cut_ids": [f"cut_{second.id.hex}"]})
    assert published.status is ClipStatus.REMOVED
    assert list(objects.keys(f"published/{published.id.hex}/")) == []


@pytest.mark.parametrize("what", ["remove", "hold"])
def test_a_decision_wins_over_an_attempt_that_runs_meanwhile(published, decide, session, made, clock, what):
    decide(published, "reprocess", status=202)
    attempt = take(session, published.id, clock())
    decide(published, what)
    assert not any(told(session).values())
    if what == "remove":
        with pytest.raises(Superseded):
            publish(session, attempt, made(attempt), clock())
    else:
        assert publish(session, attempt, made(attempt), clock()) is ClipStatus.HELD
    assert not any(told(session).values())


def test_boxes_are_hidden_by_reprocessing_before_a_clip_can_be_released(held, decide, session, made, clock, audited):
    drawn = decide(held, "redactions", {"boxes": [BOX]})
    assert drawn["redactions"] == [BOX | {"to_s": 1.0}]  # the clip is no longer than that
    assert not drawn["redacted"]
    assert decide(held, "release", status=409)["code"] == "redactions_pending"
    assert decide(held, "reprocess", WHY | {"look_again": True}, status=202)["status"] == "uploaded"
    assert decide(held, "reprocess", status=409)["code"] == "being_processed"
    attempt = take(session, held.id, clock())
    assert list(attempt.redactions) == drawn["redactions"]
    assert publish(session, attempt, made(attempt), clock()) is ClipStatus.HELD
    session.flush()
    assert decide(held, "release")["redacted"]
    assert audited("clip_redacted")[-1].details == {"boxes": drawn["redactions"]}


def test_a_held_cut_waits_for_the_boxes_that_were_drawn_over_a_published_clip(published, decide, session):
    first, _second = session.scalars(select(Cut).order_by(Cut.id)).all()
    cut = WHY | {"cut_ids": [f"cut_{first.id.hex}"]}
    decide(published, "hold", cut)
    decide(published, "redactions", {"boxes": [BOX]})
    for body in (cut, WHY):
        assert decide(published, "release", body, status=409)["code"] == "redactions_pending"
    assert first.status is CutStatus.HELD
    decide(published, "redactions", {"boxes": []})
    decide(published, "release", cut)
    assert first.status is CutStatus.PUBLISHED


def test_boxes_over_what_is_shown_are_not_waved_through(published, decide):
    decide(published, "redactions", {"boxes": [BOX]})
    assert decide(published, "release", status=409)["code"] == "redactions_pending"


@pytest.mark.parametrize(
    ("because", "said"),
    [
        ("models_missing", "Nothing was looked for"),
        ("too_dark", "too dark"),
        ("no_picture", "no picture"),
        ("new", ""),
    ],
)
def test_a_reviewer_is_told_what_the_doubt_is(agent, session, held, because, said):
    held.verdict_params = {"because": because}
    session.flush()
    text = agent.get(f"/v1/support/clips/clp_{held.id.hex}", headers={"Accept-Language": "en"}).json["verdict"][
        "text"
    ]
    assert said in text
    assert (text == "Somebody has to look at this first.") == (because == "new")


def test_boxes_that_cannot_be_are_named(held, decide):
    boxes = [BOX, BOX | {"x": 0.6}, BOX | {"w": 0}, BOX | {"to_s": 0.5}, BOX | {"from_s": 5}]
    refused = decide(held, "redactions", {"boxes": boxes}, status=422)
    assert (refused["code"], set(refused["errors"])) == ("bad_boxes", {f"boxes.{index}" for index in (1, 2, 3, 4)})
    assert decide(held, "redactions", {"boxes": [BOX] * 101}, status=422)["errors"]["boxes"]


def test_the_same_verdict_publishes_when_only_it_held_the_clip(held, decide, session, made, clock):
    decide(held, "reprocess", status=202)
    attempt = take(session, held.id, clock())
    assert publish(session, attempt, made(attempt), clock()) is ClipStatus.PUBLISHED


def test_footage_of_another_car_is_given_to_the_right_one(published, decide, session, stages, audited):
    right = make_stage(session, published.carrier_id)
    body = WHY | {"stage_ids": [f"stg_{stages[0].id.hex}", f"stg_{right.id.hex}"]}
    answer = decide(published, "assign", body)
    assert told(session) == {stages[0].order_id: True, stages[1].order_id: False, right.order_id: True}
    assert {car["order_number"] for car in answer["cars"]} == {stages[0].order.number, right.order.number}
    assert audited("clip_assigned")[-1].details["after"] == sorted(body["stage_ids"])
    stranger = make_stage(session, make_carrier(session).id)
    refused = decide(published, "assign", WHY | {"stage_ids": [f"stg_{stranger.id.hex}"]}, status=422)
    assert refused["code"] == "not_the_carrier_s_stage"


def test_a_car_that_was_left_out_by_mistake_is_said_again_and_its_buyer_has_the_clip_back(
    published, decide, agent, stages, session
):
    both = [f"stg_{stage.id.hex}" for stage in stages]
    decide(published, "assign", WHY | {"stage_ids": both[:1]})
    assert told(session) == {stages[0].order_id: True, stages[1].order_id: False}
    lines = agent.get(f"/v1/support/orders/ord_{stages[1].order_id.hex}/audit").json["items"]
    assert "clip_assigned" in [line["action"] for line in lines]  # whoever lost it can see why
    decide(published, "assign", WHY | {"stage_ids": both})
    assert told(session) == {stages[0].order_id: True, stages[1].order_id: True}


def test_a_cut_that_was_removed_does_not_come_back_with_another_car(published, decide, session, stages):
    cut = session.scalars(select(Cut).where(Cut.order_id == stages[1].order_id)).one()
    decide(published, "remove", WHY | {"cut_ids": [f"cut_{cut.id.hex}"]})
    right = make_stage(session, published.carrier_id)
    everything = [f"stg_{stage.id.hex}" for stage in (*stages, right)]
    decide(published, "assign", WHY | {"stage_ids": everything})
    assert told(session) == {stages[0].order_id: True, stages[1].order_id: False, right.order_id: True}


def test_the_source_is_opened_for_a_reason_and_for_two_minutes(held, supervisor, session, decide, audited):
    opened = decide(held, "source")
    assert "incoming/" in opened["url"] and "X-Amz-Expires=120" in opened["url"]
    assert audited("source_opened")[-1].reason == "a face at the gate"
    assert decide(held, "source", {}, status=422)
    keyed = supervisor.post(
        f"/v1/support/clips/clp_{held.id.hex}/source", json=WHY, headers={"Idempotency-Key": "again"}
    )
    assert (keyed.status_code, keyed.json["code"]) == (400, "idempotency_key_refused")


def test_only_what_fits_a_clip_s_status_is_done_to_it(session, arrived, decide):
    arrived.status = ClipStatus.AWAITING_UPLOAD
    session.flush()
    codes = {what: decide(arrived, what, status=409)["code"] for what in ("release", "hold", "remove", "reprocess")}
    assert codes == {
        "release": "not_held",
        "hold": "nothing_to_hold",
        "remove": "nothing_arrived",
        "reprocess": "nothing_arrived",
    }
    assert arrived.status is ClipStatus.AWAITING_UPLOAD
