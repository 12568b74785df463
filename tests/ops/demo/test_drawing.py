"""The clips that the demonstration draws: whole files, alive, bright enough, the same every time."""

from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from ops.demo.drawing.clips import CLIPS, TRIP, draw, film
from tests.ops.demo.stamps import small

DARKEST, DARKEST_AT_NIGHT = 70, 35  # mean luma, of 255
SMALLEST_CHANGE = 0.4  # mean luma between frames a third of a second apart
BY_NIGHT = {"motorway-night", "gate-night", "yard-rain"}
POOR = {"yard-dim", "rail-unsharp", "loading-black"}  # a person has to look, or the driver has to film again
GOOD = [name for name, clip in CLIPS.items() if name not in POOR and not clip.photo]


def shown(path: Path) -> list[np.ndarray]:
    """The luma of every frame as stored, after checking that the file says what it is."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", GOOD)
def test_every_good_clip_is_alive_and_bright_enough_to_make_out_a_car(name, stamps):
    clip = small(CLIPS[name])
    pictures = shown(stamps / f"{name}.mp4")
    assert len(pictures) == round(clip.seconds * clip.rate)
    bright = np.mean([picture.mean() for picture in pictures])
    assert bright > (DARKEST_AT_NIGHT if name in BY_NIGHT else DARKEST)
    third = clip.rate // 3
    changes = [np.abs(one.astype(int) - other).mean() for one, other in zip(pictures, pictures[third:], strict=False)]
    assert min(changes) > SMALLEST_CHANGE
    assert min(picture.std() for picture in pictures) > 15


def test_a_clip_is_as_long_and_large_as_it_was_planned(tmp_path):
    path = draw("gate-night", tmp_path)
    planned = CLIPS["gate-night"]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == planned.size == (1280, 720)
        assert stream.codec_context.name == "h264"
        assert stream.average_rate == planned.rate
        assert float(stream.duration * stream.time_base) == pytest.approx(planned.seconds, abs=0.05)
        assert stream.codec_context.color_range == 1  # as phones write it: limited


def test_good_clips_last_between_five_and_nine_seconds():
    assert all(5 <= CLIPS[name].seconds <= 9 and CLIPS[name].rate in (25, 30) for name in GOOD)


def test_a_photo_is_one_sharp_picture(tmp_path):
    path = draw("yard-photo", tmp_path)
    picture = cv2.imread(str(path))
    assert (path.suffix, picture.shape) == (".jpg", (720, 1280, 3))
    assert cv2.Laplacian(picture, cv2.CV_64F).std() > 5


def test_the_same_clip_is_the_same_file_when_it_is_drawn_again(stamps, tmp_path):
    clip = small(CLIPS["motorway-rain"])
    film(clip, tmp_path / "one.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (stamps / "motorway-rain.mp4").read_bytes()


def test_an_upright_clip_lies_on_its_side_and_says_so_as_phones_do(stamps):
    with av.open(str(stamps / "yard-dusk.mp4")) as container:
        frame = next(container.decode(video=0))
    assert (frame.width, frame.height) == (320, 180)
    assert frame.rotation == -90
    upright = np.rot90(frame.to_ndarray(format="gray"), -1)  # a quarter to the right, as it is to be shown
    sky, ground = upright[:60].mean(), upright[-60:].mean()
    assert sky > ground + 10


def test_a_drawn_file_is_not_drawn_again(tmp_path):
    (tmp_path / "yard-day.mp4").write_bytes(b"there already")
    assert draw("yard-day", tmp_path).read_bytes() == b"there already"


def test_a_drawing_that_was_interrupted_leaves_no_half_file(tmp_path):
    def unfinished(stage, mood):
        raise KeyboardInterrupt

    clip = replace(small(CLIPS["gate-day"]), scene=unfinished)
    with pytest.raises(KeyboardInterrupt):
        film(clip, tmp_path / "clip.mp4")
    assert not (tmp_path / "clip.mp4").exists()


def test_the_truck_carries_eight_cars_of_eight_colours():
    assert len(TRIP) == len({car.split(":")[1] for car in TRIP}) == 8
