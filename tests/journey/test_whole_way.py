"""From the shop's order to a playing clip, through HTTP only, with the troubles of real roads on the way."""

import hashlib
import os
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import av
import httpx
import pytest

from tests.footage import make_footage
from tests.installation import Installation, wait_until
from tests.journey.people import Caller, Machine, Phone
from tests.journey.playlists import fetched, uris
from tests.journey.shop import BUYER_PHONE, DRIVER_PHONE, OTHER_PHONE, order_of, vin_number

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def order(shop: Machine) -> Any:
    """A buyer's order, and the neighbour's whose car is on the same truck."""
    shop.ask("PUT", "/v1/partner/orders/N-2", json=order_of(OTHER_PHONE, vin_number(2), NOW))
    return shop.ask("PUT", "/v1/partner/orders/N-1", json=order_of(BUYER_PHONE, vin_number(1), NOW))


@pytest.fixture(scope="module")
def driver(installation: Installation, shop: Machine, order: Any) -> Phone:
    """A driver whom the carrier named, signed in by phone and code."""
    key = shop.ask("POST", "/v1/partner/carriers/CHANGTU/keys", 201)
    carrier = Machine(installation).sign_in_with(key)
    carrier.ask("POST", "/v1/carrier/drivers", 201, json={"phone": DRIVER_PHONE, "name": "Wang Qiang"})
    phone = Phone(installation)
    phone.sign_in_by_phone(DRIVER_PHONE, "driver")
    return phone


@pytest.fixture(scope="module")
def buyer(installation: Installation, order: Any) -> Caller:
    caller = Caller(installation)
    caller.sign_in_by_phone(BUYER_PHONE, "buyer")
    return caller


