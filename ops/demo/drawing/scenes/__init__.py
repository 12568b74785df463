"""What the demonstration films, one scene a file."""

from dataclasses import dataclass
from typing import Protocol

from ops.demo.drawing.film import Hand
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.sheet import Pixels

MARGIN = 0.0167  # of the height, drawn around the picture so that the camera can move


@dataclass(frozen=True)
class Stage:
    """The size of the picture, how long and how often it is drawn, and its chance."""

    width: int
    height: int
    rate: int
    seconds: float
    seed: int

    @property
    def margin(self) -> int:
        return round(self.height * MARGIN)

    @property
    def wide(self) -> int:
        return self.width + 2 * self.margin

    @property
    def tall(self) -> int:
        return self.height + 2 * self.margin


class Scene(Protocol):
    """Something to film."""

    mood: Mood
    hand: Hand

    def frame(self, index: int, at: float) -> Pixels:
        """Draw the frame of second `at`, `Stage.wide` by `Stage.tall`."""
