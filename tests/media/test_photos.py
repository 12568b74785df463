"""Photos become clips that stand still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from media.exif import taken_at
from media.job import Job, process
from media.outcome import Verdict
from tests.footage import pictures
from tests.media.conftest import Passed

Pass = Callable[..., Passed]
ORIENTATION = 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **about: Any) -> bytes:
    """A yard with its top left quarter nearly white; `turn` is Exif's orientation, `exif` and `gps` its tags."""
    image = Image.fromarray(next(pictures(1, *size)))
    tags = image.getexif()
    tags[ORIENTATION] = about.get("turn", 1)
    tags.get_ifd(0x8769).update(about.get("exif", {}))
    tags.get_ifd(0x8825).update(about.get("gps", {}))
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    file = BytesIO()
    image.save(file, kind, exif=tags, quality=90)
    return file.getvalue()


def brightest_corner(made: Passed) -> tuple[bool, bool]:
    """Whether it is at the bottom, and whether on the right."""
    luma = made.frames()[0].to_ndarray(format="gray")
    rows, columns = (length // 2 for length in luma.shape)
    corners = [[luma[:rows, :columns], luma[:rows, columns:]], [luma[rows:, :columns], luma[rows:, columns:]]]
    place = int(np.argmax([each.mean() for row in corners for each in row]))
    return place >= 2, place % 2 == 1


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_photo_plays_for_three_seconds(kind: str, passed: Pass) -> None:
    made = passed(photo(kind), min_duration_s=5.0)
    assert made.outcome.verdict is None
    assert made.outcome.photo
    assert made.outcome.duration_s == 3.0
    assert (made.outcome.width, made.outcome.height) == (640, 480)
    assert made.outcome.container == {"JPEG": "jpeg", "HEIF": "heic"}[kind]
    assert made.outcome.poster is not None
    assert len(made.frames()) == made.outcome.frames == 30


@pytest.mark.parametrize(
    ("turn", "size", "corner"),
    [
        (1, (640, 480), (0, 0)),
        (2, (640, 480), (0, 1)),
        (3, (640, 480), (1, 1)),
        (4, (640, 480), (1, 0)),
        (5, (480, 640), (0, 0)),
        (6, (480, 640), (0, 1)),
        (7, (480, 640), (1, 1)),
        (8, (480, 640), (1, 0)),
        (9, (640, 480), (0, 0)),
    ],
)
def test_a_photo_is_turned_upright(turn: int, size: tuple[int, int], corner: tuple[int, int], passed: Pass) -> None:
    made = passed(photo(turn=turn), judge=False, hide=False)
    assert (made.outcome.width, made.outcome.height) == size
    assert brightest_corner(made) == corner


def many_scans(number: int, after: bytes = b"") -> bytes:
    """A progressive photo whose last scan comes again and again; `after` follows its end."""
    file = BytesIO()
    Image.fromarray(next(pictures(1, 640, 480))).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * number + data[-2:] + after


def test_a_photo_that_is_gone_over_too_often_is_refused(passed: Pass) -> None:
    assert passed(many_scans(300)).outcome.verdict == Verdict("unsupported", {"reason": "too_many_scans", "max": 200})


def test_scans_are_counted_up_to_the_end_of_the_photo(passed: Pass) -> None:
    """Motion photos append a video, in which anything may look like a scan."""
    assert passed(many_scans(1, b"\x00\x02" + b"\xff\xda\x00\x02" * 300), judge=False).outcome.verdict is None


def test_a_large_photo_keeps_its_colours_and_is_made_as_large_as_the_largest_rung(passed: Pass) -> None:
    red = BytesIO()
    Image.new("RGB", (4032, 3024), (180, 40, 30)).save(red, "JPEG", quality=95)
    made = passed(red.getvalue(), judge=False)
    assert max(made.outcome.width or 0, made.outcome.height or 0) == 1920
    middle = made.frames()[0].to_ndarray(format="rgb24")[500:520, 700:720].reshape(-1, 3).mean(axis=0)
    assert np.abs(middle - (180, 40, 30)).max() < 6


def test_when_and_where_come_with_the_zone_and_are_in_nothing_that_buyers_get(passed: Pass) -> None:
    exif = {0x9003: "2026:11:20 10:00:00", 0x9011: "+08:00"}
    gps = {1: "N", 2: (30.0, 35.0, 34.08), 3: "E", 4: (114.0, 18.0, 19.8)}
    made = passed(photo(exif=exif, gps=gps))
    assert made.outcome.captured_at == datetime.fromisoformat("2026-11-20T10:00:00+08:00")
    assert made.outcome.captured_offset_known
    assert (made.outcome.lat, made.outcome.lon) == (30.5928, 114.3055)
    for each in made.outcome.made:
        content = (made.folder / each.file).read_bytes()
        assert b"Exif" not in content
        assert b"2026:11:20" not in content


@pytest.mark.parametrize(
    ("exif", "gps", "expected"),
    [
        ({0x9003: "2026:11:20 10:00:00"}, {}, None),
        ({}, {7: (2.0, 0.0, 1.0), 29: "2026:11:20"}, "2026-11-20T02:00:01+00:00"),
        ({0x9003: "1980:01:01 00:00:00", 0x9011: "+00:00"}, {}, None),
        ({0x9003: "yesterday", 0x9011: "+08:00"}, {}, None),
    ],
)
def test_a_time_without_a_zone_is_no_answer(
    exif: dict[int, Any], gps: dict[int, Any], expected: str | None, passed: Pass
) -> None:
    captured = passed(photo(size=(64, 64), exif=exif, gps=gps), judge=False, hide=False).outcome.captured_at
    assert (captured.isoformat() if captured else None) == expected


def test_a_text_where_exif_wants_bytes_costs_no_photo(passed: Pass) -> None:
    taken = photo(turn=6, gps={1: "N", 2: (30.0, 35.0, 34.08), 3: "E", 4: (114.0, 18.0, 19.8)})
    north, version = (b"\x00" + tag + b"\x00\x02\x00\x00\x00\x02N" for tag in (b"\x01", b"\x00"))
    assert north in taken
    made = passed(taken.replace(north, version), judge=False, hide=False)
    assert made.outcome.verdict is None
    assert (made.outcome.width, made.outcome.height) == (480, 640)


def test_a_time_beyond_all_numbers_is_no_answer() -> None:
    gps = {7: (1e300, 0.0, 0.0), 29: "2026:11:20"}
    assert taken_at({}, gps) is None


def test_a_torn_photo_is_corrupt_and_an_enormous_one_is_refused_before_it_is_decoded(
    job_with: Callable[..., Job],
) -> None:
    whole = photo()
    torn = process(job_with(whole[: len(whole) // 2])).verdict
    assert torn is not None
    assert (torn.code, torn.params) == ("corrupt", {"reason": "cannot_open"})
    head = whole.index(b"\xff\xc0")
    bomb = whole[: head + 5] + (65_000).to_bytes(2, "big") * 2 + whole[head + 9 :]
    assert process(job_with(bomb)).verdict == Verdict(
        "unsupported", {"reason": "too_large", "width": 65_000, "height": 65_000}
    )


def test_pictures_of_a_yard_camera_may_carry_exif(passed: Pass, tmp_path: Path) -> None:
    path = tmp_path / "camera.avi"
    with av.open(str(path), "w") as box:
        video = box.add_stream("mjpeg", rate=10)
        video.width, video.height, video.pix_fmt = 640, 480, "yuvj420p"
        for number in range(20):
            packet = av.Packet(photo())
            packet.stream, packet.pts, packet.dts, packet.time_base = video, number, number, Fraction(1, 10)
            packet.is_keyframe = True
            box.mux(packet)
    made = passed(path, judge=False)
    assert made.outcome.verdict is None
    assert not made.outcome.photo
    assert made.outcome.frames == 20
