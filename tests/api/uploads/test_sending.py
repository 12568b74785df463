"""Sending parts straight to storage, resuming, finishing: in both directions of trouble."""

import hashlib
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select, text

from store.errors import WrongState
from store.ids import from_wire, wire_id
from store.objects import Part
from store.tables import Clip, Cut, TimelineEntry, Upload
from store.words import ClipStatus, UploadStatus
from tests.api.uploads.conftest import MIB, send, some_bytes
from tests.fleet import make_stage
from tracking.uploads.parts import check_parts
from tracking.uploads.transfer import finish, plan_of

FOOTAGE = some_bytes(17 * MIB)


@pytest.fixture
def upload(driver, announcement):
    return driver.post("/v1/uploads", json=announcement(FOOTAGE)).json


def complete(driver, upload, parts):
    return driver.post(f"/v1/uploads/{upload['id']}/complete", json={"parts": parts})


def received(driver, upload):
    return [part["number"] for part in driver.get(f"/v1/uploads/{upload['id']}").json["received_parts"]]


def row_of(database, upload) -> Upload:
    with database.reading() as session:
        found = session.get_one(Upload, from_wire("upl", upload["id"]))
        _ = found.clip
        return found


def jobs(database) -> int:
    with database.reading() as session:
        return session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()


def test_footage_arrives_whole_and_a_job_is_made_for_it(driver, upload, database, objects):
    answer = complete(driver, upload, send(FOOTAGE, upload))
    assert (answer.status_code, answer.json) == (202, {"clip_id": upload["clip_id"], "status": "uploaded"})
    assert jobs(database) == 1
    row = row_of(database, upload)
    arrived = hashlib.sha256(b"".join(objects.chunks(row.key))).digest()
    assert arrived == row.sha256 == hashlib.sha256(FOOTAGE).digest()
    assert driver.get(f"/v1/uploads/{upload['id']}").json["status"] == "uploaded"
    assert driver.get(f"/v1/clips/{upload['clip_id']}").json["progress"] == {"step": "queue", "percent": 0}


def test_a_cut_upload_resumes_with_the_parts_that_are_missing(driver, upload):
    sent = send(FOOTAGE, upload, [1, 3])
    assert received(driver, upload) == [1, 3]
    fresh = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [2]}).json
    sent += send(FOOTAGE, {**upload, **fresh})
    assert received(driver, upload) == [1, 2, 3]
    assert complete(driver, upload, sent).status_code == 202


def test_a_line_cut_in_the_middle_of_a_part_leaves_no_part(driver, upload):
    url = urlsplit(upload["parts"][0]["url"])
    with socket.create_connection((url.hostname, url.port)) as line:
        head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: {8 * MIB}\r\n\r\n"
        line.sendall(head.encode() + FOOTAGE[: 3 * MIB])
    assert received(driver, upload) == []
    assert complete(driver, upload, send(FOOTAGE, upload)).status_code == 202


def test_an_expired_url_is_replaced_by_a_fresh_one(driver, upload, database, objects):
    row = row_of(database, upload)
    stale = objects.presign_part(row.key, row.multipart_id, 3, 1 * MIB, 1)
    time.sleep(2)  # signatures follow storage's own clock
    assert httpx.put(stale, content=FOOTAGE[16 * MIB :]).status_code == 403
    fresh = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [3, 3]}).json["parts"]
    assert [part["number"] for part in fresh] == [3]
    assert httpx.put(fresh[0]["url"], content=FOOTAGE[16 * MIB :]).status_code == 200


