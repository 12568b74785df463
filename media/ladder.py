"""Which sizes a clip is encoded in.

A rung R is a box of R by R*16/9 that turns with the picture, so that portrait footage gets portrait renditions and
wide footage is not wider than players expect. The picture is fitted into each box and never enlarged. A rung that
would be hardly smaller than the one above is left out. A rendition is named after its own short side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NEARLY = 0.8  # a smaller picture than this share of the one above is worth a rung of its own


class Size(NamedTuple):
    width: int
    height: int

    @property
    def name(self) -> str:
        return f"{min(self)}p"


def ladder(width: float, height: float, rungs: Sequence[int]) -> list[Size]:
    """Sizes for a picture of this size with square pixels: even, the largest first, at least one."""
    long, short = max(width, height), min(width, height)
    sizes: list[Size] = []
    for rung in sorted(rungs, reverse=True):
        share = min(1.0, rung / short, rung * 16 / 9 / long)
        size = Size(_even(width, share), _even(height, share))
        if not sizes or max(size) <= NEARLY * max(sizes[-1]):
            sizes.append(size)
    return sizes


def _even(length: float, share: float) -> int:
    """4:2:0 needs even lengths: the nearest to `share` of this one, and never longer than all of it."""
    return max(2, min(round(length * share / 2) * 2, int(length + 0.01) // 2 * 2))
