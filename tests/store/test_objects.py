"""Object storage, against the real server."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from store.objects import NoSuchMultipart, ObjectStore, Part, PartsRefused, StorageDown
from store.settings import Settings
from tests.storage_proxy import NOT_FOUND, storage_proxy

PART = 5 * 1024 * 1024
ORIGIN = "http://127.0.0.1:1"


def send(url: str, body: bytes) -> httpx.Response:
    return httpx.put(url, content=body)


def uploaded_part(objects: ObjectStore, key: str, multipart: str, number: int, body: bytes) -> Part:
    answer = send(objects.presign_part(key, multipart, number, len(body), 60), body)
    assert answer.status_code == 200, answer.text
    return Part(number, answer.headers["ETag"].strip('"'), len(body))


def test_parts_sent_to_their_urls_become_the_object(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/a", "video/mp4")
    parts = [
        uploaded_part(objects, "incoming/a", multipart, 1, b"a" * PART),
        uploaded_part(objects, "incoming/a", multipart, 2, b"b" * 10),
    ]
    assert objects.list_parts("incoming/a", multipart) == parts
    objects.complete("incoming/a", multipart, parts)
    assert b"".join(objects.chunks("incoming/a")) == b"a" * PART + b"b" * 10
    head = objects.head("incoming/a")
    assert head is not None
    assert head.size == PART + 10


def test_a_part_of_another_length_than_signed_is_refused(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/b", "video/mp4")
    assert send(objects.presign_part("incoming/b", multipart, 1, 10, 60), b"x" * 11).status_code == 403
    assert objects.list_parts("incoming/b", multipart) == []


def test_a_changed_url_is_refused(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/c", "video/mp4")
    url = objects.presign_part("incoming/c", multipart, 1, 10, 60)
    assert send(url.replace("incoming/c", "incoming/d"), b"x" * 10).status_code in {403, 404}


def test_parts_that_never_arrived_are_refused(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/e", "video/mp4")
    arrived = uploaded_part(objects, "incoming/e", multipart, 1, b"e" * PART)
    with pytest.raises(PartsRefused):
        objects.complete("incoming/e", multipart, [arrived, Part(2, "0" * 32, 5)])


def test_a_multipart_upload_that_is_gone_is_told_apart(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/f", "video/mp4")
    objects.abort("incoming/f", multipart)
    objects.abort("incoming/f", multipart)
    with pytest.raises(NoSuchMultipart):
        objects.list_parts("incoming/f", multipart)


def test_unfinished_uploads_can_be_listed(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/g", "video/mp4")
    assert list(objects.multiparts("incoming/")) == [("incoming/g", multipart)]


def test_a_published_file_is_read_by_range_through_its_url_until_it_is_deleted(
    objects: ObjectStore, tmp_path: Path
) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"0123456789")
    objects.put("published/x/1/360.mp4", tmp_path / "clip.mp4", "video/mp4")
    url = objects.presign_get("published/x/1/360.mp4", 60, filename="car.mp4")
    answer = httpx.get(url, headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="car.mp4"'
    assert list(objects.keys("published/x/")) == ["published/x/1/360.mp4"]
    objects.delete(["published/x/1/360.mp4", "published/never"])
    assert objects.head("published/x/1/360.mp4") is None
    assert httpx.get(url).status_code == 404


def test_nothing_is_readable_without_a_signature(objects: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"secret")
    objects.put("published/y", tmp_path / "clip.mp4", "video/mp4")
    bare = objects.presign_get("published/y", 60).split("?")[0]
    assert httpx.get(bare).status_code == 403


def test_reading_what_is_not_there_says_so(objects: ObjectStore) -> None:
    with pytest.raises(FileNotFoundError):
        list(objects.chunks("published/nothing"))


def test_browsers_may_send_parts_and_read_their_etags(objects: ObjectStore) -> None:
    multipart = objects.begin_multipart("incoming/h", "video/mp4")
    url = objects.presign_part("incoming/h", multipart, 1, 3, 60)
    asked = httpx.options(url, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"})
    assert asked.headers["Access-Control-Allow-Origin"] in {"*", ORIGIN}
    answer = httpx.put(url, content=b"abc", headers={"Origin": ORIGIN})
    assert "etag" in answer.headers["Access-Control-Expose-Headers"].lower()


def test_setting_up_the_bucket_twice_is_fine(objects: ObjectStore) -> None:
    objects.ensure_bucket()
    assert objects.is_up()


def test_storage_that_does_not_answer_says_that_nothing_is_lost(
    storage_settings: Settings,
) -> None:
    nowhere = ObjectStore(replace(storage_settings, s3_endpoint=ORIGIN))
    assert not nowhere.is_up()
    with pytest.raises(StorageDown, match="Nothing was lost"):
        nowhere.begin_multipart("incoming/i", "video/mp4")


def test_deleting_goes_on_where_storage_says_that_something_is_gone_already(
    objects: ObjectStore, storage_settings: Settings
) -> None:
    with storage_proxy(storage_settings.s3_endpoint) as proxy:
        proxy.refusing, proxy.refusal = (b"DELETE",), NOT_FOUND
        ObjectStore(replace(storage_settings, s3_endpoint=proxy.endpoint)).delete(["published/a", "published/b"])
    assert proxy.refused == 2


def test_a_copy_is_the_same_object_under_another_key(objects: ObjectStore, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"footage")
    objects.put("published/a", file, "video/mp4")
    assert objects.copy("published/a", "published/b")
    answers = [httpx.get(objects.presign_get(key, 60)) for key in ("published/a", "published/b")]
    assert answers[0].content == answers[1].content == b"footage"
    for name in ("Content-Type", "Cache-Control"):
        assert answers[0].headers[name] == answers[1].headers[name]
    assert not objects.copy("published/nothing", "published/c")