@pytest.fixture(scope="module")
def stage_id(driver: Phone) -> str:
    """The driver picks the car by its VIN, as on the carrier page."""
    [stage] = driver.ask("GET", f"/v1/carrier/stages?vin={vin_number(1)[-8:]}")["items"]
    return str(stage["id"])


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine seconds in more than one part: the rest is an empty box, as cameras leave them (ISO/IEC 14496-12)."""
    path = make_footage(tmp_path_factory.mktemp("footage") / "truck.mp4", seconds=9, width=1280, height=720)
    with path.open("ab") as file:
        rest = 9 * 1024 * 1024
        file.write(rest.to_bytes(4, "big") + b"free" + bytes(rest - 8))
    return path


@pytest.fixture(scope="module")
def published(driver: Phone, stage_id: str, footage: Path, installation: Installation) -> Any:
    """A clip whose upload was cut in the middle of a part and whose worker was killed in the middle of the pass."""
    captured = NOW - timedelta(minutes=30)
    first = driver.announce(footage, captured, stage_id=stage_id)
    driver.send(first, footage, {1})
    size = first["part_size"]
    cut_line(first["parts"][1]["url"], footage.read_bytes()[size : 2 * size])

    again = driver.announce(footage, captured, stage_id=stage_id)
    assert (again["id"], again["clip_id"]) == (first["id"], first["clip_id"])
    arrived = driver.ask("GET", f"/v1/uploads/{again['id']}")["received_parts"]
    assert [part["number"] for part in arrived] == [1]
    missing = {part["number"] for part in again["parts"]} - {1}
    parts = [{"number": 1, "etag": arrived[0]["etag"]}, *driver.send(again, footage, missing)]
    for _ in range(2):  # the answer was lost, so the phone says it again
        driver.ask("POST", f"/v1/uploads/{again['id']}/complete", 202, json={"parts": parts})

    wait_until(lambda: driver.clip(first["clip_id"])["status"] == "processing", 30, "a worker has taken the clip")
    for worker in installation.workers():
        os.kill(worker, signal.SIGKILL)
    return driver.settled(first["clip_id"])


def cut_line(url: str, body: bytes) -> None:
    """Begin a PUT, send half of it, and be gone."""
    parts = urlsplit(url)
    head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=10) as line:
        line.sendall(head.encode() + body[: len(body) // 2])


def test_a_clip_survives_a_cut_line_and_a_killed_worker(published: Any) -> None:
    assert published["status"] == "published", published
    assert published["duration_s"] == pytest.approx(9, abs=0.2)
    assert (published["width"], published["height"]) == (1280, 720)


def test_the_buyer_finds_it_once_in_the_timeline_with_place_and_time(
    buyer: Caller, order: Any, published: Any
) -> None:
    assert [item["id"] for item in buyer.ask("GET", "/v1/orders")["items"]] == [order["id"]]
    entries = buyer.ask("GET", f"/v1/orders/{order['id']}/timeline?kind=clip")["items"]
    [entry] = entries
    assert "video" in entry["text"].lower()
    assert entry["clip"]["duration_s"] == pytest.approx(9, abs=0.2)
    assert published["id"] not in str(entries), "buyers never see a clip's id"


@pytest.fixture(scope="module")
def clip(buyer: Caller, order: Any, published: Any) -> Any:
    [entry] = buyer.ask("GET", f"/v1/orders/{order['id']}/timeline?kind=clip")["items"]
    return entry["clip"]


@pytest.fixture(scope="module")
def token(buyer: Caller, order: Any) -> str:
    return str(buyer.ask("POST", f"/v1/orders/{order['id']}/playback", 201)["token"])


def test_every_rendition_plays_from_its_byte_ranges(
    installation: Installation, clip: Any, token: str, tmp_path: Path
) -> None:
    master_url = f"{installation.base_url}{clip['hls']}?t={token}"
    heights = []
    for number, line in enumerate(uris(httpx.get(master_url).text)):
        playlist_url = urljoin(master_url, line)
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(b"".join(fetched(httpx.get(playlist_url).text, playlist_url)))
        with av.open(str(path)) as box:
            frames = list(box.decode(video=0))
        heights.append(frames[0].height)
        assert len(frames) == pytest.approx(270, abs=2)
    assert sorted(heights) == [360, 720]


def test_poster_storyboard_and_download_are_there(installation: Installation, clip: Any, token: str) -> None:
    def get(path: str) -> httpx.Response:
        answer = httpx.get(f"{installation.base_url}{path}?t={token}", follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer

    assert get(clip["poster"]).content.startswith(b"\xff\xd8")
    assert get(clip["storyboard"]).text.startswith("WEBVTT")
    assert get(clip["download"]).content[4:8] == b"ftyp"


def test_the_neighbour_on_the_same_truck_sees_nothing_of_it(
    installation: Installation, order: Any, clip: Any, token: str
) -> None:
    neighbour = Caller(installation)
    neighbour.sign_in_by_phone(OTHER_PHONE, "buyer")
    neighbour.ask("GET", f"/v1/orders/{order['id']}", 404)
    neighbour.ask("GET", f"/v1/orders/{order['id']}/timeline", 404)
    neighbour.ask("POST", f"/v1/orders/{order['id']}/playback", 404)
    neighbour.ask("GET", clip["hls"], 404)
    [theirs] = neighbour.ask("GET", "/v1/orders")["items"]
    mine = neighbour.ask("POST", f"/v1/orders/{theirs['id']}/playback", 201)["token"]
    assert httpx.get(f"{installation.base_url}{clip['hls']}?t={mine}").status_code == 404
    assert httpx.get(f"{installation.base_url}{clip['hls']}?t={token}").status_code == 200


def test_the_truck_leaves_and_the_buyer_reads_it(driver: Phone, buyer: Caller, order: Any, stage_id: str) -> None:
    event = {
        "event_id": "dep-1",
        "stage_id": stage_id,
        "type": "departing",
        "classifier": "actual",
        "happened_at": (NOW - timedelta(minutes=50)).isoformat(),
    }
    results = driver.ask("POST", "/v1/events", 200, json={"events": [event, event]})["results"]
    assert [result["status"] for result in results] == ["accepted", "duplicate"]
    assert buyer.ask("GET", f"/v1/orders/{order['id']}")["progress"]["milestone"] == "in_transit"
    kinds = [entry["kind"] for entry in buyer.ask("GET", f"/v1/orders/{order['id']}/timeline")["items"]]
    assert {"clip", "event", "milestone"} <= set(kinds)


@pytest.fixture
def sane_footage(tmp_path: Path) -> Path:
    """What is published as it was filmed."""
    return make_footage(tmp_path / "sane.mp4", seconds=3, width=1920, height=1080, rate=10)


def test_a_size_that_follows_is_there_for_who_starts_later_and_no_second_word(
    installation: Installation, driver: Phone, buyer: Caller, order: Any, stage_id: str, sane_footage: Path
) -> None:
    timeline = f"/v1/orders/{order['id']}/timeline"
    before = buyer.ask("GET", f"{timeline}?limit=1")["latest_seq"]
    buyer.ask("POST", f"/v1/orders/{order['id']}/seen", json={"seq": before})
    clip = driver.settled(driver.upload(sane_footage, NOW - timedelta(minutes=20), stage_id=stage_id))
    assert clip["status"] == "published", clip
    token = buyer.ask("POST", f"/v1/orders/{order['id']}/playback", 201)["token"]

    def changed() -> Any:
        [entry] = buyer.ask("GET", f"{timeline}?since={before}&kind=clip")["items"]
        return entry if "720p" in entry["clip"]["proof"]["renditions"] else None

    entry = wait_until(changed, 90, "the size between has followed")
    assert entry["seq"] == before + 2
    master = httpx.get(f"{installation.base_url}{entry['clip']['hls']}?t={token}").text
    assert [line.split("?")[0] for line in uris(master)] == ["360p.m3u8", "720p.m3u8", "1080p.m3u8"]
    hashes = entry["clip"]["proof"]["renditions"]
    best = httpx.get(f"{installation.base_url}{entry['clip']['download']}?t={token}", follow_redirects=True).content
    assert hashlib.sha256(best).hexdigest() == hashes["1080p"] == entry["clip"]["proof"]["sha256"]["download"]
    assert buyer.ask("GET", f"/v1/orders/{order['id']}")["unread"] == 1
    lines = buyer.ask("GET", f"/v1/orders/{order['id']}/digest")["items"]
    assert [line["entry_id"] for line in lines] == [entry["id"]]


def test_a_text_file_is_told_so_within_seconds(driver: Phone, stage_id: str, tmp_path: Path) -> None:
    text = tmp_path / "note.mp4"
    text.write_text("the truck is late")
    clip_id = driver.upload(text, NOW - timedelta(minutes=5), stage_id=stage_id)
    clip = driver.settled(clip_id, 30)
    assert (clip["status"], clip["verdict"]["code"]) == ("rejected", "not_a_video")
    assert clip["verdict"]["advice"]


def test_other_bytes_than_announced_are_refused(driver: Phone, stage_id: str, tmp_path: Path) -> None:
    announced, sent = tmp_path / "a.mp4", tmp_path / "b.mp4"
    announced.write_bytes(b"a" * 1000)
    sent.write_bytes(b"b" * 1000)
    upload = driver.announce(announced, NOW, stage_id=stage_id)
    parts = driver.send(upload, sent, {1})
    driver.ask("POST", f"/v1/uploads/{upload['id']}/complete", 202, json={"parts": parts})
    assert driver.settled(upload["clip_id"], 30)["verdict"]["code"] == "hash_mismatch"


def test_the_same_footage_again_is_the_same_clip(driver: Phone, stage_id: str, footage: Path, published: Any) -> None:
    with pytest.raises(AssertionError, match="duplicate_footage") as caught:
        driver.announce(footage, NOW, stage_id=stage_id, device_ref="another phone")
    assert published["id"] in str(caught.value)
