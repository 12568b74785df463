"""Turn decoded pictures into what a person should see: upright, square pixels, even sizes, 8-bit BT.709."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, cast

import numpy as np
from av.sidedata.sidedata import SideData, Type
from av.video.frame import VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)
from numpy.typing import NDArray

from media.ladder import Size, ladder
from media.source import Refused

BT709, UNSPECIFIED, BT2020 = 1, 2, (9, 10)  # matrix coefficients: ITU-T H.273, table 4
HDR = (
    ColorTrc.SMPTE2084,
    ColorTrc.ARIB_STD_B67,
)  # PQ and HLG: unmapped they look washed out. libswscale takes 2.6 s once a clip for its table, then 1 ms a picture
HD_HEIGHT = 720  # untagged footage is BT.709 from here on and BT.601 below, as players take it
SMALLEST = 32  # pixels a side; nobody can see a car on less
SANE_ASPECT = (Fraction(1, 4), Fraction(4))  # other pixel shapes are mistakes


class Turn(NamedTuple):
    """Swap the axes first, then mirror."""

    swap: bool = False
    flip_x: bool = False
    flip_y: bool = False


QUARTERS = (Turn(), Turn(swap=True, flip_y=True), Turn(flip_x=True, flip_y=True), Turn(swap=True, flip_x=True))


class Upright:
    """Makes the pictures of every rung: the largest, and from it the others.

    The smallest is made at once, since it is the one to analyse; those between only when the picture is let go, so
    that pictures that wait take less memory, and only where somebody wants them.

    Raises Refused when the picture is too small or too narrow for any rung.
    """

    def __init__(self, first: VideoFrame, sample_aspect: Fraction | None, rungs: Sequence[int]) -> None:
        self.turn = turn_of(first)
        width, height = _square(first.width, first.height, sample_aspect)
        if self.turn.swap:
            width, height = height, width
        self.width, self.height = round(width), round(height)
        self.sizes = ladder(width, height, rungs)
        if min(self.sizes[0]) < SMALLEST:
            raise Refused("unsupported", reason="too_small", width=self.width, height=self.height)
        self._scalers = [VideoReformatter() for _ in self.sizes]

    def is_as_filmed(self, frame: VideoFrame) -> bool:
        """Whether the largest size is the very picture that is stored."""
        return self.turn == Turn() and self.sizes[0] == (frame.width, frame.height) == (self.width, self.height)

    def pictures(self, frame: VideoFrame) -> list[VideoFrame]:
        """The largest and the smallest of `sizes`. The frame itself is used where nothing has to change."""
        largest = _timed(_turned(self._top(frame), self.turn, self.sizes[0]), frame)
        return [largest, *([self._smaller(largest, len(self.sizes) - 1)] if len(self.sizes) > 1 else [])]

    def between(self, largest: VideoFrame) -> list[VideoFrame]:
        """The sizes between the largest and the smallest, from a picture in which everything is hidden by now."""
        return [self._smaller(largest, place) for place in range(1, len(self.sizes) - 1)]

    def _smaller(self, largest: VideoFrame, place: int) -> VideoFrame:
        width, height = self.sizes[place]
        made = self._scalers[place].reformat(largest, width, height, interpolation=Interpolation.AREA, threads=1)
        return _timed(made, largest)

    def _top(self, frame: VideoFrame) -> VideoFrame:
        width, height = self.sizes[0]
        if self.turn.swap:
            width, height = height, width
        to_crop = 0 <= frame.width - width <= 1 and 0 <= frame.height - height <= 1
        shrinks = width <= frame.width and height <= frame.height
        made = self._scalers[0].reformat(
            frame,
            frame.width if to_crop else width,
            frame.height if to_crop else height,
            "yuv420p",
            src_colorspace=_colours(frame),
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            dst_color_trc=ColorTrc.BT709 if frame.color_trc in HDR else None,
            dst_color_primaries=ColorPrimaries.BT709 if frame.color_trc in HDR else None,
            interpolation=Interpolation.AREA if shrinks else Interpolation.BICUBIC,
            threads=1,
        )
        return made if (made.width, made.height) == (width, height) else _cropped(made, width, height)


def _timed(picture: VideoFrame, like: VideoFrame) -> VideoFrame:
    picture.pts, picture.time_base, picture.duration = like.pts, like.time_base, like.duration
    return picture


def turn_of(frame: VideoFrame) -> Turn:
    """Read the display matrix (ISO 14496-12, 6.2.2), rounded to quarter turns and mirrors."""
    try:
        sides = cast(Mapping[Type, SideData], frame.side_data)  # the package's types know motion vectors only
    except ValueError:  # a kind that the package has no word for, as Exif in MJPEG: it then reads none of them
        return QUARTERS[round(frame.rotation / 90) % 4]  # but says this, a mirror left out
    if Type.DISPLAYMATRIX not in sides:
        return Turn()
    a, b, _, c, d = struct.unpack("<5i", bytes(sides[Type.DISPLAYMATRIX])[:20])
    if abs(b) > abs(a):
        return Turn(swap=True, flip_x=c < 0, flip_y=b < 0)
    return Turn(flip_x=a < 0, flip_y=d < 0)


def plane_of(picture: VideoFrame, number: int) -> NDArray[np.uint8]:
    """A plane of an 8-bit 4:2:0 picture as an array without its padding; writing to it changes the picture."""
    plane = picture.planes[number]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _square(width: int, height: int, aspect: Fraction | None) -> tuple[float, float]:
    """The size with square pixels; the longer way, so that no detail is lost."""
    if not aspect or not SANE_ASPECT[0] <= aspect <= SANE_ASPECT[1]:
        return width, height
    return (float(width * aspect), height) if aspect >= 1 else (width, float(height / aspect))


def _colours(frame: VideoFrame) -> Colorspace:
    if frame.colorspace == BT709 or (frame.colorspace == UNSPECIFIED and frame.height >= HD_HEIGHT):
        return Colorspace.ITU709
    return Colorspace.BT2020 if frame.colorspace in BT2020 else Colorspace.ITU601


def _cropped(picture: VideoFrame, width: int, height: int) -> VideoFrame:
    """Leave out the odd column and row at the far edges."""
    made = VideoFrame(width, height, "yuv420p")
    for number in range(3):
        target = plane_of(made, number)
        target[:] = plane_of(picture, number)[: target.shape[0], : target.shape[1]]
    return _tagged(made, picture)


def _turned(picture: VideoFrame, turn: Turn, size: Size) -> VideoFrame:
    if turn == Turn():
        return picture
    import cv2  # only turned footage pays for loading it

    made = VideoFrame(size.width, size.height, "yuv420p")
    for number in range(3):
        pixels, target = plane_of(picture, number), plane_of(made, number)
        if turn.swap:
            pixels = cv2.transpose(pixels)  # type: ignore[assignment]  # OpenCV's types know no shapes
        if turn.flip_x or turn.flip_y:
            code = -1 if turn.flip_x and turn.flip_y else int(turn.flip_x)
            cv2.flip(pixels, code, target)
        else:
            target[:] = pixels
    return _tagged(made, picture)


def _tagged(made: VideoFrame, like: VideoFrame) -> VideoFrame:
    made.colorspace, made.color_range = like.colorspace, like.color_range
    return made
