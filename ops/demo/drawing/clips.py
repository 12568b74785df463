"""The clips of the demonstration, and how one is drawn into a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from ops.demo.drawing import mood as moods
from ops.demo.drawing.encode import encode
from ops.demo.drawing.film import Film
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.scenes import Scene, Stage
from ops.demo.drawing.scenes.gate import Gate
from ops.demo.drawing.scenes.loading import Loading
from ops.demo.drawing.scenes.motorway import Motorway
from ops.demo.drawing.scenes.rail import Rail
from ops.demo.drawing.scenes.street import Street
from ops.demo.drawing.scenes.yard import Yard
from ops.demo.drawing.sheet import Pixels
from ops.demo.drawing.truck import load_of

HD, FULL_HD, UPRIGHT = (1280, 720), (1920, 1080), (720, 1280)

# The eight cars of the demonstration's trip, in the order of `truck.PLACES`.
TRIP = (
    "saloon:deep_blue", "hatch:pearl_white", "estate:ruby_red", "saloon:silver",
    "saloon:graphite", "hatch:amber_orange", "saloon:jade_green", "hatch:glacier_blue",
)  # fmt: skip
EIGHT = load_of(*TRIP)
SIX = load_of(*TRIP[:6], "-", "-")
LABEL = "LH9M5EA1H0020489"  # what the sheet behind the windscreen says: nobody but the yard may read it


@dataclass(frozen=True)
class Clip:
    """One clip: what is filmed, in which light, and how long.

    `exposure` is how much of the light the camera lets in, `unfocused` the spread in pixels of what it does not show
    sharply; a photo is the first picture alone.
    """

    mood: Mood
    scene: Callable[[Stage, Mood], Scene]
    seconds: float = 5.6
    size: tuple[int, int] = HD
    rate: int = 25
    seed: int = 4
    zoom: tuple[float, float] = (1.0, 1.0)
    exposure: float = 1.0
    unfocused: float = 0.0
    photo: bool = False

    @property
    def suffix(self) -> str:
        """How the name of its file ends."""
        return ".jpg" if self.photo else ".mp4"


CLIPS = {
    "motorway-day": Clip(moods.DAY, lambda s, m: Motorway(s, m, EIGHT), 6.0, FULL_HD, seed=4, zoom=(1.0, 1.05)),
    "loading-morning": Clip(moods.MORNING, lambda s, m: Loading(s, m, SIX, "saloon", "jade_green"), 6.4, seed=11),
    "gate-day": Clip(
        moods.DAY, lambda s, m: Gate(s, m, "saloon", "jade_green", views="hills city trees"), 6.4, seed=23
    ),
    "rail-morning": Clip(moods.MORNING, lambda s, m: Rail(s, m, "saloon", "jade_green"), 5.2, seed=6),
    "yard-day": Clip(moods.DAY, lambda s, m: Yard(s, m, "jade_green", label=LABEL), 5.6, seed=9),
    "yard-photo": Clip(moods.MORNING, lambda s, m: Yard(s, m, "jade_green", walk=0), seed=41, photo=True),
    "motorway-dusk": Clip(moods.DUSK, lambda s, m: Motorway(s, m, EIGHT, view="city", close=1.7), 6.0, seed=8),
    "motorway-night": Clip(moods.NIGHT, lambda s, m: Motorway(s, m, EIGHT, view="city"), 5.2, seed=4),
    "motorway-rain": Clip(moods.RAIN, lambda s, m: Motorway(s, m, EIGHT, close=1.3), 5.2, seed=15),
    "street-day": Clip(moods.DAY, lambda s, m: Street(s, m, "hatch", "glacier_blue"), 5.0, seed=14),
    "yard-dusk": Clip(
        moods.DUSK,
        lambda s, m: Yard(s, m, "silver", view="city", walk=3.4),
        5.2,
        UPRIGHT,
        30,
        seed=4,
        zoom=(1.0, 1.06),
    ),
    "gate-night": Clip(
        moods.NIGHT, lambda s, m: Gate(s, m, "estate", "champagne", views="hills city trees"), 5.6, seed=31
    ),
    "rail-dusk": Clip(moods.DUSK, lambda s, m: Rail(s, m, "estate", "lilac_grey"), 5.0, seed=21),
    "yard-rain": Clip(moods.WET_NIGHT, lambda s, m: Yard(s, m, "pearl_white", view="port", body="low"), 5.0, seed=17),
    # What a person has to look at, and what its driver has to film again.
    "yard-dim": Clip(
        moods.NIGHT, lambda s, m: Yard(s, m, "champagne", body="tall", walk=1.6), 2.4, seed=52, exposure=0.3
    ),
    "rail-unsharp": Clip(moods.DUSK, lambda s, m: Rail(s, m, "estate", "lilac_grey"), 2.0, seed=57, unfocused=9.0),
    "loading-black": Clip(
        moods.MORNING, lambda s, m: Loading(s, m, SIX, "saloon", "deep_blue"), 1.6, seed=63, exposure=0.07
    ),
    "street-dusk": Clip(moods.DUSK, lambda s, m: Street(s, m, "saloon", "ink_black"), 5.0, seed=3),
}


def frames(clip: Clip) -> Iterator[Pixels]:
    """Yield the pictures of a clip, one after the other."""
    stage = Stage(*clip.size, clip.rate, clip.seconds, clip.seed)
    scene = clip.scene(stage, clip.mood)
    film = Film(*clip.size, scene.hand, clip.mood.bloom)
    for index in range(round(clip.seconds * clip.rate)):
        at = index / clip.rate
        closer = clip.zoom[0] + (clip.zoom[1] - clip.zoom[0]) * at / clip.seconds
        yield _taken(film.develop(scene.frame(index, at), index, at, closer), clip)


def _taken(picture: Pixels, clip: Clip) -> Pixels:
    """Return the picture as a badly set camera takes it."""
    if clip.unfocused:
        picture = cv2.GaussianBlur(picture, (0, 0), clip.unfocused)
    return picture if clip.exposure == 1 else cv2.convertScaleAbs(picture, alpha=clip.exposure)


def draw(name: str, folder: Path) -> Path:
    """Draw the clip called `name` into `folder`, or find it there; return its file."""
    path = folder / f"{name}{CLIPS[name].suffix}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        film(CLIPS[name], path)
    return path


def film(clip: Clip, path: Path) -> None:
    """Draw `clip` into the file `path`, whole or not at all.

    The pictures come from seeds alone, so that the file is the same wherever it is drawn.
    """
    cv2.setNumThreads(1)  # two clips are drawn side by side
    unfinished = path.with_suffix(".drawing")
    if clip.photo:
        _, content = cv2.imencode(".jpg", next(frames(clip)), [cv2.IMWRITE_JPEG_QUALITY, 90])
        unfinished.write_bytes(content.tobytes())
    else:
        encode(unfinished, frames(clip), clip.size, clip.rate)
    unfinished.replace(path)
