"""Announcing footage: what is asked for, what is answered, what is refused."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from store.ids import new_id, wire_id
from store.tables import Camera, Clip, ClipCar, Order, Stage, Trip, Upload, Vehicle
from store.words import CarState, ClipStatus, OrderState, Origin, UploadStatus, VerdictCode
from tests.api.uploads.conftest import MIB, send, some_bytes
from tests.fleet import make_carrier, make_order, make_place, make_stage, make_trip, make_vin
from tracking.uploads.parts import MOST_PARTS, Plan, part_size_for


def test_an_announcement_is_answered_with_urls_for_its_parts(driver, announcement):
    answer = driver.post("/v1/uploads", json=announcement(bytes(20 * MIB)))
    assert answer.status_code == 201
    upload = answer.json
    assert upload["status"] == "awaiting_upload"
    assert (upload["part_size"], upload["part_count"]) == (8 * MIB, 3)
    assert [part["number"] for part in upload["parts"]] == [1, 2, 3]
    clip = driver.get(f"/v1/clips/{upload['clip_id']}").json
    assert clip["status"] == "awaiting_upload"
    assert clip["captured_at"] == "2026-11-20T16:20:00+08:00"
    assert len(clip["cars"]) == 1


@pytest.mark.parametrize("size", [1, 8 * MIB, 8 * MIB + 1, 4 * 1024 * MIB, 5 * 1024 * 1024 * MIB])
def test_parts_are_as_many_and_as_large_as_storage_allows(size):
    plan = Plan(size, part_size_for(size))
    assert 1 <= plan.count <= MOST_PARTS
    assert plan.part_size >= 5 * MIB
    assert 1 <= plan.length(plan.count) <= plan.part_size
    assert (plan.count - 1) * plan.part_size + plan.length(plan.count) == size


def test_a_large_upload_gets_its_first_hundred_urls(driver, announcement):
    upload = driver.post("/v1/uploads", json=announcement(size=900 * MIB)).json
    assert upload["part_count"] == 113
    assert [part["number"] for part in upload["parts"]] == list(range(1, 101))
    more = driver.post(f"/v1/uploads/{upload['id']}/parts", json={"numbers": [113, 101]})
    assert [part["number"] for part in more.json["parts"]] == [113, 101]


def test_a_url_takes_no_other_number_of_bytes(driver, announcement):
    upload = driver.post("/v1/uploads", json=announcement(b"footage")).json
    url = upload["parts"][0]["url"]
    assert httpx.put(url, content=b"footage and more").status_code == 403
    assert httpx.put(url, content=b"foot").status_code == 403
    assert httpx.put(url, content=b"footage").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", 0),
        ("size", -1),
        ("size", "7"),
        ("size", 7.5),
        ("size", True),
        ("sha256", "12"),
        ("sha256", "g" * 64),
        ("filename", "../../etc/passwd"),
        ("filename", "a\\b.mp4"),
        ("filename", "a\u0000.mp4"),
        ("filename", "a\n.mp4"),
        ("filename", ".."),
        ("filename", " "),
        ("filename", "x" * 300),
        ("content_type", "video"),
        ("content_type", "video/mp4\r\nx: y"),
        ("captured_at", "yesterday"),
        ("captured_at", "2026-11-20T16:20:00"),
        ("captured_at", "2026-11-20T16:20:00+23:59"),
        ("captured_at", "2026-11-20T16:20:00+08:00:30"),
        ("captured_at", "1970-01-01T00:00:00Z"),
        ("captured_at", "2020-01-01T00:00:00Z"),
        ("captured_at", "2026-11-22T16:20:00Z"),
        ("sent_at", 12),
        ("location", {"lat": 91, "lon": 0}),
        ("location", {"lat": 0}),
        ("location", {"lat": 0, "lon": 181}),
        ("location", {"lat": 0, "lon": 0, "height": 3}),
        ("shots", ["sunset"]),
        ("shots", "front"),
        ("origin", "drone"),
        ("camera", "CAM-9"),
        ("note", "x" * 2000),
        ("device_ref", ""),
        ("surprise", 1),
        ("stage_id", "ord_" + "0" * 32),
        ("stage_id", 7),
    ],
)
def test_every_bad_field_is_named(driver, announcement, database, field, value):
    answer = driver.post("/v1/uploads", json=announcement(**{field: value}))
    assert answer.status_code == 422, answer.json
    assert any(name.startswith(field) for name in answer.json["errors"])
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_too_large_footage_is_refused_before_anything_is_sent(driver, announcement, settings):
    answer = driver.post("/v1/uploads", json=announcement(size=settings.max_upload_bytes + 1))
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert "size" in answer.json["errors"]


def test_the_cars_are_named_in_exactly_one_way(driver, announcement):
    for about in ({"stage_id": None}, {"vins": [make_vin(1)]}, {"place_code": "YARD"}):
        answer = driver.post("/v1/uploads", json=announcement(**about))
        assert answer.status_code == 422
        assert "stage_id" in answer.json["errors"]
    assert driver.post("/v1/uploads", json=announcement(stage_id=None, vins=[])).status_code == 422


def test_another_carrier_s_stage_and_one_that_is_not_there_look_the_same(driver, announcement, database):
    with database.writing() as session:
        foreign = make_stage(session, make_carrier(session).id)
    answers = [
        driver.post("/v1/uploads", json=announcement(stage_id=wire_id("stg", stage_id)))
        for stage_id in (foreign.id, new_id())
    ]
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert list(answer.json["errors"]) == ["stage_id"]
    assert {**answers[0].json, "request_id": ""} == {**answers[1].json, "request_id": ""}


def test_a_withdrawn_stage_takes_no_footage(driver, announcement, database, stage, clock):
    with database.writing() as session:
        session.get_one(Stage, stage.id).withdrawn_at = clock()
    answer = driver.post("/v1/uploads", json=announcement())
    assert (answer.status_code, answer.json["code"]) == (422, "stage_withdrawn")


def test_a_trip_s_clip_shows_every_car_aboard(driver, announcement, database):
    with database.writing() as session:
        trip, stages = make_trip(session, driver.of.carrier_id, cars=3)
        stages[2].car_state = CarState.REFUSED
    body = announcement(stage_id=None, trip_id=wire_id("trp", trip.id))
    clip_id = driver.post("/v1/uploads", json=body).json["clip_id"]
    cars = driver.get(f"/v1/clips/{clip_id}").json["cars"]
    assert {car["stage_id"] for car in cars} == {wire_id("stg", stage.id) for stage in stages[:2]}


def test_a_trip_without_cars_and_another_carrier_s_trip_are_refused(driver, announcement, database):
    with database.writing() as session:
        empty, _ = make_trip(session, driver.of.carrier_id, cars=0)
        foreign, _ = make_trip(session, make_carrier(session).id, cars=1)
    codes = [
        driver.post("/v1/uploads", json=announcement(stage_id=None, trip_id=wire_id("trp", trip.id))).json["code"]
        for trip in (empty, foreign, Trip(id=new_id()))
    ]
    assert codes == ["trip_without_cars", "not_found", "not_found"]


@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.RETURNED])
def test_a_closed_order_takes_no_footage_however_its_car_is_named(driver, announcement, database, stage, state):
    with database.writing() as session:
        trip, [alone] = make_trip(session, driver.of.carrier_id, cars=1)
        for found in (stage, alone):
            session.get_one(Order, found.order_id).state = state
        vin = session.scalars(select(Vehicle.vin).where(Vehicle.order_id == stage.order_id)).one()
    ways = [{}, {"stage_id": None, "trip_id": wire_id("trp", trip.id)}, {"stage_id": None, "vins": [vin]}]
    answers = [driver.post("/v1/uploads", json=announcement(**about)) for about in ways]
    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [
        (404, "not_found"),
        (422, "trip_without_cars"),
        (422, "unknown_vin"),
    ]


def test_a_trip_s_clip_does_not_show_the_cars_of_closed_orders(driver, announcement, database):
    with database.writing() as session:
        trip, stages = make_trip(session, driver.of.carrier_id, cars=2)
        session.get_one(Order, stages[0].order_id).state = OrderState.CANCELLED
    body = announcement(stage_id=None, trip_id=wire_id("trp", trip.id))
    clip_id = driver.post("/v1/uploads", json=body).json["clip_id"]
    cars = driver.get(f"/v1/clips/{clip_id}").json["cars"]
    assert [car["stage_id"] for car in cars] == [wire_id("stg", stages[1].id)]


def test_a_vin_means_the_stage_in_progress_when_it_was_filmed_else_the_nearest(driver, announcement, database, clock):
    vin, mine = make_vin(999), driver.of.carrier_id
    early, late = clock() - timedelta(days=9), clock() + timedelta(days=9)
    with database.writing() as session:
        order = make_order(session, vin)
        before = make_stage(session, mine, order, planned_start=early, planned_end=early)
        running = make_stage(
            session, mine, order, planned_start=late, planned_end=late, actual_start=early, position=1
        )
        make_stage(session, make_carrier(session).id, order, actual_start=early, position=2)

    def stage_of(seed: int, **about):
        body = announcement(some_bytes(9, seed), stage_id=None, vins=[f" {vin.lower()} "], **about)
        answer = driver.post("/v1/uploads", json=body)
        assert answer.status_code == 201, answer.json
        return driver.get(f"/v1/clips/{answer.json['clip_id']}").json["cars"][0]["stage_id"]

    assert stage_of(1) == wire_id("stg", running.id)
    assert stage_of(2, captured_at=(early - timedelta(days=1)).isoformat()) == wire_id("stg", before.id)


def test_a_vin_that_is_not_this_carrier_s_is_named(driver, announcement, database):
    known, foreign, absent = make_vin(501), make_vin(502), make_vin(503)
    with database.writing() as session:
        make_stage(session, driver.of.carrier_id, make_order(session, known))
        make_stage(session, make_carrier(session).id, make_order(session, foreign))
    answer = driver.post("/v1/uploads", json=announcement(stage_id=None, vins=[known, foreign, absent]))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_vin")
    said = " ".join(answer.json["errors"]["vins"])
    assert foreign in said
    assert absent in said
    assert known not in said


def test_a_vin_that_cannot_be_is_named(driver, announcement):
    answer = driver.post("/v1/uploads", json=announcement(stage_id=None, vins=[make_vin(1), "IOQ"]))
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["vins.1"]


def test_footage_of_a_yard_has_no_cars_yet(driver, announcement, database):
    with database.writing() as session:
        place = make_place(session)
        session.add(
            Camera(
                carrier_id=driver.of.carrier_id,
                code="GATE-1",
                name="Gate",
                place_id=place.id,
                created_at=place.created_at,
            )
        )
        foreign = make_place(session)
    body = announcement(stage_id=None, place_code=place.code, camera="GATE-1", origin="gate")
    clip_id = driver.post("/v1/uploads", json=body).json["clip_id"]
    assert driver.get(f"/v1/clips/{clip_id}").json["cars"] == []
    with database.reading() as session:
        clip = session.scalars(select(Clip)).one()
        assert (clip.place_id, clip.origin) == (place.id, Origin.GATE)
    for code in (foreign.code, "NOWHERE"):
        answer = driver.post("/v1/uploads", json=announcement(stage_id=None, place_code=code))
        assert (answer.status_code, answer.json["code"]) == (422, "unknown_place")


def test_a_clip_may_replace_only_one_s_own(driver, sign_in, announcement, database):
    first = driver.post("/v1/uploads", json=announcement()).json["clip_id"]
    second = driver.post("/v1/uploads", json=announcement(b"better", replaces=first))
    assert second.status_code == 201
    stranger = sign_in("driver")
    with database.writing() as session:
        theirs = wire_id("stg", make_stage(session, stranger.of.carrier_id).id)
    for other in (first, wire_id("clp", new_id())):
        refused = stranger.post("/v1/uploads", json=announcement(b"best", stage_id=theirs, replaces=other))
        assert (refused.status_code, list(refused.json["errors"])) == (404, ["replaces"])


def test_another_carrier_s_camera_is_as_unknown_as_none(driver, announcement, database):
    with database.writing() as session:
        place, other = make_place(session), make_carrier(session)
        session.add(
            Camera(carrier_id=other.id, code="CAM-1", name="x", place_id=place.id, created_at=place.created_at)
        )
    answer = driver.post("/v1/uploads", json=announcement(camera="CAM-1"))
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_camera")


def test_only_carriers_announce(client, sign_in, announcement):
    assert client.post("/v1/uploads", json=announcement()).status_code == 401
    for audience in ("buyer", "partner", "console"):
        assert sign_in(audience).post("/v1/uploads", json=announcement()).status_code == 403


def test_somebody_else_s_upload_and_clip_are_not_there(driver, sign_in, announcement):
    upload = driver.post("/v1/uploads", json=announcement()).json
    stranger = sign_in("driver")
    one = {"parts": [{"number": 1, "etag": "x"}]}
    for method, path, body in [
        ("GET", f"/v1/uploads/{upload['id']}", None),
        ("POST", f"/v1/uploads/{upload['id']}/parts", {"numbers": [1]}),
        ("POST", f"/v1/uploads/{upload['id']}/complete", one),
        ("DELETE", f"/v1/uploads/{upload['id']}", None),
        ("GET", f"/v1/clips/{upload['clip_id']}", None),
    ]:
        missing = path.replace(upload["id"], wire_id("upl", new_id())).replace(
            upload["clip_id"], wire_id("clp", new_id())
        )
        theirs, nobodys = (stranger.open(method, where, json=body) for where in (path, missing))
        assert theirs.status_code == nobodys.status_code == 404
        assert {**theirs.json, "request_id": ""} == {**nobodys.json, "request_id": ""}
    assert stranger.get("/v1/carrier/clips").json["items"] == []


def test_a_colleague_sees_the_upload(driver, sign_in, announcement):
    upload = driver.post("/v1/uploads", json=announcement()).json
    colleague = sign_in("driver", carrier_id=driver.of.carrier_id)
    assert colleague.get(f"/v1/uploads/{upload['id']}").status_code == 200
    assert [clip["id"] for clip in colleague.get("/v1/carrier/clips").json["items"]] == [upload["clip_id"]]


def test_an_idempotency_key_makes_one_upload(driver, announcement):
    headers = {"Idempotency-Key": "k1"}
    first, again = (driver.post("/v1/uploads", json=announcement(), headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json["id"] == again.json["id"]
    other = driver.post("/v1/uploads", json=announcement(b"other"), headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_a_key_repeats_that_the_footage_was_known(driver, announcement):
    first = driver.post("/v1/uploads", json=announcement()).json
    for _ in range(2):
        answer = driver.post("/v1/uploads", json=announcement(), headers={"Idempotency-Key": "k1"})
        assert (answer.status_code, answer.json["id"]) == (200, first["id"])


def test_a_key_whose_upload_was_given_up_announces_anew(driver, announcement):
    def announced():
        return driver.post("/v1/uploads", json=announcement(), headers={"Idempotency-Key": "k1"})

    first = announced().json
    assert driver.delete(f"/v1/uploads/{first['id']}").status_code == 204
    second, third = announced(), announced()
    assert second.status_code == third.status_code == 201
    assert second.json["id"] == third.json["id"] != first["id"]
    assert (second.json["status"], len(second.json["parts"])) == ("awaiting_upload", 1)


def test_the_same_device_ref_finds_the_unfinished_upload(driver, announcement):
    first = driver.post("/v1/uploads", json=announcement(device_ref="roll-7"))
    again = driver.post("/v1/uploads", json=announcement(device_ref="roll-7"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert httpx.put(again.json["parts"][0]["url"], content=b"footage").status_code == 200


def test_a_device_ref_does_not_change_its_bytes(driver, announcement):
    driver.post("/v1/uploads", json=announcement(device_ref="roll-7"))
    other = driver.post("/v1/uploads", json=announcement(b"other", device_ref="roll-7"))
    assert (other.status_code, other.json["code"]) == (422, "device_ref_reused")


def test_the_same_bytes_are_one_clip(driver, announcement):
    first = driver.post("/v1/uploads", json=announcement(device_ref="a")).json
    again = driver.post("/v1/uploads", json=announcement(device_ref="b"))
    assert (again.status_code, again.json["id"]) == (200, first["id"])


def test_the_same_bytes_of_another_carrier_are_another_clip(driver, sign_in, announcement, database):
    first = driver.post("/v1/uploads", json=announcement()).json
    other = sign_in("driver")
    with database.writing() as session:
        stage = make_stage(session, other.of.carrier_id)
    second = other.post("/v1/uploads", json=announcement(stage_id=wire_id("stg", stage.id)))
    assert (second.status_code, second.json["id"] != first["id"]) == (201, True)


def settle(database, clip_id: str, status: ClipStatus, verdict: VerdictCode | None = None) -> None:
    with database.writing() as session:
        upload = session.scalars(select(Upload).join(Clip)).one()
        upload.status = UploadStatus.COMPLETED
        upload.clip.verdict_code, upload.clip.status, upload.clip.failure = verdict, status, "x"
        upload.clip.published_attempt = upload.clip.held_attempt = 1
    assert clip_id == wire_id("clp", upload.clip_id)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(ClipStatus.PUBLISHED, None), (ClipStatus.HELD, None), (ClipStatus.REJECTED, VerdictCode.TOO_DARK)],
)
def test_settled_footage_is_a_duplicate(driver, announcement, database, status, verdict):
    first = driver.post("/v1/uploads", json=announcement()).json
    settle(database, first["clip_id"], status, verdict)
    again = driver.post("/v1/uploads", json=announcement())
    assert (again.status_code, again.json["code"]) == (409, "duplicate_footage")
    assert (again.json["clip_id"], again.json["upload_id"]) == (first["clip_id"], first["id"])


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (ClipStatus.REMOVED, None),
        (ClipStatus.FAILED, None),
        (ClipStatus.REJECTED, VerdictCode.HASH_MISMATCH),
        (ClipStatus.REJECTED, VerdictCode.CORRUPT),
    ],
)
def test_footage_that_never_counted_may_be_sent_again(driver, announcement, database, status, verdict):
    first = driver.post("/v1/uploads", json=announcement(device_ref="r")).json
    settle(database, first["clip_id"], status, verdict)
    again = driver.post("/v1/uploads", json=announcement(device_ref="r"))
    assert (again.status_code, again.json["id"] != first["id"]) == (201, True)


def test_footage_that_is_being_checked_is_answered_as_it_is(driver, announcement, database):
    footage = some_bytes(100)
    first = driver.post("/v1/uploads", json=announcement(footage)).json
    driver.post(f"/v1/uploads/{first['id']}/complete", json={"parts": send(footage, first)})
    again = driver.post("/v1/uploads", json=announcement(footage))
    assert (again.status_code, again.json["status"], again.json["parts"]) == (200, "uploaded", [])


def test_the_same_bytes_for_another_car_add_it_to_the_clip(driver, announcement, database, stage):
    first = driver.post("/v1/uploads", json=announcement()).json
    with database.writing() as session:
        other = make_stage(session, driver.of.carrier_id)
    again = driver.post("/v1/uploads", json=announcement(stage_id=wire_id("stg", other.id)))
    assert (again.status_code, again.json["id"]) == (200, first["id"])
    with database.reading() as session:
        assert set(session.scalars(select(ClipCar.stage_id))) == {stage.id, other.id}
