"""What must not be seen, in footage where it is known where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import cv2
import numpy as np
import pytest

from media.job import Redaction
from media.outcome import Hidden
from tests.actors import Actor, Place, Truth, car_with_plate, face, film, label
from tests.media.conftest import Passed
from tests.media.hiding.detail import detail, greys, left_over

Footage = Callable[..., Path]
Pass = Callable[..., Passed]

MEDIAN, WORST = 0.10, 0.20  # of the detail that was there
NAMES = ("QRCode", "DataMatrix", "Code39", "Code128")


def moving(left: float, top: float, right_a_second: float, down_a_second: float = 0.0) -> Place:
    """A straight way through the clip."""
    return lambda at: (left + right_a_second * at, top + down_a_second * at)


def hidden_badly(made: Passed, source: Path, truth: Sequence[Truth]) -> list[str]:
    """Each rendition in which too much can be made out, with how much."""
    before, bad = greys(source), []
    for rendition in made.outcome.renditions:
        left = left_over(before, greys(made.folder / rendition.file), truth)
        if median(left) > MEDIAN or max(left) > WORST:
            bad.append(f"{rendition.name}: median {median(left):.2f}, worst {max(left):.2f}")
    return bad


@pytest.mark.parametrize(
    ("actor", "hidden"),
    [
        (face(160, moving(100, 150, 220)), "faces"),
        (face(90, moving(900, 400, -150, -60)), "faces"),
        (car_with_plate(200, moving(50, 250, 120, 10)), "plates"),
        *[(label(name, 3, moving(200, 180, 80, 20)), "labels") for name in NAMES],
    ],
    ids=["face", "small face", "plate", *NAMES],
)
def test_nothing_can_be_made_out_in_any_size_and_all_of_it_without_hiding(
    passed: Pass, tmp_path: Path, actor: Actor, hidden: str
) -> None:
    (truth,) = film(clip := tmp_path / "clip.mp4", [actor], seconds=2).values()
    made = passed(clip)
    assert made.outcome.verdict is None
    assert getattr(made.outcome.hidden, hidden) == 1
    assert made.outcome.hidden.seconds == pytest.approx(2.0, abs=0.1)
    assert hidden_badly(made, clip, truth) == []
    shown = passed(clip, hide=False, rungs=(720,))
    assert min(left_over(greys(clip), greys(shown.folder / "720p.mp4"), truth)) > 0.8


def test_stills_show_no_more_than_the_clip_does(passed: Pass, tmp_path: Path) -> None:
    standing = face(300, moving(480, 150, 0))
    (truth,) = film(clip := tmp_path / "clip.mp4", [standing], seconds=2).values()
    before = greys(clip)[0]
    left = {}
    for hide in (True, False):
        made = passed(clip, hide=hide)
        poster = cv2.imread(str(made.folder / "poster.jpg"), cv2.IMREAD_GRAYSCALE)
        board = made.outcome.storyboard
        sheet = cv2.imread(str(made.folder / "storyboard.jpg"), cv2.IMREAD_GRAYSCALE)
        tiles = [sheet[:90, number * 160 : (number + 1) * 160] for number in range(board.count)]
        left[hide] = [share(each, before, truth[0]) for each in (poster, *tiles)]
    assert len(left[True]) == 5
    assert max(left[True]) < 0.5 * min(left[False])
    assert left[True][0] < WORST
    assert left[False][0] > 0.8


def share(picture: np.ndarray, before: np.ndarray, truth: Truth) -> float:
    """Detail left of what was there, at this picture's size."""
    small = cv2.resize(before, picture.shape[::-1], interpolation=cv2.INTER_AREA)
    box = tuple(part * picture.shape[1] / before.shape[1] for part in truth.box)
    return detail(picture, box) / detail(small, box)


def test_nothing_is_hidden_where_there_is_nothing_to_hide(passed: Pass, tmp_path: Path) -> None:
    film(clip := tmp_path / "clip.mp4", [], seconds=3, cuts=[1.5])
    assert passed(clip).outcome.hidden == Hidden()


def test_a_face_is_hidden_before_it_was_found_and_after_it_was_lost(passed: Pass, tmp_path: Path) -> None:
    """It comes out from behind an edge between two looks, and turns away before the next one."""
    turned = face(160, lambda at: (500, 200) if 0.35 <= at < 1.65 else None)
    (truth,) = film(clip := tmp_path / "clip.mp4", [turned], seconds=2.4).values()
    assert len(truth) == 39
    assert hidden_badly(passed(clip), clip, truth) == []


def test_a_scene_ends_at_its_cut_for_what_is_hidden_too(passed: Pass, tmp_path: Path) -> None:
    early = face(160, lambda at: (500, 200) if at < 1.1 else None)
    (truth,) = film(clip := tmp_path / "clip.mp4", [early], seconds=2.2, cuts=[1.1]).values()
    made = passed(clip)
    assert hidden_badly(made, clip, truth) == []
    before, shown = greys(clip), greys(made.folder / "720p.mp4")
    for number in (33, 36, 45):
        difference = np.abs(before[number].astype(int) - shown[number])[200:360, 500:660]
        assert difference.mean() < 3, f"picture {number} hides what the scene before had there"


def test_footage_filmed_upright_is_hidden_upright(passed: Pass, tmp_path: Path) -> None:
    walking = face(160, moving(100, 300, 120))
    (truth,) = film(clip := tmp_path / "clip.mp4", [walking], size=(720, 1280), rotate=90, seconds=1.5).values()
    made = passed(clip)
    assert (made.outcome.width, made.outcome.height) == (720, 1280)
    assert hidden_badly(made, clip, truth) == []


def test_what_a_person_drew_a_box_around_is_hidden_for_those_seconds(passed: Pass, footage: Footage) -> None:
    clip = footage(width=1280, height=720, seconds=1.5)
    where = Redaction(0.55, 0.55, 0.2, 0.3, from_s=0.5, to_s=1.0)
    made = passed(clip, redactions=(where,))
    assert made.outcome.hidden.boxes == 1
    assert made.outcome.hidden.seconds == pytest.approx(0.53, abs=0.05)
    before, shown = greys(clip), greys(made.folder / "720p.mp4")
    changed = [np.abs(a.astype(int) - b)[400:600, 710:950].mean() > 4 for a, b in zip(before, shown, strict=True)]
    assert [number / 30 for number, each in enumerate(changed) if each] == pytest.approx(
        [number / 30 for number in range(15, 31)]
    )


def test_every_picture_comes_out_once_and_at_its_time(passed: Pass, tmp_path: Path) -> None:
    film(clip := tmp_path / "clip.mp4", [face(160, moving(100, 150, 220))], seconds=1.5)
    times = [frame.time for frame in passed(clip).frames()]
    assert [time - times[0] for time in times] == pytest.approx([number / 30 for number in range(45)], abs=0.001)
