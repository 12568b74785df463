from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media.ladder import ladder
from media.upright import plane_of
from tests.media.conftest import Passed
from tests.media.test_photos import photo

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


def brightest_corner(luma: NDArray[np.uint8]) -> str:
    """Where the bright quarter of the drawn footage lies."""
    tall, wide = luma.shape[0] // 2, luma.shape[1] // 2
    corners = {
        "top left": luma[:tall, :wide],
        "top right": luma[:tall, wide:],
        "bottom left": luma[tall:, :wide],
        "bottom right": luma[tall:, wide:],
    }
    return max(corners, key=lambda corner: float(corners[corner].mean()))


@pytest.mark.parametrize(
    ("degrees", "corner", "size"),
    [
        (0, "top left", (320, 180)),
        (90, "bottom left", (180, 320)),
        (180, "bottom right", (320, 180)),
        (270, "top right", (180, 320)),
    ],
)
def test_a_phone_held_any_way_up_films_upright(
    footage: Footage, passed: Pass, degrees: int, corner: str, size: tuple[int, int]
) -> None:
    made = passed(footage("mov", seconds=1, rotate=degrees))
    assert (made.outcome.width, made.outcome.height) == size
    frame = made.frames()[0]
    assert (frame.width, frame.height) == size
    assert frame.rotation == 0  # turned for real, not by another display matrix
    assert brightest_corner(plane_of(frame, 0)) == corner


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "top left"), (3, "bottom right"), (6, "top right"), (8, "bottom left")]
)
def test_a_camera_that_says_in_exif_how_it_hangs_films_upright(
    passed: Pass, tmp_path: Path, orientation: int, corner: str
) -> None:
    with av.open(str(path := tmp_path / "camera.mov"), "w") as box:
        video = box.add_stream("mjpeg", rate=10)
        video.width, video.height, video.pix_fmt = 640, 480, "yuvj420p"
        for number in range(12):
            packet = av.Packet(photo(turn=orientation))
            packet.stream, packet.pts, packet.dts, packet.time_base = video, number, number, Fraction(1, 10)
            box.mux(packet)
    with av.open(str(path)) as box, pytest.raises(ValueError, match="valid"):
        next(box.decode(video=0)).side_data  # noqa: B018 - no word for Exif, or the test proves nothing
    made = passed(path, judge=False, hide=False)
    assert brightest_corner(plane_of(made.frames()[0], 0)) == corner


def test_a_mirrored_picture_is_mirrored_back(footage: Footage, passed: Pass) -> None:
    made = passed(footage("mov", seconds=1, mirror=True))
    assert brightest_corner(plane_of(made.frames()[0], 0)) == "top right"


def test_odd_sizes_lose_one_column_and_row(footage: Footage, passed: Pass) -> None:
    made = passed(footage("avi", seconds=1, width=321, height=181, codec="mpeg4"))
    assert (made.outcome.width, made.outcome.height) == (321, 181)
    assert [(each.width, each.height) for each in made.outcome.renditions] == [(320, 180)]


@pytest.mark.parametrize(("aspect", "size"), [(Fraction(4, 3), (426, 180)), (Fraction(3, 4), (320, 240))])
def test_pixels_become_square(footage: Footage, passed: Pass, aspect: Fraction, size: tuple[int, int]) -> None:
    frame = passed(footage(seconds=1, aspect=aspect)).frames()[0]
    assert (frame.width, frame.height) == size


def test_pixels_of_an_absurd_shape_are_a_mistake(footage: Footage, passed: Pass) -> None:
    frame = passed(footage(seconds=1, aspect=Fraction(100, 1))).frames()[0]
    assert (frame.width, frame.height) == (320, 180)


def test_ten_bit_hevc_becomes_what_every_phone_plays(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=1, codec="libx265", pixels="yuv420p10le"))
    frame = made.frames()[0]
    assert (made.outcome.codec, frame.format.name) == ("hevc", "yuv420p")
    assert made.outcome.renditions[0].codecs.startswith("avc1.64")
    assert float(plane_of(frame, 0)[:80, :150].mean()) == pytest.approx(218, abs=6)  # 235 of 255, in limited range


def test_hdr_is_mapped_and_not_washed_out(footage: Footage, passed: Pass) -> None:
    """This code value is ordinary white in HLG (203 cd/m2, ITU-R BT.2408): bright on a normal screen, not grey."""
    grey = 721
    hdr = {"x265-params": "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"}
    clip = footage(seconds=1, codec="libx265", pixels="yuv420p10le", code_value=grey, options=hdr)
    made = passed(clip, judge=False)
    luma = plane_of(made.frames()[0], 0)
    assert float(np.median(luma)) > grey / 4 + 20  # what it would be if only the bits were cut off
    with av.open(str(made.folder / made.outcome.renditions[0].file)) as box:
        context = box.streams.video[0].codec_context
        assert (context.color_trc, context.color_primaries, context.colorspace) == (1, 1, 1)


def test_full_range_is_not_washed_out(footage: Footage, passed: Pass) -> None:
    """A grey of 200 in full range is 16 + 200 * 219 / 255 = 188 in limited range; taken as limited it stays 200."""
    made = passed(
        footage("avi", seconds=1, codec="mjpeg", pixels="yuvj420p", brightness=200, speck=True), judge=False
    )
    luma = plane_of(made.frames()[0], 0)
    assert float(np.median(luma)) == pytest.approx(188, abs=3)


def test_colours_of_old_footage_stay_the_same(footage: Footage, passed: Pass) -> None:
    """Untagged standard definition is BT.601: converted, a saturated red keeps its red."""
    made = passed(footage(seconds=1, tint=(200, 30, 30)), judge=False)
    red, green, blue = made.frames()[0].to_ndarray(format="rgb24")[-20:, -20:].reshape(-1, 3).mean(axis=0)
    assert (red, green, blue) == pytest.approx((200, 30, 30), abs=8)


@pytest.mark.parametrize("size", [(16, 16), (2000, 20)])
def test_a_picture_too_small_to_show_a_car_is_refused(footage: Footage, passed: Pass, size: tuple[int, int]) -> None:
    outcome = passed(footage(seconds=1, width=size[0], height=size[1])).outcome
    assert outcome.verdict is not None
    assert (outcome.verdict.code, outcome.verdict.params["reason"]) == ("unsupported", "too_small")


@pytest.mark.parametrize(
    ("source", "sizes"),
    [
        ((1920, 1080), [(1920, 1080), (1280, 720), (640, 360)]),
        ((3840, 2160), [(1920, 1080), (1280, 720), (640, 360)]),
        ((1080, 1920), [(1080, 1920), (720, 1280), (360, 640)]),  # portrait: the rung bounds the short side
        ((2400, 1080), [(1920, 864), (1280, 576), (640, 288)]),
        ((640, 480), [(640, 480), (480, 360)]),
        ((400, 300), [(400, 300)]),
        ((200, 200), [(200, 200)]),
        ((1281, 721), [(1280, 720), (640, 360)]),
    ],
)
def test_no_rung_is_larger_than_the_source(source: tuple[int, int], sizes: list[tuple[int, int]]) -> None:
    assert ladder(*source, (1080, 720, 360)) == sizes
