"""What does not go on by itself, and another try at it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from store.queue import defer
from store.tables import Clip, ClipCar, OwedRenditions
from store.words import CarState, ClipStatus, OrderState
from tests.api.shop import VIN, send
from tests.fleet import make_carrier, make_order, make_stage
from tests.rows import make_clip
from tracking.support.stuck import LATE, PARKED, PROCESSING_TAKES


@pytest.fixture
def truck(session, clock):
    """A stage that runs and is not late."""
    carrier = make_carrier(session)
    now = clock()
    return make_stage(session, carrier.id, actual_start=now - timedelta(hours=1), planned_start=now, planned_end=now)


def stuck(agent) -> list[tuple[str, str | None]]:
    items = agent.get("/v1/support/stuck").json["items"]
    assert all(item["text"] and item["id"] for item in items)
    return [(item["code"], item["order"] and item["order"]["number"]) for item in items]


def test_a_house_in_order_has_nothing_stuck(agent, truck, session, clock):
    make_clip(session, truck.carrier_id)
    assert stuck(agent) == []


def test_footage_that_failed_or_waits_too_long_is_stuck(agent, truck, session, clock):
    failed = make_clip(session, truck.carrier_id, status=ClipStatus.FAILED, failure="it broke", status_at=clock())
    session.add(ClipCar(clip_id=failed.id, stage_id=truck.id, order_id=truck.order_id))
    late = clock() - PROCESSING_TAKES
    make_clip(session, truck.carrier_id, status=ClipStatus.UPLOADED, status_at=late)
    make_clip(session, truck.carrier_id, status=ClipStatus.PROCESSING, status_at=late + timedelta(seconds=1))
    session.flush()
    assert stuck(agent) == [("clip_waiting", None), ("clip_failed", None)]
    listed = agent.get("/v1/support/orders?stuck=true").json["items"]
    assert [item["number"] for item in listed] == [truck.order.number]
    assert agent.get("/v1/support/orders?stuck=false").json["items"] == []


def owing(session, truck, clock, **about):
    """A published clip of the truck's car that has a size still to get."""
    clip = make_clip(session, truck.carrier_id)
    session.add(ClipCar(clip_id=clip.id, stage_id=truck.id, order_id=truck.order_id))
    session.add(OwedRenditions(clip_id=clip.id, attempt=1, names=["720p"], since=clock(), **about))
    session.flush()
    return clip


def test_a_clip_that_lacks_a_size_is_stuck_once_we_gave_up_on_it(agent, truck, session, clock):
    clip = owing(session, truck, clock)
    assert stuck(agent) == []
    row = session.get_one(OwedRenditions, clip.id)
    row.gave_up_at, row.failure = clock(), "it broke"
    session.flush()
    assert stuck(agent) == [("clip_unfinished", None)]
    listed = agent.get("/v1/support/orders?stuck=true").json["items"]
    assert [item["number"] for item in listed] == [truck.order.number]


def test_cars_left_behind_and_stages_over_their_time_are_stuck_while_the_order_is_open(agent, truck, session, clock):
    truck.planned_start = truck.planned_end = clock() - LATE
    left = make_stage(session, truck.carrier_id, car_state=CarState.MISSING)
    make_stage(session, truck.carrier_id, make_order(session, state=OrderState.CANCELLED), car_state=CarState.MISSING)
    make_stage(session, truck.carrier_id, car_state=CarState.REFUSED, withdrawn_at=clock())
    session.flush()
    assert sorted(stuck(agent)) == [("car_left_behind", left.order.number), ("stage_late", truck.order.number)]
    truck.estimated_end = clock()  # the carrier told us when
    session.flush()
    assert stuck(agent) == [("car_left_behind", left.order.number)]


def test_an_event_of_a_car_nobody_ordered_is_stuck_after_an_hour(agent, sign_in, clock):
    said = {"event_id": "e", "vin": VIN, "type": "storing", "classifier": "actual"}
    assert send(sign_in("carrier"), {**said, "happened_at": "2026-11-19T08:00:00+08:00"}) == ["parked"]
    assert stuck(agent) == []
    clock.forward(seconds=PARKED.total_seconds())
    assert stuck(sign_in("console")) == [("event_parked", None)]


@pytest.fixture
def failed_job(session):
    """Makes a job that ended as failed."""

    def make(task, **about):
        defer(session, task, lock=about.pop("lock", None), queueing_lock=about.pop("queueing_lock", None), **about)
        number = session.execute(text("SELECT max(id) FROM procrastinate_jobs")).scalar_one()
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = :id"), {"id": number})
        return number

    return make


def test_a_failed_clip_starts_over_when_its_job_is_retried(supervisor, truck, session, failed_job, clock, audited):
    clip = make_clip(
        session,
        truck.carrier_id,
        status=ClipStatus.FAILED,
        failure="it broke",
        strikes=5,
        published_attempt=None,
    )
    job = failed_job("process_clip", lock=f"clip:{clip.id.hex}", clip_id=str(clip.id))
    [listed] = supervisor.get("/v1/support/jobs?status=failed").json["items"]
    assert (listed["id"], listed["task"], listed["arguments"]) == (job, "process_clip", {"clip_id": str(clip.id)})
    assert supervisor.post(f"/v1/support/jobs/{job}/retry", json={}).status_code == 422
    answer = supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "disk was full"})
    assert answer.status_code == 204, answer.json
    session.expire_all()
    clip = session.get_one(Clip, clip.id)
    assert (clip.status, clip.strikes, clip.failure) == (ClipStatus.UPLOADED, 0, None)
    assert [one["status"] for one in supervisor.get("/v1/support/jobs").json["items"]] == ["todo", "failed"]
    line = audited("job_retried")[-1]
    assert (line.reason, line.subject_kind, line.subject_id) == ("disk was full", "clip", clip.id)
    again = supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "once more"})
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_retry")


def test_a_size_we_gave_up_on_is_tried_again_when_its_job_is(supervisor, truck, session, failed_job, clock):
    clip = owing(session, truck, clock, strikes=3, gave_up_at=clock(), failure="it broke")
    job = failed_job("add_renditions", lock=f"owed:{clip.id.hex}", clip_id=str(clip.id))
    assert supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "try"}).status_code == 204
    session.expire_all()
    row = session.get_one(OwedRenditions, clip.id)
    assert (row.strikes, row.failure, row.gave_up_at) == (0, None, None)
    assert [one["status"] for one in supervisor.get("/v1/support/jobs").json["items"]] == ["todo"]
    session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    session.delete(row)
    session.flush()
    again = supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "once more"})
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_retry")


def test_any_other_failed_job_waits_again_unless_another_does(supervisor, failed_job, session):
    job = failed_job("deliver_webhooks", queueing_lock="w", webhook_id="x")
    assert supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "try"}).status_code == 204
    again = supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "try"})
    assert (again.status_code, again.json["code"]) == (409, "job_not_failed")
    session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    defer(session, "deliver_webhooks", queueing_lock="w", webhook_id="x")
    taken = supervisor.post(f"/v1/support/jobs/{job}/retry", json={"reason": "try"})
    assert (taken.status_code, taken.json["code"]) == (409, "job_waits")


def test_a_job_that_is_not_there_is_not_found(supervisor):
    for number in ("1", "x", "9" * 40):
        assert supervisor.post(f"/v1/support/jobs/{number}/retry", json={"reason": "try"}).status_code == 404
