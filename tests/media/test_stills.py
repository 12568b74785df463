from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from thumbhash import thumb_hash_to_average_rgba

from media.hiding.boxes import Box, Kind, Patch
from media.shot import Shot
from media.sinks.poster import Poster
from media.sinks.storyboard import MOST_TILES, Storyboards
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


def shot(at: float, luma: np.ndarray) -> Shot:
    """One moment in black and white."""
    grey = np.full((luma.shape[0] // 2, luma.shape[1]), 128, np.uint8)
    picture = av.VideoFrame.from_ndarray(np.concatenate([luma, grey]), format="yuv420p")
    return Shot(round(at * 90_000), 3000, [picture])


def crisp(brightness: int) -> np.ndarray:
    """A fine pattern around this brightness."""
    noise = np.random.default_rng(3).integers(-30, 30, (96, 160))
    return np.clip(noise + brightness, 16, 235).astype(np.uint8)


def test_the_poster_is_the_sharpest_picture_that_one_can_make_out(tmp_path: Path) -> None:
    blurred = cv2.GaussianBlur(crisp(120), (0, 0), 3)
    poster = Poster(tmp_path)
    for at, luma in [(0.0, crisp(120)), (1.0, blurred), (2.0, crisp(120)), (3.0, crisp(30)), (4.0, blurred)]:
        poster.take(shot(at, luma))
    assert poster.best is not None
    assert poster.best[1] == 2.0  # not the first, nor a blurred, nor a dark one


def test_the_poster_shows_nothing_that_is_hidden_by_guess_and_rather_a_plate(tmp_path: Path) -> None:
    box, poster = Box(0.4, 0.4, 0.1, 0.1), Poster(tmp_path)
    moments = [(1.0, 140, []), (2.0, 120, [Patch(Kind.PLATE, box)]), (3.0, 140, [Patch(Kind.FACE, box, sure=False)])]
    for at, brightness, patches in moments:
        moment = shot(at, crisp(brightness))
        moment.patches = patches
        poster.take(moment)
    assert poster.best is not None
    assert poster.best[1] == 2.0
    only = Poster(tmp_path)
    only.take(moment)
    assert only.best is not None  # better than none


def test_the_poster_is_a_jpeg_of_the_clip(footage: Footage, passed: Pass) -> None:
    made = passed(footage(width=1920, height=1080, seconds=1), rungs=(1080, 360))
    poster = made.outcome.poster
    assert poster is not None
    picture = cv2.imread(str(made.folder / poster.file))
    assert picture.shape == (720, 1280, 3)  # not wider than a phone needs, whatever sizes are encoded
    assert (poster.width, poster.height) == (1280, 720)
    assert float(picture[20:160, 20:300].mean()) == pytest.approx(235, abs=4)  # in full range as JPEG is


@pytest.mark.parametrize("tint", [(200, 40, 40), (30, 60, 190)])
def test_the_placeholder_has_the_colour_of_the_poster(
    footage: Footage, passed: Pass, tint: tuple[int, int, int]
) -> None:
    made = passed(footage(tint=tint), judge=False)
    assert made.outcome.thumbhash is not None
    hashed = base64.b64decode(made.outcome.thumbhash)
    assert len(hashed) <= 25
    poster = cv2.imread(str(made.folder / "poster.jpg"))[..., ::-1].reshape(-1, 3).mean(axis=0)
    average = np.array(thumb_hash_to_average_rgba(list(hashed))[:3]) * 255
    assert average == pytest.approx(poster, abs=12)


def test_the_storyboard_says_where_each_tile_is(footage: Footage, passed: Pass) -> None:
    made = passed(footage(seconds=6, pulse=True))  # dark in even seconds, bright in odd ones
    board = made.outcome.storyboard
    assert board is not None
    assert (board.count, board.interval_s, board.columns, board.rows) == (12, 0.5, 10, 2)
    sheet = cv2.imread(str(made.folder / board.file), cv2.IMREAD_GRAYSCALE)
    assert sheet.shape == (board.rows * board.tile_height, board.columns * board.tile_width)
    for tile in range(board.count):
        left = tile % board.columns * board.tile_width
        top = tile // board.columns * board.tile_height
        shown = sheet[top : top + board.tile_height, left : left + board.tile_width].mean()
        assert (shown > 128) == (int(tile * board.interval_s) % 2 == 1)


def test_a_long_clip_gets_fewer_tiles_a_second_and_never_too_many(tmp_path: Path) -> None:
    board = Storyboards(tmp_path)
    for second in range(200):
        board.take(shot(float(second), np.full((96, 160), second, np.uint8)))
    assert len(board.tiles) <= MOST_TILES
    assert board.interval == 4
    shown = [int(np.frombuffer(memoryview(tile.planes[0]), np.uint8)[0]) for tile in board.tiles]
    assert shown == list(range(0, 200, 4))