@pytest.mark.parametrize(
    ("numbers", "status", "code"),
    [([4], 422, "part_unknown"), ([0], 422, "invalid"), ([], 422, "invalid"), (["1"], 422, "invalid")],
)
def test_urls_are_given_only_for_parts_there_are(driver, upload, numbers, status, code):
    answer = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": numbers})
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_parts_that_do_not_add_up_are_named(driver, upload, database):
    sent = send(FOOTAGE, upload, [1, 2])
    third = {"number": 3, "etag": "0" * 32}

    def refused(parts):
        answer = complete(driver, upload, parts)
        assert answer.status_code == 422, answer.json
        assert "parts" in answer.json["errors"]
        return answer.json["code"], answer.json["numbers"]

    assert refused(sent) == ("parts_missing", [3])
    assert refused([*sent, third]) == ("parts_missing", [3])
    assert refused([*sent, sent[0], third]) == ("part_repeated", [1])
    assert refused([*sent, third, {"number": 4, "etag": "x"}]) == ("part_unknown", [4])
    send(FOOTAGE, upload, [3])
    assert refused([*sent, third]) == ("part_etag_wrong", [3])
    assert row_of(database, upload).status is UploadStatus.AWAITING_PARTS
    assert jobs(database) == 0


def test_a_part_of_another_size_is_named(driver, upload, database, objects):
    sent = send(FOOTAGE, upload, [1, 2])
    row = row_of(database, upload)
    short = objects.presign_part(row.key, row.multipart_id, 3, 5, 60)
    etag = httpx.put(short, content=FOOTAGE[:5]).headers["etag"]
    answer = complete(driver, upload, [*sent, {"number": 3, "etag": etag}])
    assert (answer.status_code, answer.json["code"], answer.json["numbers"]) == (422, "part_size_wrong", [3])


@pytest.mark.parametrize("parts", [[], [{"number": 1}], [{"number": "one", "etag": "x"}], "all", [{"etag": "x"}]])
def test_a_malformed_completion_is_refused(driver, upload, parts):
    answer = complete(driver, upload, parts)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_completing_twice_is_the_same_as_once(driver, upload, database):
    sent = send(FOOTAGE, upload)
    first, second = complete(driver, upload, sent), complete(driver, upload, sent)
    assert first.status_code == second.status_code == 202
    assert first.json == second.json
    assert jobs(database) == 1


def join_directly(database, objects, upload, sent) -> None:
    """As if we were killed after storage's complete and before our commit."""
    row = row_of(database, upload)
    objects.complete(row.key, row.multipart_id, [Part(p["number"], p["etag"].strip('"'), 0) for p in sent])


def listed(sent) -> list[tuple[int, str]]:
    return [(part["number"], part["etag"]) for part in sent]


def test_an_answer_lost_after_storage_joined_the_parts_is_had_by_asking_again(driver, upload, database, objects):
    sent = send(FOOTAGE, upload)
    join_directly(database, objects, upload, sent)
    assert complete(driver, upload, sent).status_code == 202
    assert jobs(database) == 1


def test_parts_that_another_request_joins_while_they_are_listed_are_not_missing(
    driver, upload, database, objects, clock
):
    sent, row = send(FOOTAGE, upload), row_of(database, upload)

    def too_late(_arrived):
        join_directly(database, objects, upload, sent)
        return check_parts(plan_of(row), listed(sent), [])  # as storage lists them from now on

    assert finish(objects, database.writing, row, too_late, clock()).status is ClipStatus.UPLOADED
    assert jobs(database) == 1


def test_parts_that_storage_refuses_because_the_object_is_there_are_no_refusal(
    driver, upload, database, objects, clock, tmp_path
):
    send(FOOTAGE, upload)
    row, whole = row_of(database, upload), tmp_path / "whole"
    whole.write_bytes(FOOTAGE)
    objects.put(row.key, whole, row.content_type)
    never_sent = [Part(number, "0" * 32, 0) for number in (1, 2, 3)]
    finished = finish(objects, database.writing, row, lambda _arrived: never_sent, clock())
    assert finished.status is ClipStatus.UPLOADED


def test_an_upload_that_was_settled_and_freed_meanwhile_is_finished(driver, upload, database, objects, clock):
    sent, row = send(FOOTAGE, upload), row_of(database, upload)

    def too_late(_arrived):
        assert complete(driver, upload, sent).status_code == 202
        objects.delete([row.key])  # as a worker does that is done with it
        return check_parts(plan_of(row), listed(sent), [])

    assert finish(objects, database.writing, row, too_late, clock()).status is ClipStatus.UPLOADED
    assert jobs(database) == 1


