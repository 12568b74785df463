"""A sheet to draw on in metres, and the sprite that comes off it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ops.demo.drawing.colours import Colour
from ops.demo.drawing.curves import Points

Pixels = NDArray[Any]  # height, width, 3 of uint8: blue, green, red
Field = NDArray[Any]  # float32: x, y, opacity or colour of many points
Fill = Colour | Callable[[Field, Field], Field]

FINE = 3  # drawn this many times finer, then averaged
SHIFT = 4  # OpenCV's points carry this many fractional bits


@dataclass(frozen=True)
class Sprite:
    """A picture with soft edges: colour times its opacity, and what it lets through (255 = all)."""

    colour: Pixels
    through: Pixels

    @property
    def height(self) -> int:
        return int(self.colour.shape[0])

    @property
    def width(self) -> int:
        return int(self.colour.shape[1])

    def onto(self, frame: Pixels, x: float, y: float) -> None:
        """Lay the sprite over `frame`, its upper left corner at `x` (between pixels too) and `y`."""
        left, top = int(np.floor(x)), round(y)
        x0, x1 = max(0, left), min(frame.shape[1], left + self.width)
        y0, y1 = max(0, top), min(frame.shape[0], top + self.height)
        if x0 >= x1 or y0 >= y1:
            return
        rows = slice(y0 - top, y1 - top)
        colours, through = (
            _between(part[rows], x0 - left, x1 - left, x - left) for part in (self.colour, self.through)
        )
        under = frame[y0:y1, x0:x1]
        cv2.multiply(under, through, under, 1 / 255)
        cv2.add(under, colours, under)

    def lit(self, light: Colour, haze: Colour | None = None, share: float = 0.0) -> "Sprite":
        """Return the sprite in another light, with `share` of `haze` before it."""
        colours = self.colour * light
        if haze is not None:
            colours = colours * (1 - share) + (255 - self.through) * (haze * share)
        return Sprite(np.clip(colours, 0, 255).astype(np.uint8), self.through)

    def turned(self) -> "Sprite":
        """Return the sprite facing the other way."""
        return Sprite(self.colour[:, ::-1].copy(), self.through[:, ::-1].copy())


def _between(part: Pixels, start: int, stop: int, shift: float) -> Pixels:
    """Return columns `start` to `stop` of `part`, moved right by a fraction of a pixel."""
    here = part[:, start:stop]
    if shift < 0.02 or part.shape[1] < 2:
        return np.asarray(here)
    before = part[:, start - 1 : stop - 1] if start else np.concatenate([part[:, :1], part[:, : stop - 1]], 1)
    return np.asarray(cv2.addWeighted(here, 1 - shift, before, shift, 0))


class Sheet:
    """An empty sheet; y points up, `left` and `bottom` are the metres at its lower left corner."""

    def __init__(
        self, width: float, height: float, scale: float, left: float = 0.0, bottom: float = 0.0, fine: int = FINE
    ) -> None:
        self.fine, self.scale, self.left, self.bottom = fine, scale * fine, left, bottom
        self.shape = (max(1, round(height * scale)) * fine, max(1, round(width * scale)) * fine)
        self.top = bottom + self.shape[0] / self.scale
        self.colour = np.zeros((*self.shape, 3), np.float32)
        self.opacity = np.zeros(self.shape, np.float32)

    def mask(self, outline: Points, soft: float = 0.0) -> Field:
        """Return how much of each pixel of the whole sheet `outline` covers; `soft` blurs, in metres."""
        covered = np.zeros(self.shape, np.uint8)
        points = np.stack([outline[:, 0] - self.left, self.top - outline[:, 1]], axis=1) * self.scale
        fixed = np.round(points * (1 << SHIFT)).astype(np.int32)
        cv2.fillPoly(covered, [fixed], 255, cv2.LINE_AA, SHIFT)
        if soft:
            width = 2 * max(1, round(1.7 * soft * self.scale)) + 1
            covered = np.asarray(cv2.stackBlur(covered, (width, width)))
        return np.asarray(covered, np.float32) / np.float32(255)

    def fill(
        self, outline: Points, fill: Fill, opacity: float = 1.0, soft: float = 0.0, inside: Field | None = None
    ) -> None:
        """Paint the inside of `outline`, in one colour or as `fill(x, y)` says, only `inside` a mask if given."""
        rows, columns = self._around(outline, soft)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        part = _Window(self, rows, columns)
        mask = part.mask(outline, soft) * np.float32(opacity)
        if inside is not None:
            mask = mask * inside[rows, columns]
        self._blend(rows, columns, mask, fill)

    def line(self, points: Points, width: float, fill: Fill, opacity: float = 1.0) -> None:
        """Draw a line of `width` metres with round joints."""
        fixed = np.stack([points[:, 0] - self.left, self.top - points[:, 1]], axis=1) * self.scale
        covered = np.zeros(self.shape, np.uint8)
        thick = max(1, round(width * self.scale))
        whole = np.round(fixed * (1 << SHIFT)).astype(np.int32)
        cv2.polylines(covered, [whole], False, 255, thick, cv2.LINE_AA, SHIFT)  # noqa: FBT003 (OpenCV's)
        rows, columns = self._around(points, width)
        mask = np.asarray(covered[rows, columns], np.float32) * np.float32(opacity / 255)
        self._blend(rows, columns, mask, fill)

    def sprite(self) -> Sprite:
        """Return what was drawn, at its real size."""
        size = (self.shape[1] // self.fine, self.shape[0] // self.fine)
        colours = np.asarray(cv2.resize(self.colour, size, interpolation=cv2.INTER_AREA))
        opacity = np.asarray(cv2.resize(self.opacity, size, interpolation=cv2.INTER_AREA))
        through = np.round(255 - np.clip(opacity, 0, 1) * 255).astype(np.uint8)
        tinted = np.clip(np.round(colours * 255), 0, 255).astype(np.uint8)
        return Sprite(tinted, np.repeat(through[..., None], 3, axis=2))

    def _blend(self, rows: slice, columns: slice, mask: Field, fill: Fill) -> None:
        if callable(fill):
            x = self.left + (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) / self.scale
            y = self.top - (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / self.scale
            fill = fill(x[None, :], y[:, None])
        colours, opacity = self.colour[rows, columns], self.opacity[rows, columns]
        colours += (fill - colours) * mask[..., None]
        opacity += (1 - opacity) * mask

    def _around(self, outline: Points, soft: float) -> tuple[slice, slice]:
        margin = 3 * soft * self.scale + 2
        low = np.array([outline[:, 0].min() - self.left, self.top - outline[:, 1].max()]) * self.scale - margin
        high = np.array([outline[:, 0].max() - self.left, self.top - outline[:, 1].min()]) * self.scale + margin
        rows = slice(max(0, int(low[1])), min(self.shape[0], int(high[1]) + 1))
        columns = slice(max(0, int(low[0])), min(self.shape[1], int(high[0]) + 1))
        return rows, columns


class _Window(Sheet):
    """A part of a sheet, to find masks without touching the rest."""

    def __init__(self, sheet: Sheet, rows: slice, columns: slice) -> None:
        self.scale, self.fine = sheet.scale, sheet.fine
        self.left = sheet.left + columns.start / sheet.scale
        self.top = sheet.top - rows.start / sheet.scale
        self.shape = (rows.stop - rows.start, columns.stop - columns.start)
