"""Colours as they are written by people, and as pixels hold them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[Any]  # blue, green, red from 0 to 1

PAINTS = {
    "pearl_white": "#eceeea",
    "silver": "#b4bcc2",
    "graphite": "#50565e",
    "ink_black": "#23262c",
    "deep_blue": "#234a8c",
    "glacier_blue": "#7fa9c6",
    "jade_green": "#2d7563",
    "ruby_red": "#a8232f",
    "amber_orange": "#d46a2c",
    "champagne": "#c8b698",
    "lilac_grey": "#9d94b3",
}


def colour(text: str) -> Colour:
    """Return `#rrggbb` as blue, green, red from 0 to 1."""
    return np.array([int(text[at : at + 2], 16) / 255 for at in (5, 3, 1)], np.float32)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with `share` of `second` in it."""
    return np.asarray(first * (1 - share) + second * share, np.float32)


def ramp(stops: list[tuple[float, str]], at: NDArray[Any]) -> Colour:
    """Return the colours at positions `at` (any shape) of a gradient given as (position, colour)."""
    places = [stop[0] for stop in stops]
    values = np.array([colour(stop[1]) for stop in stops])
    eased = [np.interp(at, places, values[:, channel]) for channel in range(3)]
    return np.asarray(np.stack(eased, axis=-1), np.float32)