def test_an_upload_that_was_given_up_meanwhile_says_so(driver, upload, database, objects, clock):
    sent, row = send(FOOTAGE, upload), row_of(database, upload)

    def too_late(_arrived):
        assert driver.delete(f"/v1/uploads/{upload['id']}").status_code == 204
        return check_parts(plan_of(row), listed(sent), [])

    with pytest.raises(WrongState) as raised:
        finish(objects, database.writing, row, too_late, clock())
    assert raised.value.code == "upload_aborted"


def test_a_restarted_phone_that_only_asks_finds_its_footage_settled(driver, upload, database, objects, announcement):
    join_directly(database, objects, upload, send(FOOTAGE, upload))
    state = driver.get(f"/v1/uploads/{upload['id']}").json
    assert (state["status"], state["received_parts"]) == ("uploaded", [])
    again = driver.post("/v1/uploads", json=announcement(FOOTAGE))
    assert (again.status_code, again.json["status"], again.json["parts"]) == (200, "uploaded", [])


def test_a_multipart_that_storage_lost_is_begun_anew(driver, upload, database, objects):
    row = row_of(database, upload)
    objects.abort(row.key, row.multipart_id)
    assert complete(driver, upload, [{"number": 1, "etag": "x"}]).json["code"] == "parts_missing"
    assert received(driver, upload) == []
    fresh = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [1, 2, 3]}).json
    assert complete(driver, upload, send(FOOTAGE, {**upload, **fresh})).status_code == 202


def test_an_upload_given_up_is_gone_from_storage_and_may_be_announced_again(
    driver, upload, database, objects, announcement
):
    send(FOOTAGE, upload, [1])
    for _ in range(2):
        assert driver.delete(f"/v1/uploads/{upload['id']}").status_code == 204
    assert list(objects.multiparts("incoming/")) == []
    assert driver.get(f"/v1/clips/{upload['clip_id']}").json["status"] == "removed"
    assert driver.get(f"/v1/uploads/{upload['id']}").json["received_parts"] == []
    asked = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [1]})
    finished = complete(driver, upload, [{"number": 1, "etag": "x"}])
    for answer in (asked, finished):
        assert (answer.status_code, answer.json["code"]) == (409, "upload_aborted")
    again = driver.post("/v1/uploads", json=announcement(FOOTAGE))
    assert (again.status_code, again.json["id"] != upload["id"]) == (201, True)


def test_footage_that_arrived_is_not_given_up(driver, upload, database):
    complete(driver, upload, send(FOOTAGE, upload))
    answer = driver.delete(f"/v1/uploads/{upload['id']}")
    assert (answer.status_code, answer.json["code"]) == (409, "upload_completed")
    asked = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [1]})
    assert (asked.status_code, asked.json["code"]) == (409, "upload_completed")
    assert row_of(database, upload).clip.status is ClipStatus.UPLOADED


def test_a_car_added_to_a_published_clip_sees_it_at_once(driver, upload, database, announcement, clock):
    with database.writing() as session:
        clip = session.scalars(select(Clip)).one()
        session.scalars(select(Upload)).one().status = UploadStatus.COMPLETED
        clip.status, clip.published_attempt = ClipStatus.PUBLISHED, 1
        clip.duration_s, clip.width, clip.height = 3.0, 320, 180
        other = make_stage(session, driver.of.carrier_id)
    body = announcement(FOOTAGE, stage_id=wire_id("stg", other.id))
    assert driver.post("/v1/uploads", json=body).status_code == 200
    with database.reading() as session:
        cut = session.scalars(select(Cut).where(Cut.order_id == other.order_id)).one()
        entry = session.scalars(select(TimelineEntry).where(TimelineEntry.order_id == other.order_id)).one()
        assert (entry.cut_id, cut.published_at) == (cut.id, clock())
    again = driver.post("/v1/uploads", json=body)
    assert (again.status_code, again.json["code"]) == (409, "duplicate_footage")
