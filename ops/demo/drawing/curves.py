"""Outlines: a few points by eye, a smooth curve through them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Points = NDArray[np.float64]


def smooth(outline: Sequence[Point], *, closed: bool = True, steps: int = 10) -> Points:
    """Return a Catmull-Rom curve through `outline`; a point given twice in a row becomes a corner."""
    line = np.asarray(outline, float)
    before, after = np.roll(line, 1, axis=0), np.roll(line, -1, axis=0)
    beyond = np.roll(line, -2, axis=0)
    if not closed:
        before[0], after[-1] = line[0], line[-1]
        beyond[-1] = beyond[-2] = line[-1]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    p0, p1, p2, p3 = (part[:, None, :] for part in (before, line, after, beyond))
    curve = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    if not closed:
        curve = curve[:-1]
    return np.asarray(curve.reshape(-1, 2))


def points(text: str) -> list[Point]:
    """Return the points written as `x,y x,y ...`."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def box(left: float, bottom: float, right: float, top: float, radius: float = 0.0) -> Points:
    """Return an upright rectangle, its corners rounded by `radius`."""
    if radius <= 0:
        return np.array([(left, bottom), (right, bottom), (right, top), (left, top)], float)
    corners = [(right - radius, top - radius), (left + radius, top - radius)]
    corners += [(left + radius, bottom + radius), (right - radius, bottom + radius)]
    parts = []
    for quarter, centre in enumerate(corners):
        angles = np.pi / 2 * (quarter + np.linspace(0, 1, 8))
        parts.append(np.array(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1))
    return np.concatenate(parts)


def disc(centre: Point, radius: float, flat: float = 1.0) -> Points:
    """Return a circle, or an ellipse `flat` times as high as wide."""
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    return np.array(centre) + radius * np.stack([np.cos(angles), flat * np.sin(angles)], axis=1)


def moved(outline: Points, right: float, up: float) -> Points:
    """Return the outline shifted."""
    return np.asarray(outline + np.array([right, up]))


def mirrored(half: Points, axis: float = 0.0) -> Points:
    """Return the outline whose right half is `half`, mirrored about x = `axis`."""
    return np.concatenate([half, (half * (-1, 1) + (2 * axis, 0))[::-1]])
