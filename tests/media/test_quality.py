"""What is said against footage, on footage whose fault is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from media.job import Disposition, Job, process
from media.observers.limits import BY_ORIGIN, limits
from tests.footage import pictures
from tests.media.conftest import Passed

Picture = np.ndarray
Pass = Callable[..., Passed]
Change = Callable[[Picture, float], Picture]
SIZE = (640, 360)


def darker(share: float) -> Change:
    return lambda picture, _at: (picture * share).astype(np.uint8)


def softer(sigma: float) -> Change:
    return lambda picture, _at: cv2.GaussianBlur(picture, (0, 0), sigma)


def jumping(pixels: float) -> Change:
    rng = np.random.default_rng(4)

    def jump(picture: Picture, _at: float) -> Picture:
        move = np.float32([[1, 0, rng.normal(0, pixels)], [0, 1, rng.normal(0, pixels)]])
        return cv2.warpAffine(picture, move, SIZE, borderMode=cv2.BORDER_REFLECT)

    return jump


def covered(_picture: Picture, at: float) -> Picture:
    """A finger: reddish, without edges, a little brighter to one side."""
    light = np.linspace(60, 110, SIZE[0])[None, :, None] + 8 * np.sin(5 * at)
    return np.broadcast_to(light * np.array([1.0, 0.55, 0.45]), (SIZE[1], SIZE[0], 3)).astype(np.uint8)


def still(_picture: Picture, _at: float) -> Picture:
    return next(pictures(1, *SIZE))


def as_it_is(picture: Picture, _at: float) -> Picture:
    return picture


@pytest.fixture
def filmed(tmp_path: Path) -> Callable[..., Path]:
    """A car driving over a yard, with something done to each picture."""

    def film(change: Change, seconds: float = 2.0) -> Path:
        path = tmp_path / "filmed.mp4"
        with av.open(str(path), "w") as box:
            video = box.add_stream("libx264", rate=30, options={"preset": "ultrafast", "crf": "18", "g": "15"})
            video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
            for number, picture in enumerate(pictures(round(seconds * 30), *SIZE)):
                frame = av.VideoFrame.from_ndarray(change(picture, number / 30), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 30)
                box.mux(video.encode(frame))
            box.mux(video.encode(None))
        return path

    return film


FAULTS = {
    "too_dark": darker(0.06),
    "too_blurry": softer(22),
    "too_shaky": jumping(40),
    "frozen": still,
    "covered": covered,
}


@pytest.mark.parametrize("code", FAULTS)
def test_handheld_footage_is_rejected_for_its_fault_with_a_still_of_it(
    filmed: Callable[..., Path], passed: Pass, code: str
) -> None:
    made = passed(filmed(FAULTS[code]))
    outcome = made.outcome
    assert outcome.verdict is not None
    assert (outcome.verdict.code, outcome.disposition) == (code, Disposition.REJECT)
    assert outcome.renditions == []
    assert outcome.still is not None
    assert outcome.still.at_s == pytest.approx(outcome.verdict.at_s, abs=0.1)
    assert cv2.imread(str(made.folder / outcome.still.file)).shape == (360, 640, 3)


def test_good_footage_has_nothing_said_against_it(filmed: Callable[..., Path], passed: Pass) -> None:
    for origin in BY_ORIGIN:
        made = passed(filmed(as_it_is), origin=origin)
        assert (made.outcome.verdict, made.outcome.still) == (None, None)


@pytest.mark.parametrize("code", ["too_dark", "too_shaky", "frozen"])
def test_for_a_fixed_camera_night_wind_and_a_still_scene_are_normal(
    filmed: Callable[..., Path], passed: Pass, code: str
) -> None:
    assert passed(filmed(FAULTS[code]), origin="fixed_camera").outcome.verdict is None


def test_nobody_can_film_again_for_a_fixed_camera_so_a_person_decides(
    filmed: Callable[..., Path], passed: Pass
) -> None:
    verdict = passed(filmed(covered), origin="fixed_camera").outcome.verdict
    assert verdict is not None
    assert (verdict.code, verdict.held, verdict.params["because"]) == ("needs_review", True, "covered")


def test_what_is_in_doubt_is_made_and_held(filmed: Callable[..., Path], passed: Pass) -> None:
    made = passed(filmed(darker(0.13)))
    verdict = made.outcome.verdict
    assert verdict is not None
    assert (verdict.code, verdict.held, verdict.params["because"]) == ("needs_review", True, "too_dark")
    assert 36 < verdict.params["value"] < verdict.params["limit"] == 48
    assert len(made.frames()) == made.outcome.frames
    assert made.outcome.still is not None


def test_the_second_that_went_dark_is_named_shown_and_in_the_track(filmed: Callable[..., Path], passed: Pass) -> None:
    """Dark from the second second on, and darkest in the third."""
    shades = {0: 1.0, 1: 0.08, 2: 0.02, 3: 0.08}
    made = passed(filmed(lambda picture, at: (picture * shades[int(at)]).astype(np.uint8), seconds=4))
    verdict, still_of = made.outcome.verdict, made.outcome.still
    assert verdict is not None
    assert (verdict.code, int(verdict.at_s or 0)) == ("too_dark", 2)
    assert still_of is not None
    assert int(still_of.at_s) == 2
    light = made.outcome.quality["track"]["light"]
    assert len(light) == 4
    assert light[0] > 150 > 40 > light[1] > light[2] < light[3]


def test_a_few_bad_moments_do_not_speak_against_a_clip(filmed: Callable[..., Path], passed: Pass) -> None:
    made = passed(filmed(lambda picture, at: picture // 20 if at < 0.8 else picture))
    assert made.outcome.verdict is None


def test_limits_can_be_set_and_nonsense_is_refused(filmed: Callable[..., Path], passed: Pass) -> None:
    clip = filmed(darker(0.13))
    strict = passed(clip, limits={"handheld": {"light": [200, 60]}}).outcome
    assert strict.verdict is not None
    assert (strict.verdict.code, strict.disposition) == ("too_dark", Disposition.REJECT)
    for wrong in ({"phone": {"light": [1, 2]}}, {"gate": {"smell": [1, 2]}}, {"gate": {"light": [1]}}):
        with pytest.raises(ValueError, match="cannot be"):
            limits("handheld", wrong)


def test_a_driver_hears_of_useless_footage_before_the_pass(
    filmed: Callable[..., Path], job_with: Callable[..., Job]
) -> None:
    heard: list[str] = []
    for change in (darker(0.06), as_it_is):
        job = job_with(filmed(change))
        process(
            job,
            on_progress=lambda step, _percent: heard.append(step),
            on_first_look=lambda verdict: heard.append(verdict.code),
        )
    assert heard.index("too_dark") < heard.index("pass")
    assert heard.count("too_dark") == 1
