"""Parts of a picture, in fractions of its width and height, so that they fit every size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Why a part is hidden."""

    FACE = "face"
    PLATE = "plate"
    LABEL = "label"
    DRAWN = "drawn"  # by a person


class Box(NamedTuple):
    """Left, top, width and height; may reach over the picture's edges."""

    x: float
    y: float
    w: float
    h: float

    def grown(self, share: float) -> Box:
        """Larger by this share of its own size on every side."""
        return Box(
            self.x - share * self.w, self.y - share * self.h, self.w * (1 + 2 * share), self.h * (1 + 2 * share)
        )

    def moved(self, right: float, down: float) -> Box:
        """The same size elsewhere."""
        return Box(self.x + right, self.y + down, self.w, self.h)

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        left, top = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.x + self.w, other.x + other.w), max(self.y + self.h, other.y + other.h)
        return Box(left, top, right - left, bottom - top)

    def towards(self, other: Box, share: float) -> Box:
        """Between the two: 0 is this one, 1 the other."""
        return Box(*(a + (b - a) * share for a, b in zip(self, other, strict=True)))

    def steps_to(self, other: Box) -> float:
        """How many of its own sizes lie between the two centres, in the worse direction."""
        right = abs(self.x + self.w / 2 - other.x - other.w / 2) / max(1e-6, (self.w + other.w) / 2)
        down = abs(self.y + self.h / 2 - other.y - other.h / 2) / max(1e-6, (self.h + other.h) / 2)
        return max(right, down)


@dataclass(frozen=True)
class Found:
    """What a detector saw in one picture; `score` from 0 to 1."""

    kind: Kind
    box: Box
    score: float


@dataclass(frozen=True)
class Patch:
    """A part of one picture that is to be hidden; `sure` when it was seen shortly before and after."""

    kind: Kind
    box: Box
    sure: bool = True
