"""The same request many times at the same moment, with real commits."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from api.app import create_app
from store.objects import ObjectStore
from store.tables import Upload
from tests.api.uploads.conftest import send, some_bytes

TIMES = 20


@pytest.fixture
def database(own_database):
    return own_database


def at_once(app, person, method, path, bodies):
    """The answers to all of them, sent together."""

    def ask(body):
        headers = {"Authorization": f"Bearer {person.token}"}
        return app.test_client().open(path, method=method, json=body, headers=headers)

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(ask, bodies))


@pytest.mark.parametrize("device_ref", ["roll-1", None])
def test_one_announcement_twenty_times_at_once_is_one_upload(
    app, driver, announcement, database, objects, device_ref
):
    answers = at_once(app, driver, "POST", "/v1/uploads", [announcement(device_ref=device_ref)] * TIMES)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: TIMES - 1}
    assert len({answer.json["id"] for answer in answers}) == 1
    urls = {answer.json["parts"][0]["url"].partition("uploadId=")[2].partition("&")[0] for answer in answers}
    assert len(urls) == 1
    assert len(list(objects.multiparts("incoming/"))) == 1


def test_one_device_ref_with_different_bytes_at_once_is_one_upload(app, driver, announcement, database):
    bodies = [announcement(some_bytes(50, seed), device_ref="roll-1") for seed in range(8)]
    answers = at_once(app, driver, "POST", "/v1/uploads", bodies)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 7}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Upload)) == 1


def test_complete_twenty_times_at_once_makes_one_job(app, driver, announcement, database):
    footage = some_bytes(1000)
    upload = driver.post("/v1/uploads", json=announcement(footage)).json
    body = {"parts": send(footage, upload)}
    answers = at_once(app, driver, "POST", f"/v1/uploads/{upload['id']}/complete", [body] * TIMES)
    assert Counter(answer.status_code for answer in answers) == {202: TIMES}
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 1


def test_complete_and_give_up_at_once_end_one_way_or_the_other(app, driver, announcement, database, objects):
    for seed in range(5):
        footage = some_bytes(100, seed)
        upload = driver.post("/v1/uploads", json=announcement(footage)).json
        body, path = {"parts": send(footage, upload)}, f"/v1/uploads/{upload['id']}"
        with ThreadPoolExecutor(2) as pool:
            finish = pool.submit(driver.post, f"{path}/complete", json=body)
            give_up = pool.submit(driver.delete, path)
        ends = finish.result().status_code, give_up.result().status_code
        state = driver.get(f"/v1/clips/{upload['clip_id']}").json["status"]
        assert (ends, state) in {((202, 409), "uploaded"), ((409, 204), "removed"), ((422, 204), "removed")}
        kept = list(objects.keys("incoming/"))
        assert (len(kept) == 1) is (state == "uploaded")
        objects.delete(kept)


def test_storage_that_is_down_is_said_and_the_announcement_works_afterwards(services, driver, announcement, app):
    dead = replace(services.settings, s3_endpoint="http://127.0.0.1:9", s3_access_key="x", s3_secret_key="x")
    broken = create_app(replace(services, objects=ObjectStore(dead)))
    headers = {"Authorization": f"Bearer {driver.token}"}
    answer = broken.test_client().post("/v1/uploads", json=announcement(), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "storage_unavailable")
    again = driver.post("/v1/uploads", json=announcement())
    assert (again.status_code, len(again.json["parts"])) == (200, 1)
    assert send(b"footage", again.json)
