"""The hour and the weather: every colour that a scene takes from them."""

from dataclasses import dataclass

from ops.demo.drawing.colours import Colour, colour
from ops.demo.drawing.light import Light, light


@dataclass(frozen=True, eq=False)
class Mood:
    """An hour and its weather."""

    sky: tuple[tuple[float, str], ...]  # from the zenith (0) to the horizon (1)
    haze: Colour  # what the distance turns into
    light: Light
    land: tuple[str, str, str]  # far mountains, hills, trees
    cloud: str  # lit side; the haze is the other
    clouds: float  # how much of the sky they take
    sun: tuple[float, float, str, float] | None  # across, down (fractions of the picture), colour, radius in pixels
    ground: str
    shadow: float = 0.45
    wet: float = 0.0
    rain: float = 0.0
    stars: bool = False
    bloom: float = 0.35


DAY = Mood(
    sky=((0, "#2f77b8"), (0.45, "#69a8d6"), (0.8, "#b3d6e8"), (1, "#e3eee9")),
    haze=colour("#c9dfe8"),
    light=light("#fffaf0", "#e8f3fb"),
    land=("#6f93ad", "#5d8a72", "#4a6a4a"),
    cloud="#ffffff",
    clouds=0.5,
    sun=(0.8, 0.15, "#fff8e4", 25),
    ground="#868a8d",
)
MORNING = Mood(
    sky=((0, "#5f86b4"), (0.45, "#a9bfd0"), (0.75, "#f0d6b8"), (1, "#fbe6c4")),
    haze=colour("#f3dcc0"),
    light=light("#ffeeda", "#fbead2"),
    land=("#8b93ad", "#7d9183", "#4f6a4c"),
    cloud="#fff3e0",
    clouds=0.4,
    sun=(0.24, 0.4, "#fff0c8", 30),
    ground="#928b82",
    shadow=0.4,
)
DUSK = Mood(
    sky=((0, "#2b2f5f"), (0.35, "#6d4a7c"), (0.65, "#d9735d"), (0.88, "#f7b267"), (1, "#fbd38d")),
    haze=colour("#e79a6d"),
    light=light("#d9a999", "#f6b98a", 0.86, lamps=0.7),
    land=("#7a5579", "#5a4566", "#2f2b40"),
    cloud="#f2a48a",
    clouds=0.5,
    sun=(0.3, 0.47, "#ffe2a0", 36),
    ground="#5d5057",
    shadow=0.5,
    bloom=0.55,
)
RAIN = Mood(
    sky=((0, "#5d6b78"), (0.5, "#8494a0"), (1, "#b9c4c8")),
    haze=colour("#aab6bc"),
    light=light("#c3ced4", "#cfdadf", 0.9, lamps=0.8),
    land=("#84939d", "#6f8384", "#4a6058"),
    cloud="#a5b0b7",
    clouds=0.9,
    sun=None,
    ground="#4c5257",
    shadow=0.3,
    wet=0.5,
    rain=1.0,
    bloom=0.5,
)
NIGHT = Mood(
    sky=((0, "#0e1a38"), (0.5, "#1c335c"), (0.85, "#3b5278"), (1, "#57688a")),
    haze=colour("#3a4f72"),
    light=light("#8698c0", "#a8bde0", 0.95, lamps=1.0),
    land=("#2b4064", "#203352", "#16263f"),
    cloud="#4b6088",
    clouds=0.35,
    sun=(0.76, 0.17, "#eef2ff", 17),
    ground="#353d4b",
    shadow=0.5,
    wet=0.12,
    stars=True,
    bloom=0.7,
)
WET_NIGHT = Mood(
    sky=((0, "#14203a"), (0.6, "#2b3f5e"), (1, "#536480")),
    haze=colour("#45566f"),
    light=light("#93a3bf", "#b8c8e0", 0.95, lamps=1.0),
    land=("#34455f", "#293a52", "#1c2a3e"),
    cloud="#42546f",
    clouds=0.8,
    sun=None,
    ground="#39414d",
    shadow=0.4,
    wet=0.6,
    rain=0.8,
    bloom=0.7,
)
