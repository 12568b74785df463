"""Codes are looked for only where there may be one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from media.hiding.boxes import Found
from media.hiding.dense import Part, dense_parts
from media.hiding.labels import Labels
from media.shot import Shot
from media.upright import plane_of
from tests.actors import label

SIZE = (1920, 1080)
NAMES = ("QRCode", "DataMatrix", "Code39", "Code128")


def yard() -> NDArray[np.uint8]:
    """Ground, sky and their like: soft shades and the noise of a camera."""
    rng = np.random.default_rng(3)
    coarse = rng.uniform(60, 180, (18, 32)).astype(np.float32)
    ground = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC) + rng.normal(0, 3, SIZE[::-1])
    return np.clip(ground, 0, 255).astype(np.uint8)


def with_label(name: str, scale: int, left: int, top: int, *, dark: int = 0, bright: int = 255) -> NDArray[np.uint8]:
    """The yard with a code whose modules are `scale` pixels large."""
    luma, drawn = yard(), label(name, scale, lambda _: None).picture[:, :, 0]
    shades = dark + drawn.astype(np.float32) / 255 * (bright - dark)
    luma[top : top + drawn.shape[0], left : left + drawn.shape[1]] = shades.astype(np.uint8)
    return luma


def read(luma: NDArray[np.uint8]) -> list[str]:
    """What can be read in the parts."""
    return [code.text for part in dense_parts(luma) for code in zxingcpp.read_barcodes(part.of(luma))]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("left", "top"), [(3, 2), (801, 417), (1301, 907)])
def test_every_code_is_in_one_of_the_parts(name: str, left: int, top: int) -> None:
    assert read(with_label(name, 2, left, top))


@pytest.mark.parametrize("name", NAMES)
def test_faint_print_is_enough(name: str) -> None:
    assert read(with_label(name, 3, 400, 300, dark=70, bright=120))


def test_a_code_is_looked_for_in_a_small_part_of_the_picture() -> None:
    parts = dense_parts(with_label("QRCode", 3, 400, 300))
    looked_at = sum((part.right - part.left) * (part.bottom - part.top) for part in parts)
    assert looked_at < 0.1 * SIZE[0] * SIZE[1]


def test_where_nothing_is_printed_nothing_is_looked_at() -> None:
    assert dense_parts(yard()) == []


def test_a_picture_full_of_edges_is_looked_at_as_a_whole() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (1080, 1920)).astype(np.uint8)
    assert dense_parts(noise) == [Part(0, 0, 1920, 1080)]


@pytest.mark.parametrize("shape", [(32, 32), (33, 1919), (1079, 35)])
def test_odd_and_small_pictures_have_parts_inside_them(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(3).integers(0, 255, shape).astype(np.uint8)
    for part in dense_parts(noise):
        assert 0 <= part.left < part.right <= shape[1]
        assert 0 <= part.top < part.bottom <= shape[0]


def test_a_small_code_that_cannot_be_read_is_no_label() -> None:
    """It has one corner mark only, which much else has, too."""
    code = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=6, add_quiet_zones=True))
    luma = yard()
    luma[300 : 300 + drawn.shape[0], 400 : 400 + drawn.shape[1]] = drawn
    assert labels_in(luma), "as long as it can be read it is one"
    for down, across in ((6, 9), (8, 7), (9, 10), (7, 8), (10, 6), (6, 7), (8, 10), (10, 9)):  # modules
        luma[312 + down * 6 : 318 + down * 6, 412 + across * 6 : 418 + across * 6] ^= 255
    assert labels_in(luma) == []


def labels_in(luma: NDArray[np.uint8]) -> list[Found]:
    """What the detector finds in a picture of this brightness."""
    picture = VideoFrame(*SIZE, "yuv420p")
    plane_of(picture, 0)[:] = luma
    return Labels().find(Shot(0, 3000, [picture]))
