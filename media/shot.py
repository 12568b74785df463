"""What travels through the pass: one moment of the clip in every size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from media.frames import TICKS
from media.outcome import Outcome
from media.upright import plane_of

if TYPE_CHECKING:
    from media.hiding.boxes import Patch

Seconds = float
LOOKED_AT = 640  # long side of the picture that detectors look at: what they were trained and measured with


@dataclass
class Shot:
    """One decoded moment. `pictures` are upright BT.709 4:2:0, the largest first.

    While it waits for what is to be hidden, and where the largest is copied, it has the largest and the smallest
    only.
    """

    ticks: int
    lasts: int
    pictures: list[VideoFrame]
    patches: Sequence[Patch] = ()  # what is hidden in it

    @property
    def at(self) -> Seconds:
        return self.ticks / TICKS

    @property
    def lasts_s(self) -> Seconds:
        return self.lasts / TICKS

    @cached_property
    def colours(self) -> NDArray[np.uint8]:
        """The smallest picture in blue, green and red, for detectors; as it is when first asked for."""
        small = self.pictures[-1]
        share = min(1.0, LOOKED_AT / max(small.width, small.height))
        width, height = (max(2, round(side * share / 2) * 2) for side in (small.width, small.height))
        colours = small.reformat(width, height, "bgr24", src_colorspace=Colorspace.ITU709, threads=1)
        return np.asarray(colours.to_ndarray(), np.uint8)

    @property
    def luma(self) -> NDArray[np.uint8]:
        """The brightness plane of the smallest picture: the one to analyse. 16 is black, 235 white."""
        return plane_of(self.pictures[-1], 0)


class Sink(Protocol):
    """Takes every shot and turns them into something that is kept."""

    def take(self, shot: Shot) -> None: ...

    def finish(self, outcome: Outcome) -> None:
        """Write what is still open and put the result into `outcome`, whose counted facts are known by now."""
        ...

    def abandon(self) -> None:
        """Stop without a result; nothing may keep running."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A sink that also wants the sound."""

    def hear(self, sound: AudioFrame) -> None: ...
