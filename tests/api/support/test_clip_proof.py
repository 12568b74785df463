"""What vouches for a clip, as an agent shows it: the facts, what buyers were told, what was decided."""

import pytest
from sqlalchemy import select

from store.tables import Cut
from store.words import VerdictCode
from tests.fleet import make_carrier, make_stage
from tests.tracking.clips.conftest import arrived, made_by
from tracking.clips.attempts import take
from tracking.clips.settle import hold, publish

WHY = {"reason": "a face at the gate"}
SHA256 = bytes(32).hex()


@pytest.fixture
def object_store(objects):
    return objects


@pytest.fixture
def clip(session, clock):
    found = arrived(session, make_stage(session, make_carrier(session).id), clock())
    found.upload.completed_at = clock()
    return found


@pytest.fixture
def published(session, clip, clock):
    attempt = take(session, clip.id, clock())
    publish(session, attempt, made_by(attempt), clock())
    session.flush()
    return clip


def proof(who, clip):
    answer = who.get(f"/v1/support/clips/clp_{clip.id.hex}/proof")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.json
    return answer.json


def decide(who, clip, what, **more):
    assert who.post(f"/v1/support/clips/clp_{clip.id.hex}/{what}", json=WHY | more).status_code == 200


def test_support_reads_what_the_buyer_was_told_and_the_device_s_own_time(agent, published, session, audited):
    told = session.scalars(select(Cut)).one().proof
    read = proof(agent, published)
    assert {name: value for name, value in told.items() if name != "published_at"} == read["proof"]
    assert read["published_at"] == told["published_at"]
    assert read["captured_at"].endswith("+08:00")
    assert (read["looked_for"], read["source_credentials"], read["decisions"]) == (True, None, [])
    assert read["cars"][0]["cut"]["status"] == "published"
    assert audited("clip_proof_seen")[-1].subject_id == published.id


def test_decisions_stand_in_their_order_with_who_and_why(agent, supervisor, published, session):
    decide(agent, published, "hold")
    [cut] = session.scalars(select(Cut)).all()
    decide(supervisor, published, "release", cut_ids=[f"cut_{cut.id.hex}"])
    agent.get(f"/v1/support/clips/clp_{published.id.hex}")  # a look is no decision
    read = [(line["action"], line["cut_ids"], line["reason"]) for line in proof(agent, published)["decisions"]]
    assert read == [
        ("clip_held", None, "a face at the gate"),
        ("clip_released", [f"cut_{cut.id.hex}"], "a face at the gate"),
    ]
    assert all(line["by"] for line in proof(agent, published)["decisions"])


def test_a_removed_clip_is_still_vouched_for_with_what_buyers_saw(agent, supervisor, published):
    before = proof(agent, published)["proof"]
    decide(supervisor, published, "remove")
    read = proof(agent, published)
    assert (read["status"], read["proof"]["renditions"]) == ("removed", {"360p": SHA256})
    assert read["proof"]["sha256"] == before["sha256"]
    assert read["published_at"]


def test_a_held_clip_that_nobody_saw_has_hashes_and_no_time_of_publishing(agent, clip, session, clock):
    attempt = take(session, clip.id, clock())
    hold(session, attempt, made_by(attempt), VerdictCode.NEEDS_REVIEW, {}, clock())
    session.flush()
    read = proof(agent, clip)
    assert (read["published_at"], read["proof"]["renditions"]) == (None, {"360p": SHA256})


def test_credentials_are_told_without_the_report_that_may_hold_names_and_places(agent, published, session):
    published.source_credentials = {"state": "valid", "generator": "Camera", "issuer": "Maker", "report": {"x": 1}}
    session.flush()
    read = proof(agent, published)["source_credentials"]
    assert read == {"state": "valid", "generator": "Camera", "issuer": "Maker", "signed_at": None}
    published.hidden = None
    session.flush()
    assert proof(agent, published)["looked_for"] is False
