"""A clip as its carrier sees it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store.ids import from_wire, wire_id
from store.tables import Clip, Rendition
from store.words import ClipStatus, VerdictCode
from tests.fleet import make_stage

# What the pass says beside each verdict of its own.
PARAMS = {
    VerdictCode.TOO_SHORT: {"duration_s": 0.4, "min_s": 1.0},
    VerdictCode.TOO_LONG: {"max_s": 600.0},
}


@pytest.fixture
def driver(sign_in):
    return sign_in("driver")


@pytest.fixture
def object_store(objects):
    return objects


@pytest.fixture
def announce(driver, database):
    """Announces footage of a car of its own; the clip's id on the wire."""

    def say(number: int = 1) -> str:
        with database.writing() as session:
            stage = make_stage(session, driver.of.carrier_id)
        body = {
            "stage_id": wire_id("stg", stage.id),
            "filename": "a.mp4",
            "content_type": "video/mp4",
            "size": 100,
            "sha256": f"{number:064x}",
            "captured_at": "2026-11-20T16:20:00+08:00",
            "shots": ["front", "rear"],
        }
        return driver.post("/v1/uploads", json=body).json["clip_id"]

    return say


def change(database, clip_id: str, **columns) -> None:
    with database.writing() as session:
        clip = session.get_one(Clip, from_wire("clp", clip_id))
        for name, value in columns.items():
            setattr(clip, name, value)


@pytest.mark.parametrize("code", list(VerdictCode))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verdict_says_what_is_wrong_and_what_to_do(driver, announce, database, code, language):
    clip_id = announce()
    params = PARAMS.get(code, {})
    change(database, clip_id, status=ClipStatus.REJECTED, verdict_code=code, verdict_params=params, verdict_at_s=1.5)
    shown = driver.get(f"/v1/clips/{clip_id}", headers={"Accept-Language": language}).json
    verdict = shown["verdict"]
    assert (verdict["code"], verdict["params"], verdict["at_s"]) == (code, params, 1.5)
    for said in (verdict["text"], verdict["advice"]):
        assert said.isascii() is (language == "en")
        assert "{" not in said


@pytest.mark.parametrize(
    ("columns", "progress"),
    [
        ({}, {"step": "upload", "percent": 0}),
        ({"status": ClipStatus.UPLOADED}, {"step": "queue", "percent": 0}),
        ({"status": ClipStatus.PROCESSING, "step": "pass", "percent": 40}, {"step": "pass", "percent": 40}),
        ({"status": ClipStatus.PUBLISHED, "published_attempt": 1}, {"step": "done", "percent": 100}),
        ({"status": ClipStatus.FAILED, "failure": "secret"}, {"step": "done", "percent": 100}),
    ],
)
def test_progress_says_where_a_clip_is(driver, announce, database, columns, progress):
    clip_id = announce()
    change(database, clip_id, **columns)
    shown = driver.get(f"/v1/clips/{clip_id}")
    assert shown.json["progress"] == progress
    assert "verdict" not in shown.json
    assert "secret" not in shown.text


def test_the_picture_a_verdict_is_about_can_be_fetched_by_its_carrier_alone(driver, announce, database, sign_in):
    clip_id = announce()
    change(
        database, clip_id, status=ClipStatus.REJECTED, verdict_code=VerdictCode.TOO_DARK, verdict_params={}, attempt=1
    )
    assert "still" not in driver.get(f"/v1/clips/{clip_id}").json["verdict"]
    assert driver.get(f"/v1/clips/{clip_id}/still.jpg").status_code == 404
    with database.writing() as session:
        key = f"published/{clip_id}/1/still.jpg"
        row = {"clip_id": from_wire("clp", clip_id), "attempt": 1, "kind": "still", "name": "still", "key": key}
        size = {"size": 9, "sha256": bytes(32), "width": 640, "height": 360}
        session.add(Rendition(content_type="image/jpeg", created_at=datetime.now(UTC), **row, **size))
    path = driver.get(f"/v1/clips/{clip_id}").json["verdict"]["still"]
    assert driver.get("/v1/carrier/clips").json["items"][0]["verdict"]["still"] == path
    found = driver.get(path)
    assert (found.status_code, found.headers["Cache-Control"]) == (302, "no-store")
    assert key in found.headers["Location"]
    assert sign_in("driver").get(path).status_code == 404  # another carrier's


def test_what_is_in_doubt_is_named_with_advice_for_whoever_still_stands_there(driver, announce, database):
    clip_id = announce()
    code, params = VerdictCode.NEEDS_REVIEW, {"because": "too_dark"}
    change(database, clip_id, status=ClipStatus.HELD, held_attempt=1, verdict_code=code, verdict_params=params)
    verdict = driver.get(f"/v1/clips/{clip_id}", headers={"Accept-Language": "en"}).json["verdict"]
    assert verdict["text"] == "It may be too dark to make out the car. Somebody looks at it first."
    assert verdict["advice"] == "If you are still there, film again with more light."
    change(database, clip_id, verdict_params={"because": "models_missing"})
    verdict = driver.get(f"/v1/clips/{clip_id}", headers={"Accept-Language": "en"}).json["verdict"]
    assert verdict["advice"] == "Somebody is looking at it. Nothing to do."


def test_own_clips_are_listed_newest_first_a_page_at_a_time(driver, announce):
    made = [announce(number) for number in range(1, 4)]
    first = driver.get("/v1/carrier/clips?limit=2").json
    assert [clip["id"] for clip in first["items"]] == [made[2], made[1]]
    assert all(len(clip["cars"]) == 1 for clip in first["items"])
    rest = driver.get(f"/v1/carrier/clips?limit=2&cursor={first['next_cursor']}").json
    assert ([clip["id"] for clip in rest["items"]], rest["next_cursor"]) == ([made[0]], None)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "colour=red"])
def test_a_bad_query_is_refused(driver, query):
    assert driver.get(f"/v1/carrier/clips?{query}").status_code == 422


@pytest.mark.parametrize("clip_id", ["clp_", "clp_zz", "upl_" + "0" * 32, "clp_" + "0" * 32, "%00"])
def test_a_clip_that_cannot_be_is_not_there(driver, clip_id):
    answer = driver.get(f"/v1/clips/{clip_id}")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_clip_never_tells_who_the_buyer_is(driver, announce, database):
    text = driver.get(f"/v1/clips/{announce()}").text
    with database.reading() as session:
        clip = session.scalars(select(Clip)).one()
        assert clip.created_at - clip.status_at < timedelta(seconds=1)
        buyer = clip.cars[0].stage.order.buyer
        for secret in (buyer.phone, buyer.name, clip.cars[0].stage.order.number):
            assert secret not in text
