"""Sky: a gradient with sun, moon or stars, and clouds that drift."""

import cv2
import numpy as np

from ops.demo.drawing.colours import colour, mix, ramp
from ops.demo.drawing.mood import Mood
from ops.demo.drawing.noise import field
from ops.demo.drawing.sheet import Field, Pixels, Sprite


def backdrop(mood: Mood, width: int, height: int, horizon: int, seed: int) -> Pixels:
    """Return the still part of the sky, down to row `horizon`; below it the haze goes on."""
    rows = np.clip(np.arange(height, dtype=np.float32) / horizon, 0, 1)
    picture = np.repeat(ramp(list(mood.sky), rows)[:, None, :], width, axis=1)
    if mood.stars:
        _stars(picture, horizon, seed)
    if mood.sun:
        across, down, tone, radius = mood.sun
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        scale = height / 720
        away = np.hypot(x - across * width, y - down * height) / scale
        glow = 0.75 * np.exp(-away / (radius * 2.1)) + 0.35 * np.exp(-away / (radius * 8))
        disc = np.clip((radius - away) / 1.5 + 0.5, 0, 1)
        picture += (colour(tone) - picture) * np.clip(glow + disc, 0, 1)[..., None]
    shaken = picture * 255 + np.random.default_rng(seed).random(picture.shape, np.float32)  # no bands
    return np.asarray(np.clip(shaken, 0, 255), np.uint8)


def clouds(mood: Mood, width: int, height: int, seed: int) -> Sprite:
    """Return a strip of clouds, lit from above, thinner towards its upper edge."""
    scale = height / 300
    puffs = field(height, width, 330 * scale, seed, octaves=6, flat=0.36)
    cover = 0.75 - 0.36 * mood.clouds
    dense = np.clip((puffs - cover) / 0.2, 0, 1) ** 1.2
    fade = np.clip(np.linspace(0, 3, height, dtype=np.float32), 0, 1) * np.clip(np.linspace(6, 0, height), 0, 1)
    dense *= fade[:, None].astype(np.float32)
    above = cv2.GaussianBlur(np.roll(puffs, round(16 * scale), axis=0), (0, 0), 7 * scale)
    lit = np.clip(0.5 + (puffs - above) * 3.2, 0, 1)[..., None]
    shade = mix(mood.haze, colour(mood.cloud), 0.15) * np.float32(0.86)
    tone = shade + (colour(mood.cloud) - shade) * lit
    opacity = (dense * 0.92)[..., None]
    through = np.repeat(np.round(255 - opacity * 255).astype(np.uint8), 3, axis=2)
    return Sprite(np.clip(tone * opacity * 255, 0, 255).astype(np.uint8), through)


def _stars(picture: Field, horizon: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(150):
        x, y = int(random.integers(2, picture.shape[1] - 2)), int(horizon * 0.9 * random.random() ** 1.4)
        bright = float(random.random() ** 2 * 0.7 + 0.1) * (1 - y / horizon)
        picture[y, x] += bright
        picture[y, x + 1] += bright * 0.4
        picture[y + 1, x] += bright * 0.3
