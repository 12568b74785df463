"""Landscapes in layers: mountains, hills, trees, a city, the cranes of a port."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ops.demo.drawing.colours import Colour, colour, mix
from ops.demo.drawing.curves import Points, box, disc
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field, ridge
from ops.demo.drawing.sheet import Sheet, Sprite

Heights = NDArray[np.float32]


def mountains(mood: Mood, width: int, height: int, seed: int, haze: float = 0.45) -> Sprite:
    """Return far mountains: sunlit faces, snow on none of them, mist at their feet."""
    heights = height * (0.3 + 0.68 * ridge(width, height * 2.6, seed, octaves=7, rough=0.46) ** 1.3)
    return _slope(heights, height, mix(colour(mood.land[0]), mood.haze, haze), mood.haze, 0.85)


def hills(mood: Mood, width: int, height: int, seed: int, haze: float = 0.25) -> Sprite:
    """Return rounder hills nearer by."""
    heights = height * (0.35 + 0.6 * ridge(width, height * 5.0, seed, octaves=5, rough=0.36))
    heights = heights + height * 0.045 * ridge(width, 9, seed + 1, octaves=2)
    return _slope(heights, height, mix(colour(mood.land[1]), mood.haze, haze), mood.haze, 0.5)


def trees(mood: Mood, width: int, height: int, seed: int, haze: float = 0.08) -> Sprite:
    """Return a belt of round trees of several greens, `height` pixels at most."""
    sheet = Sheet(width, height, 1, fine=2)
    random = np.random.default_rng(seed)
    tone = mix(colour(mood.land[2]), mood.haze, haze)
    bank = np.array([(0, 0), (width, 0), (width, height * 0.16), (0, height * 0.16)], float)
    sheet.fill(bank, tone * 0.75)
    x = -20.0
    while x < width + 20:
        tall = height * (0.5 + 0.45 * random.random())
        _tree(sheet, x, tall, tone * (0.82 + 0.36 * random.random()), mood, random)
        x += tall * (0.22 + 0.38 * random.random())
    return sheet.sprite()


def city(mood: Mood, width: int, height: int, seed: int, haze: float = 0.35) -> Sprite:
    """Return a skyline of plain towers; windows are lit when lamps are."""
    sheet = Sheet(width, height, 1, fine=2)
    random = np.random.default_rng(seed)
    swell = ridge(width, height * 3, seed + 3, octaves=2)
    for depth in (0.5, 0.0):
        x = -30.0
        tone = mix(mix(colour(mood.land[0]), colour(mood.land[2]), 0.35), mood.haze, haze + 0.3 * depth)
        while x < width:
            wide = height * (0.13 + 0.17 * random.random())
            rise = swell[int(np.clip(x, 0, width - 1))] * 0.55 + 0.45 * random.random()
            tall = height * (0.2 + 0.72 * rise) * (1 if depth else 0.8)
            _tower(sheet, x, wide, tall, tone * (0.92 + 0.14 * random.random()), mood, random)
            x += wide * (1.02 + 0.6 * random.random())
    return sheet.sprite()


def cranes(mood: Mood, width: int, height: int, seed: int, haze: float = 0.3) -> Sprite:
    """Return the gantry cranes of a port behind stacks of containers."""
    sheet = Sheet(width, height, 1, fine=2)
    random = np.random.default_rng(seed)
    steel = mix(mix(colour("#b0563f"), colour(mood.land[2]), 0.3) * mood.light.tint, mood.haze, haze)
    x = height * 0.3
    while x < width:
        _crane(sheet, x, height, steel * (0.9 + 0.2 * random.random()))
        x += height * (1.3 + 1.1 * random.random())
    x = 0.0
    boxes = ("#8a4b3c", "#3d6a86", "#5f7d6b", "#b08a4f", "#6a6f78")
    while x < width:
        wide = height * 0.2
        for level in range(int(random.integers(1, 5))):
            tone = mix(colour(boxes[int(random.integers(5))]) * mood.light.tint, mood.haze, haze)
            low = level * height * 0.07
            sheet.fill(box(x, low, x + wide * 0.98, low + height * 0.066), tone)
            sheet.fill(box(x, low, x + wide * 0.98, low + height * 0.02), tone * 0.85)
        x += wide
    return sheet.sprite()


def _slope(heights: Heights, height: int, tone: Colour, mist: Colour, misty: float) -> Sprite:
    """Fill under a ridge: lighter where it faces left, misty downwards."""
    width = len(heights)
    rows = np.arange(height, 0, -1, dtype=np.float32)[:, None] - 0.5
    opacity = np.clip(heights[None, :] - rows + 0.5, 0, 1)[..., None]
    fall = np.gradient(np.convolve(np.pad(heights, 12, "edge"), np.ones(25) / 25, "valid"))
    grain = field(height, width, 60, 7, octaves=5, flat=0.8) - 0.5
    below = np.clip(heights[None, :] - rows, 0, None)
    spurs = (np.arange(width)[None, :] + below * 0.7 + grain * 60).astype(int) % width
    face = 1 + np.clip(fall[spurs] * 0.18, -0.055, 0.055) * np.exp(-below / (0.5 * height)) + grain * 0.16
    colours = np.clip(tone * face[..., None].astype(np.float32), 0, 1)
    share = np.clip(misty * (1 - rows / (0.75 * height)), 0, 1)[..., None]
    colours = (colours * (1 - share) + mist * share) * opacity
    through = np.repeat(np.round(255 - opacity * 255).astype(np.uint8), 3, axis=2)
    return Sprite((colours * 255).astype(np.uint8), through)


def _tree(sheet: Sheet, x: float, tall: float, tone: Colour, mood: Mood, random: np.random.Generator) -> None:
    sheet.fill(box(x - tall * 0.025, 0, x + tall * 0.025, tall * 0.6), tone * 0.5)
    leaves: list[tuple[Points, float]] = []
    for _ in range(11):
        at = (x + tall * 0.2 * random.normal(), tall * (0.2 + 0.62 * random.random()))
        leaves.append((disc(at, tall * (0.1 + 0.08 * random.random())), at[1]))
    for leaf, at_height in sorted(leaves, key=lambda pair: pair[1]):
        shade = tone * (0.72 + 0.42 * at_height / tall)
        sheet.fill(leaf, shade)
        sheet.fill(
            leaf * 0.6 + leaf.mean(0) * 0.4 + (tall * 0.02, tall * 0.03), mix(shade, mood.light.sky, 0.08), 0.6
        )


def _tower(
    sheet: Sheet, x: float, wide: float, tall: float, tone: Colour, mood: Mood, random: np.random.Generator
) -> None:
    sheet.fill(box(x, 0, x + wide, tall), tone)
    sheet.fill(box(x + wide * 0.68, 0, x + wide, tall), tone * 0.88)
    if random.random() < 0.45:
        sheet.fill(box(x + wide * 0.2, tall, x + wide * 0.7, tall * 1.05), tone * 0.95)
    lit = mood.light.lamps > 0.5
    glass = mix(tone, colour("#ffd9a0"), 0.75) if lit else mix(tone, mood.light.sky, 0.16)
    step = max(5.0, wide / 6)
    for column in np.arange(x + step * 0.5, x + wide - step * 0.6, step):
        for row in np.arange(step, tall - step, step * 1.15):
            if random.random() < (0.28 if lit else 0.6):
                sheet.fill(box(column, row, column + step * 0.5, row + step * 0.5), glass, 0.75)


def _crane(sheet: Sheet, x: float, height: float, tone: Colour) -> None:
    bar: Callable[[list[tuple[float, float]], float], None] = lambda points, width: sheet.line(  # noqa: E731
        np.array(points) * height + (x, 0), width * height, tone
    )
    for leg in (0.0, 0.3):
        bar([(leg, 0), (leg + (0.03 if leg == 0 else -0.03), 0.62)], 0.022)
    bar([(0.0, 0.3), (0.3, 0.3)], 0.018)
    bar([(-0.42, 0.63), (0.52, 0.63)], 0.026)
    bar([(0.05, 0.63), (0.11, 0.93), (0.27, 0.63)], 0.014)
    bar([(0.11, 0.93), (-0.36, 0.64)], 0.008)
    bar([(0.11, 0.93), (0.5, 0.64)], 0.008)
    bar([(-0.2, 0.62), (-0.2, 0.44)], 0.006)
    bar([(-0.24, 0.44), (-0.16, 0.44)], 0.02)
